import { type ComparedRows, type FeatureTable, standardised } from './feature-table';
import { spectrumOf } from './spectrum';

/** How well a linear head tells classes apart, each image judged by a head that was worked out without it. */
export interface Probe {
  /** The share of images that are judged right, 0 to 1. */
  readonly accuracy: number;
  /** Its standard error, √(p(1 − p)/n). */
  readonly error: number;
  /** The mean over classes of the share that is judged right. */
  readonly balancedAccuracy: number;
  /** By image: the class that it is judged to be. */
  readonly judged: readonly number[];
  /** By image: how much more the class judged speaks for it than its own label does, 0 where they are the same. */
  readonly doubt: readonly number[];
}

/** Penalties, as shares of the mean eigenvalue: from hardly any to nothing but the mean. */
const penalties = [1e-3, 1e-2, 1e-1, 1, 10];

/**
 * What foretells a head: one penalty and no search, for a head too is held back alike at every cut, by the early end of its
 * training. Of several it is the one that lost least on the tuning half of `npm run bench:advice`.
 */
export const headPenalties = [1e-2];

/** Less than any penalty by far: what eigenvalues are of more is the features' own. */
const smallest = 1e-12;

/**
 * Ridge regression of each class (1 where an image is of it, −1 elsewhere) on standardised features and a constant, judged
 * image by image with the image left out, by the closed form: with the hat matrix H, what is foretold without image i is
 * (Hy − H_ii·y)_i / (1 − H_ii) (Allen 1974, "The relationship between variable selection and data augmentation"). The penalty
 * is the one of least squared error, so that accuracy is not what was searched for.
 *
 * The constant is a column like any other: with centred products instead it would be a direction of no weight, by which every
 * image left out gives away its own label.
 *
 * @param labels by row, 0 to classes − 1
 * @param compared the features' rows, where they were compared already, standardised or otherwise
 * @param tried penalties as shares of the mean eigenvalue
 * @throws RangeError where there are fewer than two rows or classes
 */
export function ridgeProbe(
  features: FeatureTable,
  labels: readonly number[],
  classes: number,
  compared?: ComparedRows,
  tried: readonly number[] = penalties,
): Probe {
  const images = features.rows;
  if (images < 2 || classes < 2) throw new RangeError('A probe needs two images and two classes.');
  const { values: eigenvalues, rows: basis } = spectrumOf(
    compared?.own ?? standardised(features),
    compared?.products,
    smallest,
  );
  const size = eigenvalues.length;
  const mean = eigenvalues.reduce((sum, value) => sum + value, 0) / Math.max(1, images);
  // UᵀY, eigenvalues × classes.
  const along = new Float64Array(size * classes);
  for (let image = 0; image < images; image += 1)
    for (let at = 0; at < size; at += 1) {
      const own = basis.values[image * size + at] as number;
      for (let label = 0; label < classes; label += 1)
        along[at * classes + label] =
          (along[at * classes + label] as number) + own * signOf(labels[image], label);
    }
  let best: { readonly squares: number; readonly scores: Float64Array } | undefined;
  for (const penalty of tried) {
    const shares = eigenvalues.map((value) => value / (value + penalty * mean));
    const left = leftOut(basis, along, shares, labels, classes);
    if (best === undefined || left.squares < best.squares) best = left;
  }
  return judgedBy((best as { readonly scores: Float64Array }).scores, labels, classes);
}

function signOf(label: number | undefined, of: number): number {
  return label === of ? 1 : -1;
}

/** What each image is foretold without itself, images × classes, and how far that is off. */
function leftOut(
  { rows: images, columns: size, values: basis }: FeatureTable,
  along: Float64Array,
  shares: Float64Array,
  labels: readonly number[],
  classes: number,
): { readonly squares: number; readonly scores: Float64Array } {
  const scores = new Float64Array(images * classes);
  let squares = 0;
  for (let image = 0; image < images; image += 1) {
    let hat = 0;
    const own = scores.subarray(image * classes, (image + 1) * classes);
    for (let at = 0; at < size; at += 1) {
      const weight = (basis[image * size + at] as number) * (shares[at] as number);
      hat += weight * (basis[image * size + at] as number);
      for (let label = 0; label < classes; label += 1)
        own[label] = (own[label] as number) + weight * (along[at * classes + label] as number);
    }
    // At 1 the image alone decides what it is foretold; nothing is known of it without itself.
    const rest = Math.max(1 - hat, 1e-12);
    for (let label = 0; label < classes; label += 1) {
      const truth = signOf(labels[image], label);
      own[label] = ((own[label] as number) - hat * truth) / rest;
      squares += ((own[label] as number) - truth) ** 2;
    }
  }
  return { squares, scores };
}

function judgedBy(scores: Float64Array, labels: readonly number[], classes: number): Probe {
  const judged = labels.map((_, image) => largestAt(scores.subarray(image * classes, (image + 1) * classes)));
  const doubt = labels.map((label, image) => {
    const score = (of: number): number => scores[image * classes + of] ?? 0;
    return score(judged[image] ?? label) - score(label);
  });
  return { judged, doubt, ...accuracyOf(judged, labels, classes) };
}

function largestAt(values: Float64Array): number {
  return values.reduce((best, value, at) => (value > (values[best] as number) ? at : best), 0);
}

/** @param judged by image, the class it is judged to be */
export function accuracyOf(
  judged: readonly number[],
  labels: readonly number[],
  classes: number,
): Pick<Probe, 'accuracy' | 'error' | 'balancedAccuracy'> {
  const of = new Array<number>(classes).fill(0);
  const right = new Array<number>(classes).fill(0);
  for (const [image, label] of labels.entries()) {
    of[label] = (of[label] ?? 0) + 1;
    if (judged[image] === label) right[label] = (right[label] ?? 0) + 1;
  }
  const accuracy = right.reduce((sum, count) => sum + count, 0) / labels.length;
  const there = of.flatMap((count, label) => (count === 0 ? [] : [(right[label] ?? 0) / count]));
  return {
    accuracy,
    error: Math.sqrt((accuracy * (1 - accuracy)) / labels.length),
    balancedAccuracy: there.reduce((sum, share) => sum + share, 0) / there.length,
  };
}
