import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import type { ImageSide } from '../../../../src/design/odd-images';
import { comparedCuts, likeness } from '../../../../src/train/measure/compared-cuts';
import { type FeatureTable, featureTable, rowProducts } from '../../../../src/train/measure/feature-table';
import { nearestOf } from '../../../../src/train/measure/nearest-neighbours';
import { oddRows } from '../../../../src/train/measure/odd-rows';

/** Numbers about 0 with a deviation of about 1. */
function bell(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}

interface Made {
  readonly rows: number[][];
  readonly labels: number[];
  readonly sides: ImageSide[];
}

/** Images of classes that lie some deviations apart, a third of them to test. */
function made(ofClass: number, classes: number, apart: number, columns = 24, seed = 1): Made {
  const random = seededRandom('made', seed);
  const labels = Array.from({ length: ofClass * classes }, (_, row) => row % classes);
  return {
    labels,
    rows: labels.map((label) =>
      Array.from({ length: columns }, (_, column) => bell(random) + (column % classes === label ? apart : 0)),
    ),
    sides: labels.map((_, row) => (row % 3 === 0 ? 'test' : 'train')),
  };
}

/** Images by their features at these cuts. */
function compared(...tables: readonly FeatureTable[]) {
  const own = comparedCuts(tables.map((table) => () => table));
  return { own, products: rowProducts(own) };
}

function odd({ rows, labels, sides }: Made, textures: FeatureTable = featureTable(rows)) {
  const table = featureTable(rows);
  const classes = Math.max(...labels) + 1;
  return oddRows({ compared: compared(table, table), textures, labels, classes, sides });
}

describe('odd rows', () => {
  it('are none among images of classes that lie apart', () => {
    expect(odd(made(30, 3, 3))).toEqual({ labels: [], copies: [], alone: [], classes: [] });
  });

  it('are those whose labels were exchanged, with the classes that they are of, the surest first', () => {
    const images = made(30, 3, 3);
    const exchanged = [4, 20, 33, 56, 71];
    const truth = exchanged.map((row) => images.labels[row] as number);
    for (const row of exchanged) images.labels[row] = ((images.labels[row] as number) + 1) % 3;
    const { labels } = odd(images);
    expect(labels.map(({ row }) => row).sort((one, other) => one - other)).toEqual(exchanged);
    for (const { row, judged, nearest } of labels) {
      expect(judged).toBe(truth[exchanged.indexOf(row)]);
      expect(nearest).toHaveLength(5);
    }
    const doubts = labels.map(({ doubt }) => doubt);
    expect(doubts).toEqual([...doubts].sort((one, other) => other - one));
  });

  it.each([1, 2, 3, 4])(
    'are not the images of a class for being few, of which heads say little (draw %i)',
    (draw) => {
      const random = seededRandom('few', draw);
      const labels = Array.from({ length: 126 }, (_, row) => (row < 120 ? row % 2 : 2));
      const rows = labels.map((label) =>
        Array.from({ length: 60 }, (_, column) => bell(random) + (column % 6 === label ? 1.2 : 0)),
      );
      const doubted = odd({ rows, labels, sides: labels.map(() => 'train') }).labels;
      expect(doubted.filter(({ row }) => labels[row] === 2)).toEqual([]);
    },
  );

  it('are two that are nearly the same in two classes or on two sides, and not within one of both', () => {
    const images = made(30, 3, 3);
    const random = seededRandom('near');
    const near = (row: number) => (images.rows[row] as number[]).map((value) => value + 0.15 * bell(random));
    images.rows[1] = near(0);
    images.rows[13] = near(16);
    images.rows[40] = near(38);
    const { copies } = odd({
      ...images,
      sides: images.sides.map((side, row) => (row === 40 || row === 38 ? 'train' : side)),
      labels: images.labels.map((label, row) => (row === 40 ? (images.labels[38] as number) : label)),
    });
    // 0 and 1 are of two classes and sides, 13 and 16 of one class and side.
    expect(copies.map(({ rows }) => rows)).toEqual([[0, 1]]);
    expect(copies[0]?.likeness).toBeGreaterThan(0.9);
  });

  it('are two that are nearly the same though a third file is one of them', () => {
    const images = made(30, 3, 3);
    const random = seededRandom('near');
    images.rows[1] = (images.rows[0] as number[]).map((value) => value + 0.15 * bell(random));
    images.rows[2] = [...(images.rows[0] as number[])];
    expect(odd(images).copies.map(({ rows }) => rows)).toEqual(
      expect.arrayContaining([
        [0, 1],
        [0, 2],
        [1, 2],
      ]),
    );
  });

  it('are those whose textures are far from all others, a few of a kind too', () => {
    const images = made(40, 3, 3);
    const noisy = [7, 52, 90];
    const rows = images.rows.map((row, at) => (noisy.includes(at) ? row.map((value) => 9 + value / 9) : row));
    const { alone, labels } = odd(images, featureTable(rows));
    expect(alone.map(({ row }) => row).sort((one, other) => one - other)).toEqual(noisy);
    expect(Math.min(...alone.map(({ deviations }) => deviations))).toBeGreaterThan(4);
    expect(labels).toEqual([]);
  });

  it('tell no texture as far from others where there are hardly any, or all are the same', () => {
    const few = made(4, 2, 3);
    expect(odd(few).alone).toEqual([]);
    const same = made(30, 2, 3);
    expect(odd(same, featureTable(same.rows.map(() => [1, 2]))).alone).toEqual([]);
  });

  it('tell two halves of one class under two names as classes that can’t be told apart, and no others', () => {
    const images = made(40, 3, 3);
    // Half of class 2 becomes class 3.
    let at = 0;
    const labels = images.labels.map((label) => (label === 2 && at++ % 2 === 0 ? 3 : label));
    const { classes } = odd({ ...images, labels });
    expect(classes.map(({ pair }) => pair)).toEqual([[2, 3]]);
    const [{ right, error, rows }] = classes as [(typeof classes)[number]];
    expect(right).toBeLessThanOrEqual(0.5 + error);
    expect(error).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('are no labels where they have nothing to do with the images', () => {
    const { labels, copies } = odd(made(50, 2, 0));
    expect(labels).toEqual([]);
    expect(copies).toEqual([]);
  });

  it('can’t be found among images of one class', () => {
    expect(() => odd(made(20, 1, 0))).toThrow(RangeError);
  });
});

describe('the likeness of images', () => {
  it('is 1 for the same, and does not depend on the scale of features or of a cut', () => {
    const { rows } = made(20, 3, 2);
    const twice = [...rows, rows[5] as number[]];
    const once = featureTable(twice);
    const scaled = featureTable(twice.map((row) => row.map((value, column) => value * (column + 1) * 1000)));
    const own = compared(once);
    const other = compared(scaled, once);
    expect(likeness(own, 5, 60)).toBeCloseTo(1, 6);
    expect(likeness(other, 3, 9)).toBeCloseTo(likeness(own, 3, 9), 6);
  });

  it('is nearly the same by few sums of many features, where there are many images', () => {
    const { rows } = made(340, 3, 0.6, 700);
    const wide = compared(featureTable(rows.slice(0, 900)));
    const narrow = compared(featureTable(rows));
    const differences = [
      [0, 3],
      [10, 700],
      [55, 300],
      [1, 2],
    ].map(([one = 0, other = 0]) => Math.abs(likeness(wide, one, other) - likeness(narrow, one, other)));
    expect(narrow.own.columns).toBe(513);
    expect(Math.max(...differences)).toBeLessThan(0.15);
    const classOf = (row: number) => row % 3;
    const right = nearestOf(narrow, 1).filter(([near = 0], row) => classOf(near) === classOf(row)).length;
    expect(right / rows.length).toBeGreaterThan(0.8);
  });
});
