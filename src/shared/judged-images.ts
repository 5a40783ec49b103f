import type { PlanDataset } from '../design/plan';
import type { JudgedImages } from '../design/words/result-words';
import type { EpochEvent, RunResult } from './run-events';

/** Of a plan, what a result is to be read with. */
export type JudgedDataset = Pick<PlanDataset, 'classes' | 'groupBy'>;

/**
 * What a run's network said of validation images and, first, of test images; a set without images is left out.
 *
 * @param epochs all that count, of all phases and starts; none if they are not known
 */
export function judgedImages(
  { test, validation }: Pick<RunResult, 'test' | 'validation'>,
  { classes, groupBy }: JudgedDataset,
  epochs: readonly Pick<EpochEvent, 'start'>[],
): readonly JudgedImages[] {
  const starts = new Set(epochs.map(({ start }) => start)).size;
  const sets = [
    { set: 'test', evaluation: test } as const,
    { set: 'validation', evaluation: validation } as const,
  ];
  return sets.flatMap(({ set, evaluation }) =>
    evaluation && evaluation.images > 0
      ? [
          {
            set,
            classes,
            confusion: evaluation.confusion,
            epochs: epochs.length,
            starts,
            grouped: groupBy !== null,
          },
        ]
      : [],
  );
}
