import type { Plan } from '../../design/plan';
import type { StartOutcome } from './checkpoint';

/** Whether a pretrained start learned more than the largest class's share, and the sentence that says so. */
export interface PretrainedVerdict {
  readonly failed: boolean;
  readonly message: string;
}

/**
 * Case 4's pretrained start has failed when its best validation accuracy is within two standard errors of always
 * saying the largest class: accuracy ≤ majority + 2·√(majority·(1 − majority)/n).
 *
 * @param labels the validation images' classes
 */
export function judgePretrainedStart(outcome: StartOutcome, labels: readonly number[]): PretrainedVerdict {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const images = Math.max(1, labels.length);
  const majority = Math.max(0, ...counts.values()) / images;
  const bar = majority + 2 * Math.sqrt((majority * (1 - majority)) / images);
  const failed = outcome.accuracy <= bar;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const compared = `${percent(outcome.accuracy)} of ${images} validation images, where always saying the largest class would reach ${percent(majority)}`;
  return {
    failed,
    message: failed
      ? `The pretrained start has failed: it is right on ${compared}. Training starts again from random weights.`
      : `The pretrained start has worked: it is right on ${compared}.`,
  };
}

/** The better of the outcomes on validation: the higher accuracy, then the lower loss, then the first. */
export function betterOutcome(outcomes: readonly StartOutcome[]): StartOutcome {
  const [first, ...others] = outcomes;
  if (first === undefined) throw new RangeError('There is no outcome to choose from.');
  return others.reduce(
    (best, outcome) =>
      outcome.accuracy > best.accuracy || (outcome.accuracy === best.accuracy && outcome.loss < best.loss)
        ? outcome
        : best,
    first,
  );
}

/** Whether the random start is to be trained after the pretrained one. */
export function needsRandomStart(plan: Plan, verdict: PretrainedVerdict): boolean {
  return plan.training.fallback === 'compare' || (plan.training.fallback === 'random' && verdict.failed);
}
