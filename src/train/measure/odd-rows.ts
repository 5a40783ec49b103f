import type { ImageSide } from '../../design/odd-images';
import { thresholds } from '../../design/thresholds';
import { likeness } from './compared-cuts';
import { type ComparedRows, type FeatureTable, rowProducts, standardised } from './feature-table';
import { nearestOf } from './nearest-neighbours';
import { type Probe, probeOf } from './ridge-probe';

// All thresholds were tried on the pictures of the examples, as they are and with pictures planted among them, on two bases:
// docs/advice.md says what came of it.

/** What is known of each image, by row. */
export interface RowsToCompare {
  /** What the base sees in them at the cuts where they are compared, as `comparedCuts` has it, with the products of all pairs. */
  readonly compared: ComparedRows;
  /** The mean of each channel at an early cut. */
  readonly textures: FeatureTable;
  readonly labels: readonly number[];
  readonly classes: number;
  readonly sides: readonly ImageSide[];
}

/** What is odd, by rows, the oddest first. */
export interface OddRows {
  readonly labels: readonly { row: number; judged: number; doubt: number; nearest: readonly number[] }[];
  readonly copies: readonly { rows: readonly [number, number]; likeness: number }[];
  readonly alone: readonly { row: number; deviations: number; nearest: readonly number[] }[];
  readonly classes: readonly {
    readonly pair: readonly [number, number];
    /** The mean over both of the share that is judged right, of those that are judged to be one of the two. */
    readonly right: number;
    readonly error: number;
    /** Some that are judged to be the other, of each, as far as there are. */
    readonly rows: readonly number[];
  }[];
}

/** So many of those that are most like an image are shown beside it. */
const neighbours = 5;

/** @throws RangeError where there are fewer than two rows or classes, or a texture is no finite number */
export function oddRows({ compared, textures, labels, classes, sides }: RowsToCompare): OddRows {
  const nearest = nearestOf(compared, neighbours);
  const { judged, scores, accuracy, error } = probeOf(compared, labels, classes, steadyPenalty);
  // Heads that are hardly right more often than the largest class would be have nothing to say about labels.
  const knows = accuracy - thresholds.certainErrors * error > largestShare(labels);
  const alone = aloneOf(textures).map((one) => ({ ...one, nearest: nearest[one.row] ?? [] }));
  const isAlone = new Set(alone.map(({ row }) => row));
  return {
    labels: knows ? suspectsOf(scores, labels, classes, nearest).filter(({ row }) => !isAlone.has(row)) : [],
    copies: copiesOf(compared, labels, sides),
    alone,
    classes: confusedOf(labels, judged, classes),
  };
}

/** Greater than a head's: of images that have little in common a smaller one learns each by heart, and doubts too many. */
const steadyPenalty = 0.6;

function largestShare(labels: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return Math.max(...sizes.values()) / labels.length;
}

/** From how much more another class speaks for an image than its own on, where a class says 1 of its images and −1 of all others. */
const certainDoubt = 0.5;

/** Images that heads which were worked out without them put into another class. */
function suspectsOf(
  scores: Probe['scores'],
  labels: readonly number[],
  classes: number,
  nearest: readonly (readonly number[])[],
): OddRows['labels'] {
  const middles = middlesOf(scores, labels, classes);
  return labels
    .flatMap((label, row) => {
      const speaks = middles.map((middle, of) => (scores[row * classes + of] as number) - middle);
      const judged = speaks.indexOf(Math.max(...speaks));
      const doubt = (speaks[judged] as number) - (speaks[label] as number);
      return doubt > certainDoubt ? [{ row, judged, doubt, nearest: nearest[row] ?? [] }] : [];
    })
    .sort((one, other) => other.doubt - one.doubt);
}

/**
 * By class the middle between the mean of what is foretold of its images and that of all others: heads that are held back
 * say less for a class whose images have little in common, and it would seem to want them all to be of another.
 */
function middlesOf(scores: Probe['scores'], labels: readonly number[], classes: number): readonly number[] {
  return Array.from({ length: classes }, (_, of) => {
    const [own, others] = [true, false].map((isOwn) => {
      const said = labels.flatMap((label, row) =>
        (label === of) === isOwn ? [scores[row * classes + of] as number] : [],
      );
      return said.reduce((sum, one) => sum + one, 0) / said.length;
    });
    // A class without images that could be read is none that others are of.
    return Number.isNaN(own) ? Number.POSITIVE_INFINITY : ((own as number) + (others as number)) / 2;
  });
}

/** Two images are nearly the same where they are so much alike, and by half nearer to each other than either to any third. */
const leastLikeness = 0.8;
const nearerThanOthers = 0.5;
/** What is more alike is the same image: a third file of it does not make two of them any less alike. */
const sameImage = 0.995;

function copiesOf(
  compared: ComparedRows,
  labels: readonly number[],
  sides: readonly ImageSide[],
): OddRows['copies'] {
  const rows = labels.length;
  const pairs: { rows: readonly [number, number]; likeness: number }[] = [];
  for (let one = 0; one < rows; one += 1)
    for (let other = one + 1; other < rows; other += 1) {
      if (sides[one] === sides[other] && labels[one] === labels[other]) continue;
      const alike = likeness(compared, one, other);
      if (alike >= leastLikeness) pairs.push({ rows: [one, other], likeness: alike });
    }
  const isPair = ({ rows: [one, other], likeness: alike }: (typeof pairs)[number]): boolean => {
    let third = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      if (row === one || row === other) continue;
      const near = Math.max(likeness(compared, one, row), likeness(compared, other, row));
      if (near < sameImage) third = Math.max(third, near);
    }
    return 1 - alike <= nearerThanOthers * (1 - third);
  };
  return pairs.filter(isPair).sort((one, other) => other.likeness - one.likeness);
}

/** An image is as far from others as the mean distance to so many of the nearest: a few of a kind have no say for each other. */
const ofNearest = 10;
/** Standard deviations, of a normal distribution with the same median and quartiles. */
const farFromAll = 4;
/** With fewer images nothing tells what is usual. */
const fewest = 30;

function aloneOf(textures: FeatureTable): readonly { row: number; deviations: number }[] {
  const { rows } = textures;
  if (rows < fewest) return [];
  // Not by an engine: rounded, the distances of many that are the same would be noise, which the others stand out from.
  const products = rowProducts(standardised(textures));
  const square = (row: number): number => products[row * rows + row] as number;
  const far = Array.from({ length: rows }, (_, row) => {
    const distances = Float64Array.from({ length: rows }, (__, other) =>
      Math.sqrt(Math.max(0, square(row) + square(other) - 2 * (products[row * rows + other] as number))),
    ).sort();
    // The first is the image itself.
    const near = distances.subarray(1, ofNearest + 1);
    return Math.log(Math.max(Number.MIN_VALUE, near.reduce((sum, one) => sum + one, 0) / near.length));
  });
  const usual = medianOf(far);
  const deviation = 1.4826 * medianOf(far.map((one) => Math.abs(one - usual)));
  if (deviation === 0) return [];
  return far
    .map((one, row) => ({ row, deviations: (one - usual) / deviation }))
    .filter(({ deviations }) => deviations > farFromAll)
    .sort((one, other) => other.deviations - one.deviations);
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2;
}

/** With fewer of either class chance and a bad head are not to be told apart. */
const fewestOfClass = 10;
/** Of each class, to be looked at. */
const shownOfClass = 3;

/** Pairs of classes that heads confuse as if they drew lots: right no more often than half of the time and its error. */
function confusedOf(
  labels: readonly number[],
  judged: readonly number[],
  classes: number,
): OddRows['classes'] {
  const pairs = Array.from({ length: classes }, (_, one) =>
    Array.from({ length: classes - one - 1 }, (__, at) => [one, one + 1 + at] as const),
  ).flat();
  // counts[label × classes + judged]
  const counts = new Int32Array(classes * classes);
  for (const [row, label] of labels.entries()) {
    const at = label * classes + (judged[row] ?? label);
    counts[at] = (counts[at] as number) + 1;
  }
  const shareOf = (own: number, other: number) => {
    const right = counts[own * classes + own] as number;
    const all = right + (counts[own * classes + other] as number);
    const share = right / Math.max(1, all);
    return { all, share, variance: (share * (1 - share)) / Math.max(1, all) };
  };
  const found = pairs.flatMap((pair) => {
    const [one, other] = [shareOf(pair[0], pair[1]), shareOf(pair[1], pair[0])];
    if (Math.min(one.all, other.all) < fewestOfClass) return [];
    const right = (one.share + other.share) / 2;
    const error = Math.sqrt(one.variance + other.variance) / 2;
    if (right > 0.5 + error) return [];
    const taken = (own: number, as: number): readonly number[] =>
      [...labels.keys()].filter((row) => labels[row] === own && judged[row] === as).slice(0, shownOfClass);
    return [{ pair, right, error, rows: [...taken(pair[0], pair[1]), ...taken(pair[1], pair[0])] }];
  });
  return found.sort((one, other) => one.right - other.right);
}
