import { type CatalogBase, comesAsKerasWeights, comesAsWheel } from '../../catalog/catalog-base';
import { kerasTopology } from '../../catalog/layers-model';
import { whatBaseSays } from '../../catalog/made-base';
import { valuesIn } from '../../design/base/tensor-shape';
import { readTopology } from '../network/read-topology';
import type { OpenedBase } from './base-format';
import { layersOfPublishedWeights } from './keras/published-weights';

/** A published base before it was fetched: its layers, and weights that have shapes and are all 0. */
export async function publishedLayers(base: CatalogBase): Promise<OpenedBase> {
  if (comesAsKerasWeights(base)) return layersOfPublishedWeights(base);
  if (!comesAsWheel(base)) throw new RangeError(`${base.name} comes in no known way.`);
  const layers = base.source.layers();
  const { leftOut, ...topology } = readTopology(kerasTopology(base.name, layers));
  const weights = layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }) => {
      const values = valuesIn(shape);
      return [`${layer.name}/${name}`, { shape, read: async () => new Float32Array(values) }] as const;
    }),
  );
  return { topology, leftOut, weights: new Map(weights), says: whatBaseSays(base) };
}
