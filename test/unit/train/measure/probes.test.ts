import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import {
  comparedRows,
  type FeatureTable,
  featureTable,
  someRows,
  standardised,
} from '../../../../src/train/measure/feature-table';
import { logMe } from '../../../../src/train/measure/log-me';
import { neighbourAccuracy } from '../../../../src/train/measure/nearest-neighbours';
import { probeOf } from '../../../../src/train/measure/ridge-probe';

/** The generator that the reference values of LogME were made with. */
function reference(rows: number, columns: number, classes: number, apart: number) {
  let state = 1;
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  const table = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      return state / 2 ** 32 - 0.5 + (column === labels[row] ? apart : 0);
    }),
  );
  return { features: featureTable(table), labels };
}

/** Features that know nothing of the labels. */
function noise(rows: number, columns: number, seed: number): FeatureTable {
  const random = seededRandom('noise', seed);
  return featureTable(
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random() - 0.5)),
  );
}

describe('LogME', () => {
  it.each([
    [12, 4, 3, 0, -0.8649222422],
    [12, 4, 3, 1, -0.5391618405],
    [12, 4, 3, 5, 0.6019129982],
    [60, 8, 3, 0.5, -0.6056869037],
    [60, 8, 3, 2, 0.3914452048],
    [300, 64, 5, 1, -0.170956783],
    [10, 20, 2, 1, -0.605197],
    [30, 100, 3, 0.5, -0.844168],
  ])(
    'of %i × %i features, %i classes, %d apart, is the reference’s %d',
    (rows, columns, classes, apart, score) => {
      const { features, labels } = reference(rows, columns, classes, apart);
      expect(logMe(features, labels, classes)).toBeCloseTo(score, 6);
    },
  );
});

/** Of features that were brought to one spread. */
function ridgeProbe(features: FeatureTable, labels: readonly number[], classes: number) {
  return probeOf(comparedRows(features), labels, classes, 0.1);
}

/** What a ridge regression on all rows but one says of that one, for each of three classes. */
function scoresWithout(
  table: readonly (readonly number[])[],
  labels: readonly number[],
  image: number,
  penalty: number,
  row: readonly number[],
): readonly number[] {
  const others = table.filter((_, at) => at !== image);
  const own = labels.filter((_, at) => at !== image);
  const normal = row.map((_, one) =>
    row.map((__, other) =>
      others.reduce((sum, values) => sum + values[one]! * values[other]!, one === other ? penalty : 0),
    ),
  );
  return [0, 1, 2].map((label) => {
    const along = row.map((_, one) =>
      others.reduce((sum, values, at) => sum + values[one]! * (own[at] === label ? 1 : -1), 0),
    );
    return solved(normal, along).reduce((sum, weight, at) => sum + weight * row[at]!, 0);
  });
}

/** By Gauss' elimination, of a positive definite matrix. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  for (const [at, pivot] of rows.entries())
    for (const [other, row] of rows.entries()) {
      const factor = row[at]! / pivot[at]!;
      if (other !== at)
        for (let place = at; place < row.length; place += 1)
          row[place] = row[place]! - factor * pivot[place]!;
    }
  return rows.map((row, at) => row.at(-1)! / row[at]!);
}

describe('LogME, whatever the order and the coordinates,', () => {
  const { features, labels } = reference(60, 8, 3, 0.5);
  const table = Array.from({ length: 60 }, (_, row) =>
    Array.from(features.values.subarray(row * 8, row * 8 + 8)),
  );

  it('is the same for images in another order and features turned', () => {
    const own = logMe(features, labels, 3);
    const order = labels.map((_, at) => (at * 7) % 60);
    const moved = order.map((at) => labels[at]!);
    expect(logMe(someRows(features, order), moved, 3)).toBeCloseTo(own, 9);
    const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = table.map(([a, b, ...rest]) => [
      cosine * a! - sine * b!,
      sine * a! + cosine * b!,
      ...rest,
    ]);
    expect(logMe(featureTable(turned), labels, 3)).toBeCloseTo(own, 6);
  });

  it('hardly depends on their scale', () => {
    // Only the little that keeps its divisions finite knows of it.
    const scaled = table.map((row) => row.map((value) => value * 8));
    expect(logMe(featureTable(scaled), labels, 3)).toBeCloseTo(logMe(features, labels, 3), 3);
  });

  it('is lower where labels have nothing to do with the features', () => {
    const random = seededRandom('exchanged');
    const drawn = labels.map(() => Math.floor(random() * 3));
    expect(logMe(features, drawn, 3)).toBeLessThan(logMe(features, labels, 3));
  });
});

describe('the ridge probe', () => {
  it.each([
    ['more features than images', 120, 400],
    ['fewer', 240, 40],
    ['as many', 150, 150],
  ])('is at chance on labels that have nothing to do with the features: %s', (_, rows, columns) => {
    const seeds = [1, 2, 3, 4, 5];
    const classes = 4;
    const right = seeds.map((seed) => {
      const random = seededRandom('labels', seed);
      const labels = Array.from({ length: rows }, () => Math.floor(random() * classes));
      return ridgeProbe(noise(rows, columns, seed), labels, classes).accuracy;
    });
    const mean = right.reduce((sum, one) => sum + one, 0) / seeds.length;
    const error = Math.sqrt((0.25 * 0.75) / (rows * seeds.length));
    expect(Math.abs(mean - 1 / classes)).toBeLessThan(3 * error);
  });

  it('is right about all images of classes that lie apart', () => {
    const { features, labels } = reference(90, 6, 3, 8);
    expect(ridgeProbe(features, labels, 3)).toMatchObject({
      accuracy: 1,
      error: 0,
      balancedAccuracy: 1,
      judged: labels,
    });
  });

  it.each([
    [40, 8],
    [24, 60],
  ])('judges each of %i images with %i features as a head worked out without it does', (rows, columns) => {
    const { features, labels } = reference(rows, columns, 3, 0.6);
    const own = standardised(features);
    const table = Array.from({ length: rows }, (_, row) =>
      Array.from(own.values.subarray(row * own.columns, (row + 1) * own.columns)),
    );
    const mean = own.values.reduce((sum, value) => sum + value * value, 0) / rows;
    const judged = table.map((row, image) => {
      const scores = scoresWithout(table, labels, image, 0.1 * mean, row);
      return scores.indexOf(Math.max(...scores));
    });
    expect(ridgeProbe(features, labels, 3).judged).toEqual(judged);
  });

  it('does not depend on the order of images, nor on the features’ scale, order or shift', () => {
    const { features, labels } = reference(60, 8, 3, 0.5);
    const own = ridgeProbe(features, labels, 3);
    const order = labels.map((_, at) => (at * 7) % 60);
    const moved = ridgeProbe(
      someRows(features, order),
      order.map((at) => labels[at]!),
      3,
    );
    expect(order.map((_, at) => moved.judged[at])).toEqual(order.map((at) => own.judged[at]));
    const scaled = {
      ...features,
      values: features.values.map((value, at) => value * 10 ** ((at % 8) - 3) + (at % 8) * 5),
    };
    expect(ridgeProbe(scaled, labels, 3).judged).toEqual(own.judged);
  });

  it.each([60, 20])(
    'judges by what is left where most of the features are the same for all of %i images',
    (rows) => {
      const { features, labels } = reference(rows, 3, 3, 8);
      const wide = featureTable(
        labels.map((_, row) => [
          ...features.values.subarray(row * 3, row * 3 + 3),
          ...new Array<number>(40).fill(0),
        ]),
      );
      expect(ridgeProbe(wide, labels, 3).accuracy).toBe(1);
    },
  );

  it('says little of features that are the same for all images', () => {
    const labels = Array.from({ length: 40 }, (_, at) => (at < 30 ? 0 : 1));
    const same = featureTable(labels.map(() => [3, 0.1, -7]));
    const probe = ridgeProbe(same, labels, 2);
    expect(probe.accuracy).toBe(0.75);
    expect(probe.balancedAccuracy).toBe(0.5);
  });

  it('does not depend on how directions of equal spread are turned', () => {
    // Pairs of opposite points along each axis: every direction has the same mean and spread, turned or not.
    const random = seededRandom('turned');
    const axes = Array.from({ length: 6 }, (_, axis) => axis);
    const points = axes.flatMap((axis) => [1, -1].map((sign) => axes.map((at) => (at === axis ? sign : 0))));
    const rows = [...points, ...points, ...points];
    const labels = rows.map(() => Math.floor(random() * 3));
    const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
    const around = rows.map(([a, b, ...rest]) => [cosine * a! - sine * b!, sine * a! + cosine * b!, ...rest]);
    const own = ridgeProbe(featureTable(rows), labels, 3);
    const turned = ridgeProbe(featureTable(around), labels, 3);
    for (const [at, score] of turned.scores.entries()) expect(score).toBeCloseTo(own.scores[at]!, 5);
  });

  it('shows by the mean over classes that a class is never recognised which is too rare to count', () => {
    const labels = Array.from({ length: 200 }, (_, at) => (at % 20 === 0 ? 1 : 0));
    const { accuracy, balancedAccuracy } = ridgeProbe(noise(200, 5, 3), labels, 2);
    expect(accuracy).toBeGreaterThanOrEqual(0.94);
    expect(balancedAccuracy).toBeLessThan(0.55);
  });

  it.each([
    ['one class', [[1], [2]], [0, 0], 1],
    ['one image', [[1]], [0], 2],
  ])('refuses %s', (_, rows, labels, classes) => {
    expect(() => ridgeProbe(featureTable(rows), labels, classes)).toThrow(RangeError);
  });

  it('refuses what is no number', () => {
    expect(() => featureTable([[1], [Number.NaN]])).toThrow(RangeError);
  });
});

describe('nearest neighbours', () => {
  it('are of the same class where classes lie apart, and at chance where nothing tells them', () => {
    const apart = reference(90, 6, 3, 8);
    expect(neighbourAccuracy(apart.features, apart.labels, 3)).toBe(1);
    const labels = Array.from({ length: 300 }, (_, at) => at % 3);
    const chance = neighbourAccuracy(noise(300, 12, 7), labels, 3);
    expect(Math.abs(chance - 1 / 3)).toBeLessThan(3 * Math.sqrt(2 / 9 / 300));
  });
});
