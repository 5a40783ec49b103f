import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import { featureTable, rowProducts } from '../../../../src/train/measure/feature-table';
import { lowerFactor, solveRows } from '../../../../src/train/measure/triangular';

function drawn(rows: number, columns: number) {
  const random = seededRandom('drawn', rows, columns);
  return featureTable(
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random() - 0.5)),
  );
}

const sizes = [
  [1, 3],
  [2, 9],
  [3, 1],
  [4, 4],
  [7, 30],
  [9, 4],
  [30, 1_030],
  [45, 40],
] as const;

describe('products of all pairs of rows', () => {
  it.each(sizes)('are those of %i rows of %i numbers, one by one', (rows, columns) => {
    const { values } = drawn(rows, columns);
    const products = rowProducts({ rows, columns, values });
    for (const [place, product] of products.entries()) {
      const [one, other] = [Math.floor(place / rows) * columns, (place % rows) * columns];
      let sum = 0;
      for (let at = 0; at < columns; at += 1) sum += values[one + at]! * values[other + at]!;
      expect(product).toBeCloseTo(sum, 10);
    }
  });
});

describe('the triangular factor of a matrix', () => {
  it.each(sizes)(
    'gives the matrix of %i rows, of rank %i at most, and what is added back',
    (size, columns) => {
      const matrix = rowProducts(drawn(size, columns));
      const lower = lowerFactor(matrix, size, 0.3);
      for (let row = 0; row < size; row += 1)
        for (let column = 0; column < size; column += 1) {
          let sum = 0;
          for (let at = 0; at < size; at += 1) sum += lower[row * size + at]! * lower[column * size + at]!;
          expect(sum).toBeCloseTo(matrix[row * size + column]! + (row === column ? 0.3 : 0), 12);
        }
    },
  );

  it.each(sizes)('divides %i numbers of a row, whatever they begin with', (size, columns) => {
    const lower = lowerFactor(rowProducts(drawn(size, columns)), size, 0.3);
    const given = Float64Array.from({ length: 6 * size }, (_, at) =>
      at % size < Math.min(size - 1, Math.floor(at / size)) ? 0 : 1 + (at % 5),
    );
    const rows = given.slice();
    solveRows(lower, size, rows);
    for (const [place, number] of given.entries()) {
      const [first, column] = [Math.floor(place / size) * size, place % size];
      let sum = 0;
      for (let at = 0; at < size; at += 1) sum += rows[first + at]! * lower[column * size + at]!;
      expect(sum).toBeCloseTo(number, 10);
    }
  });
});
