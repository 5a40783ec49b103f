import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/design/plan';
import { checkImagesOf, imageCheckRequest } from '../../../../src/launch/project/check-images';
import { folder } from '../../../fixtures/folder-facts';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';

const facts = (place: string, images: number) => ({
  found: true as const,
  facts: folder({ cat: images, dog: images, stray: images }, { path: path.resolve(place) }),
});

function planWith(validation: number | string): Plan {
  return { ...headPlan, dataset: { ...headPlan.dataset, validation, classes: ['cat', 'dog'] } };
}

describe('the images that are checked', () => {
  it("are the plan's, split as a run splits them", () => {
    const { images, size } = imageCheckRequest(planWith(0.2), {
      train: facts('/p', 10),
      test: facts('/t', 3),
    });
    const count = (side: string) => images.filter((image) => image.side === side).length;
    expect([count('train'), count('validation'), count('test')]).toEqual([16, 4, 6]);
    expect(images.some(({ name }) => name.includes('stray'))).toBe(false);
    expect(images[0]?.path.startsWith(path.resolve('/p', 'cat'))).toBe(true);
    expect(size).toEqual([64, 64]);
  });

  it('are on the side of their folder where validation has its own', () => {
    const dataset = { train: facts('/p', 10), validation: facts('/v', 5) };
    const { images } = imageCheckRequest(planWith('/v'), dataset);
    expect(images.filter(({ side }) => side === 'train')).toHaveLength(20);
    expect(images.filter(({ side }) => side === 'validation')).toHaveLength(10);
  });

  it('leave out folders that are not there', () => {
    const dataset = {
      train: facts('/p', 1),
      test: { found: false as const, path: '/t', reason: 'missing' as const },
    };
    expect(imageCheckRequest(planWith(0), dataset).images).toHaveLength(2);
  });
});

describe('the process that looks into the images', () => {
  const result = { checked: 3, unreadable: [], untrained: [], duplicates: [] };

  async function checked(program: string) {
    const root = scratchFolder();
    const bundles = path.join(root, 'dist');
    mkdirSync(bundles);
    writeFileSync(path.join(bundles, 'check-images.js'), program);
    const node = { path: process.execPath, version: process.versions.node, environment: {} };
    const progress: number[] = [];
    const onProgress = (done: number) => progress.push(done);
    const options = { installation: { root, bundles }, node, onProgress };
    const found = await checkImagesOf(planWith(0), { train: facts('/p', 1) }, options);
    return { found, progress };
  }

  it('may print other lines than its answers', async () => {
    const lines = [
      '(node:1) Warning: vips',
      '{"done":',
      'null',
      '7',
      '[]',
      '""',
      '{"stage":"images","done":1,"total":3}',
    ];
    const print = [...lines, JSON.stringify({ result }), 'bye'].map(
      (line) => `console.log(${JSON.stringify(line)});`,
    );
    expect(await checked(print.join('\n'))).toEqual({ found: result, progress: [1] });
  });

  it('has failed where there is no answer among them', async () => {
    const failing = checked("console.log('no answer'); console.error('vips is gone'); process.exit(1)");
    await expect(failing).rejects.toMatchObject({ code: 'images-unchecked' });
    await expect(failing).rejects.toThrow('vips is gone');
  });
});
