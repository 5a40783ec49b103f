import type { StudiedImages, StudyLine, StudyOutcome } from './study';

/** How the trainings of one line at one depth did. */
export interface StudyFigure {
  readonly line: StudyLine;
  readonly copied: number;
  /** Accuracy, 0 to 1: the mean over the seeds, the lowest and the highest. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

/** By how much one group of trainings is more accurate than another, and the standard error of that. */
export interface StudyDifference {
  readonly by: number;
  readonly error: number;
}

/** The figures of all that is done, in the order of the depths. */
export function studyFigures({ outcomes }: StudiedImages): readonly StudyFigure[] {
  const groups = new Map<string, StudyOutcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.copied} ${outcome.line}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.values()]
    .map((group) => {
      const shares = group.map(shareRight);
      const [{ line, copied }] = group as [StudyOutcome];
      return {
        ...{ line, copied, mean: meanOf(shares), seeds: group.length },
        ...{ low: Math.min(...shares), high: Math.max(...shares) },
      };
    })
    .sort((one, other) => one.copied - other.copied);
}

/**
 * How much more accurate the first are than the second, seed by seed and image by image, for with a seed both were judged
 * by the same images. Its error is the larger of two: that of the images drawn, and that of the seeds.
 *
 * @returns undefined where no seed is done of both
 */
export function studyDifference(
  first: readonly StudyOutcome[],
  second: readonly StudyOutcome[],
): StudyDifference | undefined {
  const pairs = first.flatMap((one) => {
    const other = second.find(({ seed }) => seed === one.seed);
    return other && other.judged > 0 && one.judged > 0 ? [{ one, other }] : [];
  });
  if (pairs.length === 0) return undefined;
  const differences = pairs.map(({ one, other }) => shareRight(one) - shareRight(other));
  const by = meanOf(differences);
  return { by, error: Math.max(errorOfImages(pairs, by), errorOfMean(differences)) };
}

function shareRight({ judged, wrong }: StudyOutcome): number {
  return judged === 0 ? 0 : 1 - wrong.length / judged;
}

interface Pair {
  readonly one: StudyOutcome;
  readonly other: StudyOutcome;
}

/** An image may have judged with several seeds: what it says then is no news, so an image is counted as one. */
function errorOfImages(pairs: readonly Pair[], by: number): number {
  const ofImage = new Map<string, number>();
  let judged = 0;
  for (const { one, other } of pairs) {
    judged += one.judged;
    for (const file of other.wrong) ofImage.set(file, (ofImage.get(file) ?? 0) + 1);
    for (const file of one.wrong) ofImage.set(file, (ofImage.get(file) ?? 0) - 1);
  }
  const squares = [...ofImage.values()].reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(Math.max(0, squares / judged ** 2 - by ** 2 / judged));
}

/** 0 for a single value, which tells nothing of how far others would lie. */
function errorOfMean(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
