import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import { type FeatureTable, featureTable, rowProducts } from '../../../../src/train/measure/feature-table';
import { headRows } from '../../../../src/train/measure/head-rows';
import { headPenalty, probeOf } from '../../../../src/train/measure/ridge-probe';

const classes = 3;

function drawn(rows: number, columns: number, apart: number): { features: FeatureTable; labels: number[] } {
  const random = seededRandom('head rows', rows, columns);
  const labels = Array.from({ length: rows }, (_, row) => row % classes);
  const table = labels.map((label) =>
    Array.from({ length: columns }, (_, column) => 2 + random() + (column === label ? apart : 0)),
  );
  return { features: featureTable(table), labels };
}

const judged = (features: FeatureTable, labels: readonly number[]) => {
  const { own } = headRows(features);
  return probeOf({ own, products: rowProducts(own) }, labels, classes, headPenalty);
};

/** Each pair of columns turned by an angle of its own. */
function turnedColumns(features: FeatureTable): FeatureTable {
  const values = features.values.slice();
  for (let row = 0; row < features.rows; row += 1)
    for (let column = 0; column + 1 < features.columns; column += 2) {
      const at = row * features.columns + column;
      const [one, other] = [features.values[at]!, features.values[at + 1]!];
      values[at] = one * Math.cos(column) - other * Math.sin(column);
      values[at + 1] = one * Math.sin(column) + other * Math.cos(column);
    }
  return { ...features, values };
}

describe('the probe on features as a head gets them', () => {
  it.each([
    [60, 8],
    [40, 90],
  ])('does not depend on the unit or the direction of %i × %i features', (rows, columns) => {
    const { features, labels } = drawn(rows, columns, 0.5);
    const own = judged(features, labels).judged;
    expect(judged(turnedColumns(features), labels).judged).toEqual(own);
    const scaled = { ...features, values: features.values.map((value) => value * 64) };
    expect(judged(scaled, labels).judged).toEqual(own);
  });

  it('hears more of what is large', () => {
    const { features, labels } = drawn(60, 90, 2);
    const loud = (factor: number) => ({
      ...features,
      values: features.values.map((value, at) => (at % 90 < classes ? value * factor : value)),
    });
    expect(judged(loud(3), labels).accuracy).toBeGreaterThan(judged(loud(0.1), labels).accuracy + 0.2);
  });

  it.each([
    [120, 400],
    [240, 40],
    [150, 150],
  ])('is at chance on labels that have nothing to do with %i × %i features', (rows, columns) => {
    const accuracies = [1, 2, 3, 4, 5].map((seed) => {
      const random = seededRandom('labels', seed);
      const labels = Array.from({ length: rows }, () => Math.floor(random() * classes));
      return judged(drawn(rows, columns, 0).features, labels).accuracy;
    });
    const mean = accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
    expect(Math.abs(mean - 1 / classes)).toBeLessThan(3 * Math.sqrt(2 / 9 / (rows * accuracies.length)));
  });

  it('takes features that are all nothing', () => {
    const nothing = featureTable(Array.from({ length: 12 }, () => [0, 0]));
    const labels = Array.from({ length: 12 }, (_, row) => (row < 9 ? 0 : 1));
    expect(judged(nothing, labels).accuracy).toBe(0.75);
  });
});
