import type { Plan, PlanPhase } from '../design/plan';
import { allPhases, mostEpochs, phasesOf } from '../design/plan/plan-reading';
import type { RunView } from './run-view';

/**
 * How long a plan will take at most, in seconds, from the newest finished run on this machine with the same base:
 * its prefix and its training are scaled by the multiply-adds that the two plans ask for. Null where there is no
 * such run.
 */
export function estimateSeconds(plan: Plan, runs: readonly RunView[]): number | null {
  const known = runs.find(
    ({ state, plan: other, seconds }) =>
      state === 'finished' &&
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

function ratio(wanted: number, known: number): number {
  return known > 0 ? wanted / known : 1;
}

/** Multiply-adds to bring every image and view up to the cache once. */
function prefixWork(plan: Plan): number {
  const views = plan.training.augment?.views ?? 1;
  const caches = new Set(
    allPhases(plan)
      .map(({ cache }) => cache?.cut)
      .filter((cut) => cut !== undefined),
  );
  const each = [...caches].map((cut) => upTo(plan, cut));
  return plan.dataset.images * views * each.reduce((sum, work) => sum + work, 0);
}

function trainingWork(plan: Plan): number {
  const { dataset, training } = plan;
  const share = typeof dataset.validation === 'number' ? dataset.validation : 0;
  const images = dataset.images * (1 - share);
  return allPhases(plan).reduce(
    (sum, phase) => sum + mostEpochs(phase, images, training.batchSize) * epochWork(plan, phase),
    0,
  );
}

/** What the run really did: it may have ended before its last epoch. */
function trainedWork({ plan, epochs }: RunView): number {
  return epochs.reduce((sum, { phase, start }) => {
    const of = phasesOf(plan, start)[phase - 1];
    return sum + (of ? epochWork(plan, of) : 0);
  }, 0);
}

function epochWork(plan: Plan, phase: PlanPhase): number {
  const all = plan.layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return plan.dataset.images * Math.max(1, all - (phase.cache ? upTo(plan, phase.cache.cut) : 0));
}

function upTo(plan: Plan, cut: string): number {
  const at = plan.layers.findIndex(({ name }) => name === cut);
  return plan.layers.slice(0, at + 1).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
}
