import type { GraphLayer, LayerGraph } from '../layer-graph';
import { layerType } from './layer-types';

/**
 * A layer that computes by weights, such as a convolution: what the depth of a network is counted in (He et al. 2015,
 * arXiv 1512.03385). A normalisation or parametric activation has weights too, but only rescales what the layer before
 * it gave, and is counted with that one.
 */
export interface WeightLayer {
  readonly layer: GraphLayer;
  /** Where it stands in `graph.layers`. */
  readonly position: number;
}

/** The weight layers of the base in the order of the data. */
export function weightLayersOf(graph: LayerGraph): readonly WeightLayer[] {
  return graph.layers.flatMap((layer, position) =>
    layer.params > 0 && !layerType(layer.type).rescalesItsInput ? [{ layer, position }] : [],
  );
}
