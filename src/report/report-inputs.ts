import type { Severity } from '../design/problem';
import type { CacheEvent, EpochEvent, Evaluation, RunResult, WrongImage } from '../shared/run-events';
import type { RunRecord } from '../shared/run-record';

export interface ReportInputs {
  readonly record: RunRecord;
  /** The epochs that count, in the order in which they ran. */
  readonly epochs: readonly EpochEvent[];
  /** Small pictures as `data:image/…;base64,…`, by the file names of `wrongImagesShown`. */
  readonly thumbnails: ReadonlyMap<string, string>;
  /** What was known to be odd when the run began. */
  readonly problems: readonly { readonly severity: Severity; readonly message: string }[];
  /** What each frozen prefix took from the cache; where it is left out the report says what was planned. */
  readonly caches?: readonly CacheEvent[];
}

export type SetName = 'test' | 'validation';

/** One of the run's sets of images with how the model did on it. */
export interface JudgedSet {
  readonly name: SetName;
  readonly evaluation: Evaluation;
}

/** The sets the model was judged by, test first; a set without images is left out. */
export function judgedSets(result: RunResult | undefined): readonly JudgedSet[] {
  const sets: readonly { name: SetName; evaluation: Evaluation | null | undefined }[] = [
    { name: 'test', evaluation: result?.test },
    { name: 'validation', evaluation: result?.validation },
  ];
  return sets.flatMap(({ name, evaluation }) =>
    evaluation && evaluation.images > 0 ? [{ name, evaluation }] : [],
  );
}

/** The most wrong images that a report shows. */
export const wrongImageLimit = 60;

/**
 * The wrong images that the report shows, the surest mistakes first, at most `wrongImageLimit`. They are of one
 * set only (test where there is one), so that a file's name tells which picture is meant.
 */
export function wrongImagesShown(result: RunResult | undefined): readonly WrongImage[] {
  const wrong = judgedSets(result)[0]?.evaluation.wrong ?? [];
  return [...wrong].sort((a, b) => b.probability - a.probability).slice(0, wrongImageLimit);
}
