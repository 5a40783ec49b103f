import type { Plan, PlanLayer } from '../../design/plan';
import { outputLayerOf, type Topology, type TopologyLayer, upTo } from './topology';

/** The kept part of the base with the plan's head on it, from pixels to probabilities. */
export interface AdaptedNetwork {
  readonly topology: Topology;
  /** The layer before the softmax: training works on its outputs, where the loss is exact. */
  readonly logits: string;
}

/** Slices the base at the plan's cut and puts the plan's head on it. */
export function adaptNetwork(base: Topology, plan: Plan): AdaptedNetwork {
  const kept = upTo(base, plan.cut).layers.map((layer) => withKnownEdges(layer, plan));
  const head = headLayers(plan);
  const topology: Topology = { name: 'adapted', layers: [...kept, ...head] };
  const logits = outputLayerOf(topology).inbound[0];
  if (logits === undefined)
    throw new RangeError('The plan has a head of one layer; it needs a dense layer and a softmax.');
  return { topology, logits };
}

/** A Reshape with an edge of -1 is given the number: TensorFlow.js itself can't put layers that need it on one. */
function withKnownEdges(layer: TopologyLayer, plan: Plan): TopologyLayer {
  const shape = plan.layers.find(({ name }) => name === layer.name)?.outputShape;
  if (layer.className !== 'Reshape' || shape === undefined) return layer;
  return { ...layer, config: { ...layer.config, target_shape: [...shape] } };
}

/** The plan names the head's layers in order; its dense widths and dropout rates stand in `plan.head`. */
function headLayers(plan: Plan): TopologyLayer[] {
  const hidden = [...plan.head.layers];
  let previous = plan.cut;
  return plan.layers
    .filter((layer) => layer.origin === 'head')
    .map((layer) => {
      const made = {
        name: layer.name,
        className: layer.type,
        config: headConfig(layer, plan, hidden),
        inbound: [previous],
      };
      previous = layer.name;
      return made;
    });
}

function headConfig(
  layer: PlanLayer,
  plan: Plan,
  hidden: Plan['head']['layers'][number][],
): Record<string, unknown> {
  const dense = (
    units: number,
    activation: string,
    kernel: 'GlorotUniform' | 'Zeros',
  ): Record<string, unknown> => ({
    units,
    activation,
    use_bias: true,
    kernel_initializer: { class_name: kernel, config: kernel === 'Zeros' ? {} : { seed: null } },
    bias_initializer: { class_name: 'Zeros', config: {} },
  });
  switch (layer.type) {
    case 'Permute':
      return { dims: [2, 3, 1] };
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
    case 'Flatten':
      return { data_format: 'channels_last' };
    case 'Softmax':
      return { axis: -1 };
    case 'Dropout': {
      const next = hidden.shift();
      return { rate: next !== undefined && 'dropout' in next ? next.dropout : 0 };
    }
    case 'Dense': {
      const next = hidden.shift();
      return next !== undefined && 'dense' in next
        ? dense(next.dense, 'relu', 'GlorotUniform')
        : // From nothing: random weights would judge by chance, the louder the larger the features are, and on few images
          // no training takes that back where no image points.
          dense(plan.head.units, 'linear', 'Zeros');
    }
    default:
      throw new RangeError(
        `The head has a layer "${layer.name}" of type ${layer.type}, which is none of a head's.`,
      );
  }
}
