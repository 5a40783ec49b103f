import {
  type ComparedRows,
  comparedRows,
  type FeatureTable,
  isTall,
  rowProducts,
  turned,
} from './feature-table';
import { type TridiagonalForm, tridiagonalForm, turnRows } from './tridiagonal';

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

/** As a share of the mean eigenvalue, for features that were brought to one spread. */
const usualPenalty = 0.1;

/**
 * What foretells a head, of features as `headRows` has them: one penalty and no search, for a head too is held back alike at
 * every cut, by the early end of its training. Of several it is the one that lost least on the tuning half of
 * `npm run bench:advice`.
 */
export const headPenalty = 1e-2;

/**
 * Ridge regression of each class (1 where an image is of it, −1 elsewhere) on standardised features and a constant, judged
 * image by image with the image left out, by the closed form: with the hat matrix H, what is foretold without image i is
 * (Hy − H_ii·y)_i / (1 − H_ii) (Allen 1974, "The relationship between variable selection and data augmentation"). The penalty
 * is the same for all: that of the greatest accuracy would flatter it, and squared errors choose badly among features many and
 * few, for a few images far from all others make them up.
 *
 * The constant is a column like any other: with centred products instead it would be a direction of no weight, by which every
 * image left out gives away its own label.
 *
 * @param labels by row, 0 to classes − 1
 * @param compared the features' rows, where they were compared already
 * @throws RangeError where there are fewer than two rows or classes
 */
export function ridgeProbe(
  features: FeatureTable,
  labels: readonly number[],
  classes: number,
  compared: ComparedRows = comparedRows(features),
): Probe {
  return probeOf(compared, labels, classes, usualPenalty);
}

/** The same of rows that were compared already. @param penalty as a share of the mean eigenvalue */
export function probeOf(
  { own, products }: ComparedRows,
  labels: readonly number[],
  classes: number,
  penalty: number,
): Probe {
  const images = own.rows;
  if (images < 2 || classes < 2) throw new RangeError('A probe needs two images and two classes.');
  const byColumns = isTall(own);
  const form = byColumns
    ? tridiagonalForm(rowProducts(turned(own)), own.columns)
    : tridiagonalForm(products, images);
  const truth = truthOf(labels, classes);
  const rows = byColumns ? Float64Array.from(own.values) : identity(images);
  turnRows(form, rows);
  const along = alongRows(rows, form.size, truth, classes);
  const left = { form, rows, byColumns, truth, along };
  const mean = form.diagonal.reduce((sum, value) => sum + value, 0) / images;
  return judgedBy(leftOut(left, penalty * mean, classes), labels, classes);
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

/** RᵀY. */
function alongRows(rows: Float64Array, size: number, truth: Float64Array, classes: number): Float64Array {
  const along = new Float64Array(size * classes);
  for (let image = 0; image * classes < truth.length; image += 1)
    for (let at = 0; at < size; at += 1) {
      const own = rows[image * size + at] as number;
      for (let label = 0; label < classes; label += 1)
        along[at * classes + label] =
          (along[at * classes + label] as number) + own * (truth[image * classes + label] as number);
    }
  return along;
}

/**
 * A regression in the coordinates in which its matrix is tridiagonal, T: that of ZᵀZ with the rows of Z, by columns, else
 * that of ZZᵀ with those of the identity.
 */
interface Regression {
  readonly form: TridiagonalForm;
  readonly rows: Float64Array;
  readonly byColumns: boolean;
  readonly truth: Float64Array;
  /** RᵀY of the rows R. */
  readonly along: Float64Array;
}

/**
 * What each image is foretold without itself, images × classes.
 *
 * With T + λ as L·D·Lᵀ and W = R·L⁻ᵀ the sums over each row of w²/d, and of w/d·L⁻¹RᵀY, are those of R(T + λ)⁻¹Rᵀ: of Z the
 * hat matrix H itself, of the identity (1 − H)/λ. L has numbers on its diagonal and below it alone, so a row takes one pass.
 */
function leftOut(
  { form, rows, byColumns, truth, along }: Regression,
  added: number,
  classes: number,
): Float64Array {
  const { size } = form;
  const { below, pivots } = factors(form, added);
  const solved = along.slice();
  for (let at = 1; at < size; at += 1)
    for (let label = 0; label < classes; label += 1)
      solved[at * classes + label] =
        (solved[at * classes + label] as number) -
        (below[at] as number) * (solved[(at - 1) * classes + label] as number);
  const scores = new Float64Array(truth.length);
  const weights = new Float64Array(size);
  for (let image = 0, first = 0; first < truth.length; image += 1, first += classes) {
    let hat = 0;
    let before = 0;
    for (let at = 0; at < size; at += 1) {
      before = (rows[image * size + at] as number) - (below[at] as number) * before;
      const weight = before / (pivots[at] as number);
      weights[at] = weight;
      hat += weight * before;
    }
    const own = scores.subarray(first, first + classes);
    timesRows(weights, solved, own);
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

/** T + λ as L·D·Lᵀ. */
function factors(
  { size, diagonal, beside }: TridiagonalForm,
  added: number,
): { readonly below: Float64Array; readonly pivots: Float64Array } {
  const below = new Float64Array(size);
  const pivots = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    const left = at === 0 ? 0 : (beside[at - 1] as number);
    below[at] = at === 0 ? 0 : left / (pivots[at - 1] as number);
    pivots[at] = (diagonal[at] as number) + added - left * (below[at] as number);
  }
  return { below, pivots };
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
