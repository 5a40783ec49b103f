import type { PlanPhase } from '../plan';
import type { KeptBase } from './freeze-map';

/** Whether a phase trains any of the base. */
export function trainsBase({ trainable }: Pick<PlanPhase, 'trainable'>, kept: KeptBase): boolean {
  return trainable.some((name) => isOfBase(kept, name));
}

/** Whether a phase trains any of the head. */
export function trainsHead({ trainable }: Pick<PlanPhase, 'trainable'>, kept: KeptBase): boolean {
  return trainable.some((name) => !isOfBase(kept, name));
}

/** Whether a layer is one of the base's; the head's have other names than those. */
export function isOfBase({ facts }: KeptBase, name: string): boolean {
  return facts.position.has(name);
}

/** The layers that any of the phases trains. */
export function trainedIn(phases: readonly Pick<PlanPhase, 'trainable'>[]): ReadonlySet<string> {
  return new Set(phases.flatMap(({ trainable }) => trainable));
}

/** The kept base layers with weights that none of the phases trains, in the order of the data. */
export function neverTrained(
  kept: KeptBase,
  phases: readonly Pick<PlanPhase, 'trainable'>[],
): readonly string[] {
  const trained = trainedIn(phases);
  return kept.weighted.filter((name) => !trained.has(name));
}
