import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type FeatureTable, rowProducts, turned } from './feature-table';

/** A table F as U·√w·Vᵀ, with orthogonal columns of U and V, and without V. */
export interface Spectrum {
  /** The eigenvalues w of FFᵀ, all above nothing but rounding. */
  readonly values: Float64Array;
  /** U, rows of F × eigenvalues. */
  readonly rows: FeatureTable;
}

/** Of the largest eigenvalue and for each of them: what is below is rounding of 32 bit floats. */
const rounding = 1.2e-7;

/**
 * By the smaller of FFᵀ and FᵀF.
 *
 * @param known FFᵀ, where it is known
 * @param least of the largest eigenvalue and for each of them, what an eigenvalue has to be more than
 */
export function spectrumOf(table: FeatureTable, known?: Float64Array, least = rounding): Spectrum {
  const isTall = table.rows > table.columns;
  const sides = isTall ? turned(table) : table;
  const size = sides.rows;
  const products = isTall || known === undefined ? rowProducts(sides) : known;
  const square = Matrix.from1DArray(size, size, products);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(square, {
    assumeSymmetric: true,
  });
  const largest = Math.max(0, ...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, at) => (value > largest * size * least ? [at] : []));
  const values = Float64Array.from(kept, (at) => realEigenvalues[at] as number);
  const vectors = new Float64Array(size * kept.length);
  for (const [column, at] of kept.entries())
    for (let row = 0; row < size; row += 1)
      vectors[row * kept.length + column] = eigenvectorMatrix.get(row, at);
  const basis = { rows: size, columns: kept.length, values: vectors };
  return { values, rows: isTall ? alongBasis(table, basis, values) : basis };
}

/** U = F·V/√w. */
function alongBasis(table: FeatureTable, basis: FeatureTable, eigenvalues: Float64Array): FeatureTable {
  const { rows, columns, values } = table;
  const size = basis.columns;
  const own = new Float64Array(rows * size);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const factor = values[row * columns + column] as number;
      for (let at = 0; at < size; at += 1)
        own[row * size + at] =
          (own[row * size + at] as number) + factor * (basis.values[column * size + at] as number);
    }
  for (let row = 0; row < rows; row += 1)
    for (let at = 0; at < size; at += 1)
      own[row * size + at] = (own[row * size + at] as number) / Math.sqrt(eigenvalues[at] as number);
  return { rows, columns: size, values: own };
}
