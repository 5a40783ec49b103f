import { describe, expect, it } from 'vitest';
import { classMention, classText } from '../../../src/language/class-text';
import { dataset } from '../../fixtures/folder-facts';
import { header, project } from './support/project';

const named = (marked: string) => classMention(project(marked.replace('|', '')), marked.indexOf('|'))?.name;

describe('a class that is named in the text', () => {
  it.each([
    [`${header}  classes: [ca|ts, dogs]\n`, 'cats'],
    [`${header}  classes:\n    - dogs\n    - "ne|ither"\n`, 'neither'],
    [`${header}train:\n  classWeights: { do|gs: 2 }\n`, 'dogs'],
    [`${header}train:\n  classWeights:\n    'ca|ts': 2\n`, 'cats'],
  ])('at %j is %s', (marked, name) => {
    expect(named(marked)).toBe(name);
  });

  it.each([
    `${header}  cla|sses: [cats]\n`,
    `${header}cut: con|v1\n`,
    `${header}train: { classWeights: au|to }\n`,
    'base: demo # ca|ts\n',
  ])('is none at %j', (marked) => {
    expect(named(marked)).toBeUndefined();
  });

  const animals = { dataset: dataset({ cats: 40, dogs: 1, 'a*b': 3 }) };
  const thumbnail = { file: 'cats/[1].png', address: 'data:image/jpeg;base64,AAAA', reason: null };

  it('tells how many images it has, and shows some', () => {
    expect(
      classText('cats', animals, [thumbnail, { file: 'cats/2.png', address: null, reason: 'It is broken.' }]),
    ).toBe('**cats** · 40 images\n\n![cats\\/\\[1\\]\\.png](data:image/jpeg;base64,AAAA|height=56)');
    expect(classText('dogs', animals, [])).toBe('**dogs** · 1 image');
    expect(classText('a*b', animals, [])).toBe('**a\\*b** · 3 images');
  });

  it('shows no more pictures than the editor takes, and tells nothing of a class that is not there', () => {
    const large = { ...thumbnail, address: `data:image/jpeg;base64,${'A'.repeat(43_000)}` };
    const text = classText('cats', animals, [large, large, large, large]) ?? '';
    expect(text.match(/!\[/g)).toHaveLength(2);
    expect(text.length).toBeLessThan(100_000);
    expect(classText('mice', animals, [thumbnail])).toBeUndefined();
    expect(classText('cats', {}, [thumbnail])).toBeUndefined();
  });
});
