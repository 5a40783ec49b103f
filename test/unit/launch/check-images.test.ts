import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/design/plan';
import { imageCheckRequest } from '../../../src/launch/check-images';
import { folder } from '../../fixtures/folder-facts';
import { headPlan } from '../../fixtures/terminal-sample';

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
