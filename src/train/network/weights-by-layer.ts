import { layerType } from '../../design/base/layer-types';
import { TransferError } from '../../design/transfer-error';
import type { Topology } from './topology';
import { layerOfWeight, type StoredWeight, type StoredWeights } from './weight-values';

/** Of a weight's name, between slashes: models within models within models. */
const mostParts = 20;

/** A tensor as the file names it. */
export interface NamedWeight extends StoredWeight {
  readonly name: string;
}

/**
 * The weights of Keras layers by `layer/weight`. Converters put the names of enclosing models before a layer's own, and
 * some an output number behind the weight's; both are dropped, where nothing has the name without them. Weights of
 * layers that lead to no output stay out, and whatever else is named after a layer.
 */
export function weightsByLayer(tensors: readonly NamedWeight[], topology: Topology): StoredWeights {
  const layers = new Map(topology.layers.map(({ name, className }) => [name, layerType(className)]));
  const weights = new Map<string, StoredWeight>();
  const exact = new Set(tensors.map(({ name }) => name));
  for (const { name, shape, read } of tensors) {
    const own = ownName(name.replace(/:\d+$/, ''), layers);
    if (own === undefined || (own !== name && exact.has(own))) continue;
    const layer = layerOfWeight(own);
    if (!layers.get(layer)?.weights?.includes(own.slice(layer.length + 1))) continue;
    if (weights.has(own)) {
      throw new TransferError(
        'base-weights',
        `The base has two tensors of weights for "${own}". Convert it again so that each layer has a name of its own.`,
      );
    }
    weights.set(own, { shape, read });
  }
  return weights;
}

/** The name from the layer's own on; a layer's name may have slashes itself. Undefined where it is no layer's. */
function ownName(name: string, layers: ReadonlyMap<string, unknown>): string | undefined {
  const parts = name.split('/').slice(-mostParts);
  // Some converters put the name of a part of the layer before the weight's.
  const without = [...parts.slice(0, -2), ...parts.slice(-1)];
  for (const [whole, first] of [parts, without].flatMap((all) => all.map((_, at) => [all, at] as const))) {
    const own = whole.slice(first).join('/');
    if (layers.has(layerOfWeight(own))) return own;
  }
  return undefined;
}
