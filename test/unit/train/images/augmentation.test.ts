import { describe, expect, it } from 'vitest';
import type { PlanAugment } from '../../../../src/design/plan';
import { augmentPixels, viewKey, viewRandom } from '../../../../src/train/images/augmentation';

const none: PlanAugment = { flip: 'none', shift: 0, brightness: 0, views: 4 };
const sha256 = 'ab'.repeat(32);

/** Two rows, three columns, each pixel grey with the value given. */
const picture = Uint8Array.from([10, 20, 30, 40, 50, 60].flatMap((value) => [value, value, value]));

function greys(pixels: Uint8Array): number[] {
  return [...pixels].filter((_, place) => place % 3 === 0);
}

function draws(...values: number[]): () => number {
  return () => values.shift() ?? Number.NaN;
}

describe('augmentPixels', () => {
  // Five draws: mirror columns, mirror rows, down, right, brightness; ½ in the last three means no change.
  it.each([
    ['nothing', none, [0, 0, 0, 0, 0], [10, 20, 30, 40, 50, 60]],
    ['columns', { ...none, flip: 'horizontal' }, [0, 0, 0.5, 0.5, 0.5], [30, 20, 10, 60, 50, 40]],
    [
      'columns, drawn against',
      { ...none, flip: 'horizontal' },
      [0.9, 0, 0.5, 0.5, 0.5],
      [10, 20, 30, 40, 50, 60],
    ],
    ['rows', { ...none, flip: 'vertical' }, [0, 0, 0.5, 0.5, 0.5], [40, 50, 60, 10, 20, 30]],
    ['both', { ...none, flip: 'both' }, [0, 0, 0.5, 0.5, 0.5], [60, 50, 40, 30, 20, 10]],
    ['right, the edge repeated', { ...none, shift: 0.5 }, [0, 0, 0.5, 0.9, 0.5], [10, 10, 20, 40, 40, 50]],
    ['left and up', { ...none, shift: 0.5 }, [0, 0, 0, 0.1, 0.5], [50, 60, 60, 50, 60, 60]],
    ['brighter', { ...none, brightness: 0.5 }, [0, 0, 0, 0, 1], [15, 30, 45, 60, 75, 90]],
    ['darker', { ...none, brightness: 1 }, [0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]],
  ] as const)('gives a picture that is %s', (_, augment, numbers, wanted) => {
    expect(greys(augmentPixels(picture, [2, 3], augment, draws(...numbers)))).toEqual(wanted);
  });

  it('keeps colours together and stays within 0..255', () => {
    const colours = Uint8Array.from([250, 100, 0, 1, 2, 3]);
    const augment = { ...none, flip: 'horizontal', brightness: 1 } as const;
    expect([...augmentPixels(colours, [1, 2], augment, draws(0, 0, 0.5, 0.5, 1))]).toEqual([
      2, 4, 6, 255, 200, 0,
    ]);
  });

  it('leaves its input alone', () => {
    const before = [...picture];
    augmentPixels(
      picture,
      [2, 3],
      { flip: 'both', shift: 0.5, brightness: 1, views: 2 },
      draws(0, 0, 0, 0, 0),
    );
    expect([...picture]).toEqual(before);
  });

  it('refuses pixels of another size', () => {
    expect(() => augmentPixels(picture, [3, 3], none, Math.random)).toThrow(RangeError);
  });
});

describe('viewRandom', () => {
  const numbers = (...parts: Parameters<typeof viewRandom>) => {
    const random = viewRandom(...parts);
    return [random(), random(), random()];
  };

  it('depends on image, view, settings and seed, and not on how many views there are', () => {
    const first = numbers(sha256, 1, none, 1);
    expect(numbers(sha256, 1, none, 1)).toEqual(first);
    expect(numbers(sha256, 1, { ...none, views: 9 }, 1)).toEqual(first);
    expect(numbers('cd'.repeat(32), 1, none, 1)).not.toEqual(first);
    expect(numbers(sha256, 2, none, 1)).not.toEqual(first);
    expect(numbers(sha256, 1, { ...none, shift: 0.1 }, 1)).not.toEqual(first);
    expect(numbers(sha256, 1, none, 2)).not.toEqual(first);
  });
});

describe('viewKey', () => {
  const flipping = { ...none, flip: 'horizontal' } as const;

  it('is the same for the original under all settings', () => {
    expect(viewKey(sha256, 0, null, 1)).toBe(`${sha256}-0`);
    expect(viewKey(sha256, 0, flipping, 2)).toBe(`${sha256}-0`);
  });

  it('tells other views apart by everything that makes them, and by nothing else', () => {
    const keys = [
      viewKey(sha256, 1, flipping, 1),
      viewKey(sha256, 2, flipping, 1),
      viewKey(sha256, 1, flipping, 2),
      viewKey(sha256, 1, { ...flipping, shift: 0.1 }, 1),
      viewKey(sha256, 1, { ...flipping, brightness: 0.1 }, 1),
      viewKey(sha256, 1, none, 1),
      viewKey('cd'.repeat(32), 1, flipping, 1),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(viewKey(sha256, 1, { ...flipping, views: 9 }, 1)).toBe(keys[0]);
  });
});
