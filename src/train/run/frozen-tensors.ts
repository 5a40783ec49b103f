import { trainedIn } from '../../design/network/trained-layers';
import type { PlanPhase } from '../../design/plan';
import type { Base } from '../formats/read-base';
import { layerOfWeight, type NetworkWeights, sameBits } from '../network/weight-values';

/** Names of the base's tensors that must stand in the trained network as they stand in the base's file. */
export function frozenTensors(base: Base, kept: ReadonlySet<string>, phases: readonly PlanPhase[]): string[] {
  const trained = trainedIn(phases);
  return [...base.weights.keys()].filter((name) => {
    const layer = layerOfWeight(name);
    return kept.has(layer) && !trained.has(layer) && !base.added.has(name);
  });
}

/** Those of `names` whose values are not, to the last bit, the same in both. */
export function changedTensors(
  names: readonly string[],
  before: NetworkWeights,
  after: NetworkWeights,
): string[] {
  return names.filter((name) => {
    const one = before.get(name);
    const other = after.get(name);
    return one === undefined || other === undefined || !sameBits(one, other);
  });
}
