import type { Start } from '../config';
import type { Plan, PlanLayer, PlanPhase } from '../plan';

export type LayerState = 'trained' | 'frozen' | 'no weights';

/** The phases of a start: the plan's own, or those of the random start that case 4 may fall back on. */
export function phasesOf(plan: Plan, start: Start): readonly PlanPhase[] {
  return start === plan.init || plan.training.fallbackPhases.length === 0
    ? plan.phases
    : plan.training.fallbackPhases;
}

/** How many epochs a phase can take: small data need more than it names to come to its least number of steps. */
export function mostEpochs(
  phase: Pick<PlanPhase, 'epochs' | 'minimumSteps'>,
  trainingImages: number,
  batchSize: number,
): number {
  const stepsPerEpoch = Math.max(1, Math.ceil(trainingImages / batchSize));
  return Math.max(phase.epochs, Math.ceil(phase.minimumSteps / stepsPerEpoch));
}

export function stateOf(layer: PlanLayer, phase: PlanPhase): LayerState {
  if (layer.params === 0) return 'no weights';
  return phase.trainable.includes(layer.name) ? 'trained' : 'frozen';
}

/** What trains in a phase, in a few words: `the head`, `everything`, `the head and 12 base layers`. */
export function trainedWords(plan: Plan, phase: PlanPhase): string {
  const weighted = plan.layers.filter((layer) => layer.params > 0);
  const trained = weighted.filter((layer) => stateOf(layer, phase) === 'trained');
  if (trained.length === weighted.length) return 'everything';
  const base = trained.filter((layer) => layer.origin === 'base').length;
  const head = trained.length - base;
  const baseWords = base === 1 ? '1 base layer' : `${base} base layers`;
  if (base === 0) return 'the head';
  return head === 0 ? baseWords : `the head and ${baseWords}`;
}

/** Case 4: what a run starts from, as the report calls it. */
export function startWords(start: Start): string {
  return start === 'pretrained' ? 'pretrained weights' : 'random weights';
}
