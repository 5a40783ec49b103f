/** The configuration of a layer as Keras and TensorFlow.js write it (snake_case keys). */
export type LayerConfig = Readonly<Record<string, unknown>>;

export interface TopologyLayer {
  readonly name: string;
  /** The Keras class name, e.g. `Conv2D`. */
  readonly className: string;
  readonly config: LayerConfig;
  /** Names of the layers whose outputs it takes, in order; empty for the input layer. */
  readonly inbound: readonly string[];
}

/**
 * A network as a flat list of layers in topological order, each used once, from one input layer to one output
 * layer. Nested models are flattened. Cutting, splitting and putting on a head are edits of this list; a
 * LayersModel is only ever built from it.
 */
export interface Topology {
  readonly name: string;
  readonly layers: readonly TopologyLayer[];
}

/** @throws RangeError if the topology has no layer. */
export function inputLayerOf(topology: Topology): TopologyLayer {
  const layer = topology.layers[0];
  if (layer === undefined) throw new RangeError('A network without layers.');
  return layer;
}

/** @throws RangeError if the topology has no layer. */
export function outputLayerOf(topology: Topology): TopologyLayer {
  const layer = topology.layers.at(-1);
  if (layer === undefined) throw new RangeError('A network without layers.');
  return layer;
}

/** The layer `name` and all that its output depends on, in topological order. */
export function upTo(topology: Topology, name: string): Topology {
  const needed = new Set([name]);
  for (const layer of [...topology.layers].reverse()) {
    if (needed.has(layer.name)) for (const source of layer.inbound) needed.add(source);
  }
  return { name: topology.name, layers: topology.layers.filter((layer) => needed.has(layer.name)) };
}

/**
 * What comes after the layer `cut`, fed by a new input layer of that layer's output.
 *
 * @param shape the output shape of `cut`, without the batch axis
 * @throws RangeError if something after the cut also reads a layer below it, i.e. the cut is not legal
 */
export function above(topology: Topology, cut: string, shape: readonly number[]): Topology {
  const below = new Set(upTo(topology, cut).layers.map((layer) => layer.name));
  const rest = topology.layers.filter((layer) => !below.has(layer.name));
  for (const layer of rest) {
    for (const source of layer.inbound) {
      if (source !== cut && below.has(source)) {
        throw new RangeError(`Layer "${layer.name}" reads "${source}", past the cut "${cut}".`);
      }
    }
  }
  return { name: topology.name, layers: [inputLayer(cut, shape), ...rest] };
}

/** An input layer named `name` for tensors of `shape` (without the batch axis). */
export function inputLayer(name: string, shape: readonly (number | null)[]): TopologyLayer {
  const config = { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false, name };
  return { name, className: 'InputLayer', config, inbound: [] };
}

/** The topology as Keras writes a functional model: what `tf.models.modelFromJSON` takes. */
export function toModelConfig(topology: Topology): { class_name: string; config: Record<string, unknown> } {
  const end = (name: string): [string, number, number] => [name, 0, 0];
  return {
    class_name: 'Model',
    config: {
      name: topology.name,
      layers: topology.layers.map(({ name, className, config, inbound }) => ({
        name,
        class_name: className,
        config: { ...config, name },
        inbound_nodes: inbound.length === 0 ? [] : [inbound.map((source) => [source, 0, 0, {}])],
      })),
      input_layers: [end(inputLayerOf(topology).name)],
      output_layers: [end(outputLayerOf(topology).name)],
    },
  };
}
