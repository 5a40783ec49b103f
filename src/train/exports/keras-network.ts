import { layerType } from '../../design/base/layer-types';
import { TransferError } from '../../design/transfer-error';
import { inputLayerOf, outputLayerOf, type Topology, type TopologyLayer } from '../network/topology';
import type { StoredWeight, StoredWeights } from '../network/weight-values';
import { inKerasOrder } from './keras-order';
import { kerasSettings } from './keras-settings';
import { refuseOnnxLayers } from './onnx-layers';

/** A network said in words that Keras 2 and Keras 3 mean alike by. */
export interface KerasNetwork {
  readonly name: string;
  /** In the order in which Keras lists them. */
  readonly layers: readonly KerasLayer[];
  readonly input: string;
  readonly output: string;
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound: readonly string[];
  /** The layer of the network that it is, or is a part of. */
  readonly of: string;
  /** In Keras's order, by their names within the layer. */
  readonly weights: readonly (readonly [string, StoredWeight])[];
}

/**
 * Says a network in Keras's words: with the settings that it takes, names that it takes, and other layers where it
 * means something else by the same one. The answers are the same, and no weight is another.
 * @throws TransferError `export-refused` for a layer that Keras has not
 */
export function kerasNetwork(topology: Topology, weights: StoredWeights): KerasNetwork {
  refuseOnnxLayers(topology);
  const free = freeNames();
  // What TensorFlow.js takes for a name, Keras takes too, but for the slash in Keras 3.
  const names = new Map(topology.layers.map(({ name }) => [name, free(name.replaceAll('/', '_'))]));
  const nameOf = (name: string) => names.get(name) ?? name;
  const layers = topology.layers.flatMap((layer) => {
    const { className, inbound } = layer;
    const own = (layerType(className).weights ?? []).flatMap((weight) => {
      const stored = weights.get(`${layer.name}/${weight}`);
      return stored === undefined ? [] : [[weight, stored] as const];
    });
    const said = { ...layer, name: nameOf(layer.name), inbound: inbound.map(nameOf) };
    return inKerasLayers(said, own, free).map((made) => ({ ...made, of: layer.name }));
  });
  const [input, output] = [inputLayerOf(topology), outputLayerOf(topology)];
  const ends = { input: nameOf(input.name), output: nameOf(output.name) };
  return { name: 'adapted', layers: inKerasOrder(layers, ends.output), ...ends };
}

/** The weights of such a network, by `layer/weight`. */
export function kerasWeights({ layers }: KerasNetwork): StoredWeights {
  return new Map(
    layers.flatMap(({ name, weights }) =>
      weights.map(([weight, stored]) => [`${name}/${weight}`, stored] as const),
    ),
  );
}

/** As the model's configuration has it. Keras 3 finds classes by their modules, older ones pass over those. */
export function kerasConfig(network: KerasNetwork): object {
  const end = (name: string) => [name, 0, 0];
  return {
    ...{ module: 'keras', class_name: 'Model', registered_name: null },
    config: {
      ...{ name: network.name },
      layers: network.layers.map(({ name, className, config, inbound }) => ({
        ...{ module: 'keras.layers', class_name: className, registered_name: null, name },
        config: { name, dtype: 'float32', ...config },
        inbound_nodes: inbound.length === 0 ? [] : [inbound.map((source) => [...end(source), {}])],
      })),
      input_layers: [end(network.input)],
      output_layers: [end(network.output)],
    },
  };
}

/** Gives each name once, with a number behind it where it was given before. */
function freeNames(): (name: string) => string {
  // Keras keeps weights that belong to no layer by this one.
  const used = new Set(['top_level_model_weights']);
  return (name) => {
    let free = name;
    for (let count = 2; used.has(free); count += 1) free = `${name}_${count}`;
    used.add(free);
    return free;
  };
}

type PartOfLayer = Omit<KerasLayer, 'of'>;

function inKerasLayers(
  layer: TopologyLayer,
  weights: KerasLayer['weights'],
  free: (name: string) => string,
): PartOfLayer[] {
  const { name, className, config, inbound } = layer;
  if (className === 'ThresholdedReLU') {
    // Keras 3 has that layer no more.
    return [{ name, className: 'ReLU', config: { threshold: config.theta ?? 1 }, inbound, weights }];
  }
  const taken = kerasSettings[className];
  if (taken === undefined) {
    throw new TransferError(
      'export-refused',
      `The layer "${name}" is of the type ${className}, which has no word in Keras.`,
    );
  }
  if (config.interpolation === 'bilinear') {
    throw new TransferError(
      'export-refused',
      `The layer "${name}" interpolates between the corners of pixels, as TensorFlow.js does and Keras can't. Export the model for TensorFlow.js, or as a page.`,
    );
  }
  const settings = Object.fromEntries(
    taken.flatMap((key) => (config[key] === undefined ? [] : [[key, inKerasWords(key, config[key])]])),
  );
  // What is not said would be as each user has set it.
  if (taken.includes('data_format')) settings.data_format ??= 'channels_last';
  if (settings.activation !== 'hard_sigmoid') {
    return [{ name, className, config: settings, inbound, weights }];
  }
  if (className === 'Activation') return hardSigmoid(name, inbound, free);
  const before = free(`${name}_linear`);
  return [
    { name: before, className, config: { ...settings, activation: 'linear' }, inbound, weights },
    ...hardSigmoid(name, [before], free),
  ];
}

/** TensorFlow.js writes some words in its own way, and the edge of a Reshape that follows from the others as none. */
function inKerasWords(key: string, value: unknown): unknown {
  if (key === 'target_shape' && Array.isArray(value)) return value.map((edge) => edge ?? -1);
  if (value === 'channelsLast') return 'channels_last';
  return value === 'channelsFirst' ? 'channels_first' : value;
}

/** Keras 3 means another one than Keras 2 and TensorFlow.js, which is `min(max(0.2 x + 0.5, 0), 1)`. */
function hardSigmoid(
  name: string,
  inbound: readonly string[],
  free: (name: string) => string,
): PartOfLayer[] {
  const line = free(`${name}_line`);
  const rescaling = { scale: 0.2, offset: 0.5 };
  return [
    { name: line, className: 'Rescaling', config: rescaling, inbound, weights: [] },
    { name, className: 'ReLU', config: { max_value: 1 }, inbound: [line], weights: [] },
  ];
}
