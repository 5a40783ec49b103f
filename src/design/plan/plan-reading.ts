import type { Start } from '../config';
import { trainedIn } from '../network/trained-layers';
import type { Plan, PlanAugment, PlanLayer, PlanPhase } from '../plan';

/** What becomes of a layer in a phase. One without weights follows: there is nothing to freeze or train. */
export type LayerFate = 'trained' | 'frozen' | 'follows';

/** The phases of a start: the plan's own, or those of the random start that case 4 may fall back on. */
export function phasesOf(plan: Plan, start: Start): readonly PlanPhase[] {
  return start === plan.init || plan.training.fallbackPhases.length === 0
    ? plan.phases
    : plan.training.fallbackPhases;
}

/** The starts that may be trained, in their order: the plan's own, and in case 4 the random one that may follow. */
export function startsOf({ init, training }: Plan): readonly Start[] {
  return training.fallback === null ? [init] : [init, 'random'];
}

/** What a phase is called where a sentence begins. @param number from 1 */
export function phaseName(plan: Plan, start: Start, number: number): string {
  return `Phase ${number}${start === plan.init ? '' : ` of the ${start} start`}`;
}

/** The phases of both starts: whatever may run. */
export function allPhases({ phases, training }: Plan): readonly PlanPhase[] {
  return [...phases, ...training.fallbackPhases];
}

/** The base layers that phases train, in the order of the data; none where the plan leaves the base as it is. */
export function trainedBaseLayers(plan: Plan, phases = allPhases(plan)): readonly string[] {
  const trained = trainedIn(phases);
  return plan.layers
    .filter(({ name, origin }) => origin === 'base' && trained.has(name))
    .map(({ name }) => name);
}

/** How many versions of each training image a cache of features holds. */
export function viewsOf(augment: PlanAugment | null): number {
  return augment?.views ?? 1;
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

export function fateOf(layer: PlanLayer, phase: PlanPhase): LayerFate {
  if (layer.params === 0) return 'follows';
  return phase.trainable.includes(layer.name) ? 'trained' : 'frozen';
}

/**
 * Neighbours with the same fate in every phase, in the order of the data. Layers without weights go with those before
 * them; the first ones, which have none before, with those after.
 */
export function stretchesOfOneFate(
  layers: readonly PlanLayer[],
  phases: readonly PlanPhase[],
): readonly (readonly PlanLayer[])[] {
  const stretches: PlanLayer[][] = [];
  let fate: string | undefined;
  for (const layer of layers) {
    const own: string | undefined =
      layer.params === 0 ? fate : phases.map((phase) => fateOf(layer, phase)).join();
    const stretch = stretches.at(-1);
    if (stretch && (fate === undefined || own === fate)) stretch.push(layer);
    else stretches.push([layer]);
    fate = own;
  }
  return stretches;
}

/** What trains in a phase, in a few words: `the head`, `everything`, `the head and 12 base layers`. */
export function trainedWords(plan: Plan, phase: PlanPhase): string {
  const weighted = plan.layers.filter((layer) => layer.params > 0);
  const trained = weighted.filter((layer) => fateOf(layer, phase) === 'trained');
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
