import type { FeatureTable } from './feature-table';
import { spectrumOf } from './spectrum';

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
 */
export function logMe(features: FeatureTable, labels: readonly number[], classes: number): number {
  const { values: eigenvalues, rows: basis } = spectrumOf(features);
  let total = 0;
  for (let label = 0; label < classes; label += 1)
    total += evidenceOf(features, eigenvalues, alongBasis(basis, labels, label), labels, label);
  return total / classes;
}

/** x² of x = Uᵀy, y being 1 where an image is of the class and 0 elsewhere. */
function alongBasis(
  { columns, values }: FeatureTable,
  labels: readonly number[],
  label: number,
): Float64Array {
  const along = new Float64Array(columns);
  for (const [image, own] of labels.entries())
    if (own === label)
      for (let at = 0; at < columns; at += 1)
        along[at] = (along[at] as number) + (values[image * columns + at] as number);
  return along.map((value) => value * value);
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
