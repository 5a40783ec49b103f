import type { GraphLayer, LayerGraph } from '../layer-graph';
import { isFlat } from './tensor-shape';
import { isNormalisation, type WeightLayer } from './weight-layers';

const canBeClassifier: ReadonlySet<string> = new Set(['Dense', 'Conv2D']);

/** What may follow a classifier's units. Anything else there (a ReLU, say) means that they are features. */
const mayFollow: ReadonlySet<string> = new Set(['Softmax', 'Activation', 'Reshape', 'Flatten', 'Dropout']);

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
  if (last === undefined || !canBeClassifier.has(last.layer.type)) return undefined;
  const after = graph.layers.slice(last.position + 1);
  if (after.some(isNormalisation)) return undefined;
  const units = last.layer.outputShape.at(-1);
  const outputs = graph.layers.at(-1)?.outputShape.at(-1);
  const named = graph.classes !== undefined && graph.classes.length === units && units === outputs;
  return named || after.some(isSoftmax) || endsFlat(last.layer, after) ? last : undefined;
}

function isSoftmax(layer: GraphLayer): boolean {
  return layer.type === 'Softmax';
}

function endsFlat(layer: GraphLayer, after: readonly GraphLayer[]): boolean {
  return isFlat(layer.outputShape) && after.every(({ type }) => mayFollow.has(type));
}
