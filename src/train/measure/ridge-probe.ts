import { type ComparedRows, isTall, rowProducts, turned } from './feature-table';
import { lowerFactor, solveRows } from './triangular';

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
  /** What each is foretold to be, images × classes: about 1 for a class that it is of, −1 for others. */
  readonly scores: Float64Array;
}

/**
 * What foretells a head, of features as `headRows` has them: one penalty and no search, for a head too is held back alike at
 * every cut, by the early end of its training. Of several it is the one that lost least on the tuning half of
 * `npm run bench:advice`.
 */
export const headPenalty = 1e-2;

/**
 * Ridge regression of each class (1 where an image is of it, −1 elsewhere) on features and a constant behind them, judged
 * image by image with the image left out, by the closed form: with the hat matrix H, what is foretold without image i is
 * (Hy − H_ii·y)_i / (1 − H_ii) (Allen 1974, "The relationship between variable selection and data augmentation"). The penalty
 * is the same for all: that of the greatest accuracy would flatter it, and squared errors choose badly among features many and
 * few, for a few images far from all others make them up.
 *
 * The constant is a column like any other: with centred products instead it would be a direction of no weight, by which every
 * image left out gives away its own label.
 *
 * @param labels by row, 0 to classes − 1
 * @param penalty as a share of the mean eigenvalue
 * @throws RangeError where there are fewer than two rows or classes
 */
export function probeOf(
  { own, products }: ComparedRows,
  labels: readonly number[],
  classes: number,
  penalty: number,
): Probe {
  const images = own.rows;
  if (images < 2 || classes < 2) throw new RangeError('A probe needs two images and two classes.');
  const byColumns = isTall(own);
  const size = byColumns ? own.columns : images;
  const matrix = byColumns ? rowProducts(turned(own)) : products;
  const rows = byColumns ? Float64Array.from(own.values) : identity(images);
  const truth = truthOf(labels, classes);
  const added = (penalty * traceOf(matrix, size)) / images;
  solveRows(lowerFactor(matrix, size, added), size, rows);
  return judgedBy(leftOut({ rows, size, byColumns, truth }, classes), labels, classes);
}

/** The sum of all eigenvalues. */
function traceOf(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let at = 0; at < size; at += 1) sum += matrix[at * (size + 1)] as number;
  return sum;
}

/** 1 where an image is of the class, −1 elsewhere; images × classes. */
function truthOf(labels: readonly number[], classes: number): Float64Array {
  const truth = new Float64Array(labels.length * classes).fill(-1);
  for (const [image, label] of labels.entries()) truth[image * classes + label] = 1;
  return truth;
}

function identity(size: number): Float64Array {
  const rows = new Float64Array(size * size);
  for (let at = 0; at < size; at += 1) rows[at * size + at] = 1;
  return rows;
}

/** WᵀY. */
function alongRows(rows: Float64Array, size: number, truth: Float64Array, classes: number): Float64Array {
  const along = new Float64Array(size * classes);
  for (let image = 0; image * classes < truth.length; image += 1)
    for (let at = 0; at < size; at += 1) {
      const own = rows[image * size + at] as number;
      if (own === 0) continue;
      for (let label = 0; label < classes; label += 1)
        along[at * classes + label] =
          (along[at * classes + label] as number) + own * (truth[image * classes + label] as number);
    }
  return along;
}

/** With L·Lᵀ = ZᵀZ + λ, by columns, W = Z·L⁻ᵀ; else L·Lᵀ = ZZᵀ + λ, and W = L⁻ᵀ. */
interface Regression {
  /** Those of W. */
  readonly rows: Float64Array;
  /** Of a row. */
  readonly size: number;
  readonly byColumns: boolean;
  readonly truth: Float64Array;
}

/** What each image is foretold without itself, images × classes: W·Wᵀ is by columns the hat matrix H itself, else (1 − H)/λ. */
function leftOut({ rows, size, byColumns, truth }: Regression, classes: number): Float64Array {
  const along = alongRows(rows, size, truth, classes);
  const scores = new Float64Array(truth.length);
  for (let image = 0, first = 0; first < truth.length; image += 1, first += classes) {
    const weights = rows.subarray(image * size, (image + 1) * size);
    const hat = weights.reduce((sum, weight) => sum + weight * weight, 0);
    const own = scores.subarray(first, first + classes);
    timesRows(weights, along, own);
    // At 1 the image alone decides what it is foretold; nothing is known of it without itself.
    const rest = byColumns ? Math.max(1 - hat, 1e-12) : hat;
    for (let label = 0; label < classes; label += 1) {
      const is = truth[first + label] as number;
      const off = byColumns ? is - (own[label] as number) : (own[label] as number);
      own[label] = is - off / rest;
    }
  }
  return scores;
}

/** The sum of some rows, each times its weight; four numbers at once, which stay in registers. */
function timesRows(weights: Float64Array, rows: Float64Array, into: Float64Array): void {
  const width = into.length;
  let first = 0;
  for (; first + 4 <= width; first += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0, place = first; at < weights.length; at += 1, place += width) {
      const weight = weights[at] as number;
      a += weight * (rows[place] as number);
      b += weight * (rows[place + 1] as number);
      c += weight * (rows[place + 2] as number);
      d += weight * (rows[place + 3] as number);
    }
    into.set([a, b, c, d], first);
  }
  for (; first < width; first += 1) {
    let sum = 0;
    for (let at = 0, place = first; at < weights.length; at += 1, place += width)
      sum += (weights[at] as number) * (rows[place] as number);
    into[first] = sum;
  }
}

function judgedBy(scores: Float64Array, labels: readonly number[], classes: number): Probe {
  const judged = labels.map((_, image) => largestAt(scores.subarray(image * classes, (image + 1) * classes)));
  return { judged, scores, ...accuracyOf(judged, labels, classes) };
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
