import type { Plan, PlanPhase } from '../plan';
import { allPhases, mostEpochs, viewsOf } from './plan-reading';

// What a plan asks a machine to compute, in multiply-adds: for comparing the time of plans, not for telling that of one.

/** To bring every image and view up to each of the plan's caches once. */
export function prefixWork(plan: Plan): number {
  const each = [...cachedCuts(plan)].map((cut) => prefixWorkOf(plan, cut));
  return each.reduce((sum, work) => sum + work, 0);
}

/** The same for one cache. */
export function prefixWorkOf(plan: Plan, cut: string): number {
  return plan.dataset.images * viewsOf(plan.training.augment) * upTo(plan, cut);
}

/** The layers whose outputs are kept, in any of the phases. */
export function cachedCuts(plan: Plan): ReadonlySet<string> {
  return new Set(allPhases(plan).flatMap(({ cache }) => (cache === null ? [] : [cache.cut])));
}

/** Of all phases, each with all epochs that it may have. */
export function trainingWork(plan: Plan): number {
  return allPhases(plan).reduce((sum, phase) => sum + phaseWork(plan, phase), 0);
}

export function phaseWork(plan: Plan, phase: PlanPhase): number {
  const { dataset, training } = plan;
  const share = typeof dataset.validation === 'number' ? dataset.validation : 0;
  return mostEpochs(phase, dataset.images * (1 - share), training.batchSize) * epochWork(plan, phase);
}

export function epochWork(plan: Plan, phase: PlanPhase): number {
  const all = plan.layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return plan.dataset.images * Math.max(1, all - (phase.cache ? upTo(plan, phase.cache.cut) : 0));
}

function upTo(plan: Plan, cut: string): number {
  const at = plan.layers.findIndex(({ name }) => name === cut);
  return plan.layers.slice(0, at + 1).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
}
