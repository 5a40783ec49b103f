import { describe, expect, it } from 'vitest';
import { type NewBase, newProjectText } from '../../../src/language/new-project-text';
import { folder } from '../../fixtures/folder-facts';
import { project } from './support/project';

const base: NewBase = { model: 'demo', trainedOn: 'emoji', similarity: 'auto' };

describe('a new project', () => {
  it('is a file without errors that names the images and their test folder', () => {
    const facts = folder({ cats: 40, dogs: 40 });
    const text = newProjectText({ path: 'images', facts, test: 'images-test', base });
    const { parsed, result } = project(text);
    expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(parsed.config).toMatchObject({
      base: { model: 'demo' },
      dataset: { path: 'images', test: 'images-test' },
    });
    expect(text).toContain('80 images in 2 classes');
    expect(result.plan?.case).toBe(1);
  });

  it('leaves the test folder to be added, and quotes what must be', () => {
    const text = newProjectText({ path: 'my images: new', facts: folder({ cats: 1 }), base });
    const { parsed } = project(text);
    expect(parsed.config.dataset).toMatchObject({ path: 'my images: new' });
    expect(parsed.config.dataset.test).toBeUndefined();
  });

  it('names the folders of images that are split already', () => {
    const parts = { validation: 'data/val', test: 'data/test' };
    const text = newProjectText({ path: 'data/train', facts: folder({ cats: 4, dogs: 4 }), ...parts, base });
    expect(project(text).parsed.config.dataset).toMatchObject({ path: 'data/train', ...parts });
    expect(project(text).parsed.problems).toEqual([]);
  });

  it('names the classes where the file lies among them, for runs lie there too', () => {
    const text = newProjectText({ path: '.', facts: folder({ cats: 40, no: 40, empty: 0 }), base });
    expect(project(text).parsed.config.dataset).toMatchObject({ path: '.', classes: ['cats', 'no'] });
    expect(project(text).parsed.problems).toEqual([]);
  });

  it('says of the base what it was trained on, and what its user has said of the images', () => {
    const facts = folder({ cats: 4, dogs: 4 });
    const text = newProjectText({ path: 'images', facts, base: { ...base, similarity: 'different' } });
    expect(text).toMatch(/^base: demo {18}# trained on emoji$/m);
    expect(text).toMatch(/^ {2}similarity: different {5}# your images are unlike those/m);
    const own = newProjectText({
      path: 'images',
      facts,
      base: { model: '../my nets/a.h5', similarity: 'similar' },
    });
    expect(own).toMatch(/^base: \S.* # a base of your own$/m);
    expect(project(own).parsed.config).toMatchObject({
      base: { model: '../my nets/a.h5' },
      dataset: { similarity: 'similar' },
    });
  });

  it('keeps its comments out of long names', () => {
    const path = 'photographs/of-last-summer/sorted';
    const model = 'hf:timm/tf_efficientnet_lite4.in1k';
    const text = newProjectText({ path, facts: folder({ cats: 4, dogs: 4 }), base: { ...base, model } });
    expect(project(text).parsed.config).toMatchObject({ base: { model }, dataset: { path } });
  });
});
