import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import { eigenvaluesOf, tridiagonalForm, turnRows } from '../../../../src/train/measure/tridiagonal';

/** FFᵀ of random F, row after row, which has as many eigenvalues above 0 as F has columns. */
function productOf(size: number, columns: number): Float64Array {
  const random = seededRandom('product', size, columns);
  const rows = Array.from({ length: size }, () => Array.from({ length: columns }, () => random() - 0.5));
  return Float64Array.from({ length: size * size }, (_, at) =>
    rows[Math.floor(at / size)]!.reduce((sum, value, place) => sum + value * rows[at % size]![place]!, 0),
  );
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}

function difference(one: Float64Array, other: Float64Array): number {
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);
}

describe('the tridiagonal form of a symmetric matrix', () => {
  it.each([
    [1, 3],
    [2, 2],
    [7, 9],
    [9, 4],
    [30, 30],
    [60, 3],
    [90, 1],
  ])('gives the matrix of %i rows, of rank %i at most, back', (size, columns) => {
    const matrix = productOf(size, columns);
    const form = tridiagonalForm(matrix, size);
    const turns = identity(size);
    turnRows(form, turns);
    const t = (row: number, column: number) => {
      if (row === column) return form.diagonal[row]!;
      return Math.abs(row - column) === 1 ? form.beside[Math.min(row, column)]! : 0;
    };
    const back = Float64Array.from({ length: size * size }, (_, place) => {
      const [row, column] = [Math.floor(place / size), place % size];
      let sum = 0;
      for (let one = 0; one < size; one += 1)
        for (let other = Math.max(0, one - 1); other < Math.min(size, one + 2); other += 1)
          sum += turns[row * size + one]! * t(one, other) * turns[column * size + other]!;
      return sum;
    });
    expect(difference(back, matrix)).toBeLessThan(1e-12);
  });

  it('leaves a diagonal as it is', () => {
    const form = tridiagonalForm(Float64Array.of(3, 0, 0, 0, 1, 0, 0, 0, 2), 3);
    expect([...form.diagonal]).toEqual([3, 1, 2]);
    expect([...form.beside]).toEqual([0, 0, 0]);
  });

  it('gives eigenvalues, and vectors along the eigenvectors', () => {
    const matrix = productOf(12, 7);
    const form = tridiagonalForm(matrix, 12);
    const vectors = identity(12);
    turnRows(form, vectors);
    // Rows of the identity become those of Qᵀ by exchanging places: columns are the vectors.
    const along = vectors.map((_, at) => vectors[(at % 12) * 12 + Math.floor(at / 12)]!);
    const values = eigenvaluesOf(form, along);
    const back = matrix.map((_, place) => {
      const [row, column] = [Math.floor(place / 12), place % 12];
      return values.reduce(
        (sum, value, at) => sum + value * along[at * 12 + row]! * along[at * 12 + column]!,
        0,
      );
    });
    expect(difference(back, matrix)).toBeLessThan(1e-12);
    expect(values.filter((value) => value > 1e-12)).toHaveLength(7);
  });

  it('knows the eigenvalues of a chain of springs', () => {
    const size = 20;
    const matrix = Float64Array.from({ length: size * size }, (_, place) => {
      const apart = Math.abs(Math.floor(place / size) - (place % size));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const values = eigenvaluesOf(tridiagonalForm(matrix, size), new Float64Array(size)).sort();
    for (const [at, value] of values.entries())
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((at + 1) * Math.PI) / (size + 1)), 12);
  });
});
