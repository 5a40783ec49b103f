import type { GraphLayer, LayerGraph } from '../layer-graph';
import { layerType } from './layer-types';
import { channelsLast, isFlat } from './tensor-shape';
import type { WeightLayer } from './weight-layers';

/**
 * The base's classifier: its last weight layer, if its units look like classes. They do if the base names as many
 * classes, if a softmax comes after it, or if a plain dense layer (or a convolution on one point) ends the
 * network. A base that ends in feature maps or pooled features has none.
 */
export function classifierOf(
  graph: LayerGraph,
  weightLayers: readonly WeightLayer[],
): WeightLayer | undefined {
  const last = weightLayers.at(-1);
  if (last === undefined || !layerType(last.layer.type).classifies) return undefined;
  const after = graph.layers.slice(last.position + 1);
  if (after.some(({ type }) => layerType(type).normalises)) return undefined;
  const units = channelsLast(last.layer).at(-1);
  const end = graph.layers.at(-1);
  const outputs = end && channelsLast(end).at(-1);
  const named = graph.classes !== undefined && graph.classes.length === units && units === outputs;
  return named || after.some(({ type }) => layerType(type).isSoftmax) || endsFlat(last.layer, after)
    ? last
    : undefined;
}

function endsFlat(layer: GraphLayer, after: readonly GraphLayer[]): boolean {
  return isFlat(channelsLast(layer)) && after.every(({ type }) => layerType(type).followsClasses);
}
