import type { Network } from '../network/network';
import { trainedIn } from '../network/trained-layers';
import type { PlanLayer } from '../plan';

/** The kept base layers, then the head's. */
export function planLayers({ kept, headLayers, phases }: Network): readonly PlanLayer[] {
  const trained = trainedIn(phases);
  const isFrozen = ({ name, params }: { readonly name: string; readonly params: number }) =>
    params > 0 && !trained.has(name);
  const base = kept.layers.map((layer): PlanLayer => {
    const { name, type, outputShape, params, multiplyAdds } = layer;
    return {
      ...{ name, type, outputShape: outputShape.map((size) => size ?? 1), params, multiplyAdds },
      origin: 'base',
      frozen: isFrozen(layer),
    };
  });
  const head = headLayers.map((layer): PlanLayer => ({ ...layer, origin: 'head', frozen: isFrozen(layer) }));
  return [...base, ...head];
}

/** The weights of layers that a phase trains, and of those that none does. */
export function countParams(layers: readonly PlanLayer[]): { trainable: number; frozen: number } {
  let trainable = 0;
  let frozen = 0;
  for (const layer of layers) {
    if (layer.frozen) frozen += layer.params;
    else trainable += layer.params;
  }
  return { trainable, frozen };
}
