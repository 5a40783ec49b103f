import type { GraphLayer, LayerGraph } from '../layer-graph';
import { layerType } from './layer-types';

/**
 * A layer with weights, and what belongs to it: a normalisation or parametric activation has weights too, but
 * only rescales what the layer before it gave, so it counts as part of that layer's block.
 */
export interface Block {
  /** The layer that names the block, e.g. a convolution. */
  readonly layer: GraphLayer;
  /** Where it stands in `graph.layers`. */
  readonly position: number;
}

/** The blocks of the base in the order of the data. */
export function blocksOf(graph: LayerGraph): readonly Block[] {
  return graph.layers.flatMap((layer, position) =>
    layer.params > 0 && !layerType(layer.type).rescalesItsInput ? [{ layer, position }] : [],
  );
}
