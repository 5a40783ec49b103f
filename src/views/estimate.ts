import type { Plan, PlanPhase } from '../design/plan';
import { phasesOf } from '../design/plan/plan-reading';
import { epochWork, phaseWork, prefixWork, trainingWork } from '../design/plan/plan-work';
import { epochsOf, type RunView } from './run-view';

/**
 * How long a plan will take at most, in seconds, from the newest finished run on this machine with the same base:
 * its prefix and its training are scaled by the multiply-adds that the two plans ask for. Null where there is no
 * such run.
 */
export function estimateSeconds(plan: Plan, runs: readonly RunView[]): number | null {
  const known = runs.find(
    ({ state, plan: other, seconds, cluster }) =>
      state === 'finished' &&
      // What a cluster does is no work of this machine.
      cluster === null &&
      other.base.fingerprint === plan.base.fingerprint &&
      Object.keys(seconds).length > 0,
  );
  if (!known) return null;
  const scales: Readonly<Record<string, number>> = {
    train: ratio(trainingWork(plan), trainedWork(known)),
    'frozen prefix': ratio(prefixWork(plan), prefixWork(known.plan)),
  };
  const images = ratio(plan.dataset.images, known.plan.dataset.images);
  return Object.entries(known.seconds).reduce(
    (sum, [stage, seconds]) => sum + seconds * (scales[stage] ?? images),
    0,
  );
}

/** The pace is that of so many epochs: one alone varies, and the first of a phase takes longer. */
const paceEpochs = 20;

/**
 * How long a run that goes on still takes at most, in seconds; null while nothing tells. While it trains that is all of
 * the training, its later phases by what an epoch of them asks for; else it is the stage that the run is in.
 */
export function secondsLeft({ plan, epochs, progress }: RunView): number | null {
  const last = epochs.at(-1);
  if (!last || (progress && progress.stage !== 'train')) return progress?.secondsLeft ?? null;
  const { start, phase: number } = last;
  const paced = epochs.slice(-paceEpochs).filter((one) => one.start === start && one.phase === number);
  const pace = paced.reduce((sum, { seconds }) => sum + seconds, 0) / paced.length;
  const phases = phasesOf(plan, start);
  const current = phases[number - 1];
  const later = phases.slice(number).reduce((sum, phase) => sum + phaseWork(plan, phase), 0);
  return pace * (epochsOf(last) - last.epoch + (current ? later / epochWork(plan, current) : 0));
}

function ratio(wanted: number, known: number): number {
  return known > 0 ? wanted / known : 1;
}

/** What the run really did: it may have ended before its last epoch. */
function trainedWork({ plan, epochs }: RunView): number {
  const counts = new Map<PlanPhase, number>();
  for (const { phase, start } of epochs) {
    const of = phasesOf(plan, start)[phase - 1];
    if (of) counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  return [...counts].reduce((sum, [phase, count]) => sum + count * epochWork(plan, phase), 0);
}
