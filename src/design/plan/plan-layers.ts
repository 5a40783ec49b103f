import type { Network } from '../network/network';
import type { PlanLayer } from '../plan';

/**
 * The kept base layers, then the head's. Frozen is what no phase trains; a base layer without weights is frozen
 * where every layer with weights that it depends on is; one of the head follows the head.
 */
export function planLayers({ kept, headLayers, phases }: Network): readonly PlanLayer[] {
  const trained = new Set(phases.flatMap(({ trainable }) => trainable));
  const thawed = new Set<string>();
  for (const { name, inbound } of kept.layers) {
    if (trained.has(name) || inbound.some((source) => thawed.has(source))) thawed.add(name);
  }
  const base = kept.layers.map(
    ({ name, type, outputShape, params, multiplyAdds }): PlanLayer => ({
      name,
      type,
      outputShape: outputShape.map((size) => size ?? 1),
      params,
      multiplyAdds,
      origin: 'base',
      frozen: params > 0 ? !trained.has(name) : !thawed.has(name),
    }),
  );
  const headTrains = headLayers.some(({ name }) => trained.has(name));
  const head = headLayers.map(
    (layer): PlanLayer => ({
      ...layer,
      origin: 'head',
      frozen: layer.params > 0 ? !trained.has(layer.name) : !headTrains,
    }),
  );
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
