import { type FeatureTable, rowProducts, turned } from './feature-table';
import { eigenvaluesOf, tridiagonalForm, turnRows } from './tridiagonal';

/** Keeps divisions by sums of squares that vanish from infinity; the published code's own. */
const leastSquares = 1e-5;
const mostTurns = 11;

/**
 * LogME (You et al. 2021, "LogME: Practical assessment of pre-trained models for transfer learning", equations 5 and 6 and
 * algorithm 3): the log evidence of a Bayesian linear model of each class's indicator, by image and averaged over classes. The
 * larger the better; only values of one set of images can be compared. It is corrected as the published code's authors were
 * asked to (thuml/LogME#23, #24): features fewer than images and more are treated alike.
 *
 * @param labels by row, 0 to classes − 1
 * @param products of all pairs of the features' rows, where they are known; of more rows than columns none are asked for
 */
export function logMe(
  features: FeatureTable,
  labels: readonly number[],
  classes: number,
  products?: Float64Array,
): number {
  const { values: eigenvalues, squares } = spectrumOf(features, labels, classes, products);
  let total = 0;
  for (let label = 0; label < classes; label += 1)
    total += evidenceOf(features, eigenvalues, squares[label] as Float64Array, labels, label);
  return total / classes;
}

/** Of the largest eigenvalue and for each of them: what is below is rounding of 32 bit floats. */
const rounding = 1.2e-7;

/** The eigenvalues of FFᵀ that are more than rounding, and by class x² of x = Uᵀy along each, y being 1 where an image is of it. */
interface Spectrum {
  readonly values: Float64Array;
  readonly squares: readonly Float64Array[];
}

/** By the smaller of FFᵀ and FᵀF: with the eigenvectors V of the latter U is F·V/√w. */
function spectrumOf(
  features: FeatureTable,
  labels: readonly number[],
  classes: number,
  products: Float64Array | undefined,
): Spectrum {
  const { rows, columns } = features;
  const byColumns = rows > columns;
  const size = byColumns ? columns : rows;
  const form = tridiagonalForm(
    byColumns ? rowProducts(turned(features)) : (products ?? rowProducts(features)),
    size,
  );
  const classRows = byColumns ? classSums(features, labels, classes) : indicators(labels, classes);
  turnRows(form, classRows);
  const along = new Float64Array(classRows.length);
  for (let label = 0; label < classes; label += 1)
    for (let at = 0; at < size; at += 1) along[at * classes + label] = classRows[label * size + at] as number;
  const eigenvalues = eigenvaluesOf(form, along);
  const least = eigenvalues.reduce((most, value) => Math.max(most, value), 0) * size * rounding;
  const kept = [...eigenvalues.keys()].filter((at) => (eigenvalues[at] as number) > least);
  const values = Float64Array.from(kept, (at) => eigenvalues[at] as number);
  const squares = Array.from({ length: classes }, (_, label) =>
    Float64Array.from(kept, (at) => {
      const own = along[at * classes + label] as number;
      return (own * own) / (byColumns ? (eigenvalues[at] as number) : 1);
    }),
  );
  return { values, squares };
}

/** Yᵀ, classes × images. */
function indicators(labels: readonly number[], classes: number): Float64Array {
  const rows = new Float64Array(classes * labels.length);
  for (const [image, label] of labels.entries()) rows[label * labels.length + image] = 1;
  return rows;
}

/** YᵀF, classes × features. */
function classSums(
  { columns, values }: FeatureTable,
  labels: readonly number[],
  classes: number,
): Float64Array {
  const sums = new Float64Array(classes * columns);
  for (const [image, label] of labels.entries())
    for (let at = 0; at < columns; at += 1)
      sums[label * columns + at] =
        (sums[label * columns + at] as number) + (values[image * columns + at] as number);
  return sums;
}

function evidenceOf(
  { rows: images, columns }: FeatureTable,
  eigenvalues: Float64Array,
  squares: Float64Array,
  labels: readonly number[],
  label: number,
): number {
  const rank = eigenvalues.length;
  const sum = (of: (eigenvalue: number, square: number) => number): number =>
    eigenvalues.reduce((all, value, at) => all + of(value, squares[at] as number), 0);
  const inClass = labels.filter((own) => own === label).length;
  const beyond = Math.max(0, inClass - sum((_, square) => square));
  let [alpha, beta] = [1, 1];
  let weights = 0;
  let residue = 0;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const ratio = alpha / beta;
    const used = sum((value) => value / (value + ratio));
    weights = sum((value, square) => (value * square) / (ratio + value) ** 2);
    residue = sum((value, square) => square / (1 + value / ratio) ** 2) + beyond;
    alpha = used / (weights + leastSquares);
    beta = (images - used) / (residue + leastSquares);
    if (Math.abs(alpha / beta - ratio) / ratio <= 1e-3) break;
  }
  const evidence =
    (columns / 2) * Math.log(alpha) +
    (images / 2) * Math.log(beta) -
    0.5 * (sum((value) => Math.log(alpha + beta * value)) + (columns - rank) * Math.log(alpha)) -
    (beta / 2) * residue -
    (alpha / 2) * weights -
    (images / 2) * Math.log(2 * Math.PI);
  return evidence / images;
}
