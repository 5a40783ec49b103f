import { exactInterval, type Interval } from '../design/words/binomial';

/** Rows are the true classes, columns the predicted ones. */
export type Confusion = readonly (readonly number[])[];

/** `right` of `of`; null where there is nothing to take a share of. */
export type Score = { readonly share: number; readonly interval: Interval } | null;

export interface ClassScore {
  readonly name: string;
  /** Images of this class. */
  readonly images: number;
  /** Images that the network called this class. */
  readonly said: number;
  readonly right: number;
  /** right / images; null where the set has no image of this class. */
  readonly recall: Score;
  /** right / said; null where the network never said this class. */
  readonly precision: Score;
}

/** Recall and precision of each class, with exact 95 % intervals, in the order of the classes. */
export function classScores(classes: readonly string[], confusion: Confusion): readonly ClassScore[] {
  return classes.map((name, index) => {
    const images = sum(confusion[index] ?? []);
    const said = sum(confusion.map((row) => row[index] ?? 0));
    const right = confusion[index]?.[index] ?? 0;
    return { name, images, said, right, recall: score(right, images), precision: score(right, said) };
  });
}

export interface Totals {
  readonly images: number;
  readonly right: number;
  readonly accuracy: Score;
  /** The mean of the recalls of the classes that have images; null without images. */
  readonly balancedAccuracy: number | null;
  /** The largest class of the set, and the accuracy of always saying it; null without images. */
  readonly majority: { readonly class: string; readonly images: number; readonly share: number } | null;
}

export function totalsOf(scores: readonly ClassScore[]): Totals {
  const images = sum(scores.map((each) => each.images));
  const right = sum(scores.map((each) => each.right));
  const recalls = scores.flatMap(({ recall }) => (recall === null ? [] : [recall.share]));
  const largest = scores.reduce<ClassScore | null>(
    (best, each) => (each.images > (best?.images ?? 0) ? each : best),
    null,
  );
  return {
    images,
    right,
    accuracy: score(right, images),
    balancedAccuracy: recalls.length === 0 ? null : sum(recalls) / recalls.length,
    majority: largest && { class: largest.name, images: largest.images, share: largest.images / images },
  };
}

export interface ConfusedPair {
  readonly label: string;
  readonly predicted: string;
  readonly images: number;
  /** The share of the true class's images that were taken for the other. */
  readonly share: number;
}

/** The pairs of different classes that were mistaken at least once, the most frequent first. */
export function confusedPairs(classes: readonly string[], confusion: Confusion): readonly ConfusedPair[] {
  const pairs = confusion.flatMap((row, from) => {
    const all = sum(row);
    return row.flatMap((images, to) =>
      from === to || images === 0
        ? []
        : [{ label: classes[from] ?? '?', predicted: classes[to] ?? '?', images, share: images / all }],
    );
  });
  return pairs.sort((a, b) => b.images - a.images || b.share - a.share);
}

function score(right: number, of: number): Score {
  return of === 0 ? null : { share: right / of, interval: exactInterval(right, of) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
