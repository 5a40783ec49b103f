import { counted } from '../../design/wording';
import { TrainFailure } from '../train-failure';
import { inputLayer, type LayerConfig, type Topology, type TopologyLayer } from './topology';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the topology of a TF.js LayersModel, as TensorFlow.js or Keras 2 or 3 wrote it, into a flat list of
 * layers. Nested models are flattened; a Sequential gets its input layer.
 *
 * @param modelJson the parsed model.json
 * @throws TrainFailure `base-topology` if it is no network of one input and one output with layers used once
 */
export function readTopology(modelJson: unknown): Topology {
  const outer = fieldsOf(fieldsOf(modelJson).modelTopology);
  const model = 'model_config' in outer ? fieldsOf(outer.model_config) : outer;
  const reader = new TopologyReader();
  const output = reader.addModel(model, undefined);
  const name = Array.isArray(model.config) ? undefined : fieldsOf(model.config).name;
  return { name: typeof name === 'string' ? name : 'base', layers: endingWith(reader.layers, output) };
}

class TopologyReader {
  readonly layers: TopologyLayer[] = [];
  private readonly names = new Set<string>();

  /**
   * Adds a model's layers, fed by the layer `source` (or by its own input layer, at the top).
   * @returns the name of the layer that gives the model's output
   */
  addModel(model: Fields, source: string | undefined): string {
    const config = Array.isArray(model.config) ? { layers: model.config } : fieldsOf(model.config);
    const layers = listOf(config.layers).map(fieldsOf);
    if (layers.length === 0) throw notReadable('it has no layers');
    return model.class_name === 'Sequential'
      ? this.addSequential(layers, config, source)
      : this.addFunctional(layers, config, source);
  }

  private addSequential(layers: readonly Fields[], config: Fields, source: string | undefined): string {
    let previous = source;
    for (const layer of layers) {
      if (layer.class_name === 'InputLayer' && source !== undefined) continue;
      if (previous === undefined && layer.class_name !== 'InputLayer') {
        previous = this.addSequentialInput(layer, config);
      }
      previous = this.addLayer(layer, previous === undefined ? [] : [previous]);
    }
    if (previous === undefined) throw notReadable('it has no layers');
    return previous;
  }

  /** A Sequential without an input layer gives the shape with its first layer or with its build. */
  private addSequentialInput(first: Fields, config: Fields): string {
    const own = normaliseConfig(fieldsOf(first.config)).batch_input_shape;
    const shape = own ?? config.build_input_shape;
    if (!Array.isArray(shape)) throw notReadable('it does not say the shape of its input');
    const name = `${String(nameOf(first))}_input`;
    this.push({ ...inputLayer(name, shape.slice(1)) });
    return name;
  }

  private addFunctional(layers: readonly Fields[], config: Fields, source: string | undefined): string {
    const inputs = endsOf(config.input_layers);
    const outputs = endsOf(config.output_layers);
    if (inputs.length !== 1 || outputs.length !== 1) {
      throw notReadable(
        `it has ${counted(inputs.length, 'input')} and ${counted(outputs.length, 'output')}; one of each is needed`,
      );
    }
    // What a layer's name inside this model stands for: nested models give the name of their output layer.
    const outputNames = new Map<string, string>();
    const waiting = [...layers];
    while (waiting.length > 0) {
      const ready = waiting.findIndex((layer) => inboundOf(layer).every((name) => outputNames.has(name)));
      const layer = waiting.splice(ready, 1)[0];
      if (ready < 0 || layer === undefined)
        throw notReadable('its layers form a circle or read unknown layers');
      const name = nameOf(layer);
      const inbound = inboundOf(layer).map((inner) => outputNames.get(inner) ?? inner);
      const isInput = inbound.length === 0;
      if (isInput && name !== inputs[0]) throw notReadable(`layer "${name}" is not connected to its input`);
      outputNames.set(name, isInput && source !== undefined ? source : this.addLayer(layer, inbound));
    }
    const output = outputNames.get(outputs[0] ?? '');
    if (output === undefined) throw notReadable(`its output layer "${outputs[0]}" is missing`);
    return output;
  }

  private addLayer(layer: Fields, inbound: readonly string[]): string {
    const className = String(layer.class_name);
    const isModel = ['Sequential', 'Model', 'Functional'].includes(className);
    if (isModel && inbound.length <= 1) return this.addModel(layer, inbound[0]);
    const name = nameOf(layer);
    const config = normaliseConfig(fieldsOf(layer.config));
    this.push(withHonestReLU(withSeparateKernels({ name, className, config, inbound })));
    return name;
  }

  private push(layer: TopologyLayer): void {
    if (this.names.has(layer.name)) throw notReadable(`two layers are named "${layer.name}"`);
    this.names.add(layer.name);
    this.layers.push(layer);
  }
}

/** Layers after the output, or beside it, do nothing for it. */
function endingWith(layers: readonly TopologyLayer[], output: string): TopologyLayer[] {
  const end = layers.findIndex((layer) => layer.name === output);
  const needed = new Set([output]);
  for (const layer of layers.slice(0, end + 1).reverse()) {
    if (needed.has(layer.name)) for (const source of layer.inbound) needed.add(source);
  }
  return layers.filter((layer) => needed.has(layer.name));
}

/** Names of the layers that a layer reads, in Keras 2's or Keras 3's way of writing them. */
function inboundOf(layer: Fields): string[] {
  const nodes = listOf(layer.inbound_nodes);
  if (nodes.length > 1) throw notReadable(`layer "${nameOf(layer)}" is used ${nodes.length} times`);
  const node = nodes[0];
  if (node === undefined) return [];
  const ends = Array.isArray(node)
    ? typeof node[0] === 'string'
      ? [node]
      : node
    : keras3Ends(fieldsOf(node).args);
  return ends.map((end: unknown) => {
    const [name, , tensor] = listOf(end);
    if (typeof name !== 'string' || (tensor ?? 0) !== 0) {
      throw notReadable(`layer "${nameOf(layer)}" reads a tensor in a way that is not known`);
    }
    return name;
  });
}

/** Keras 3 writes `{ class_name: '__keras_tensor__', config: { keras_history: [layer, node, tensor] } }`. */
function keras3Ends(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(keras3Ends);
  if (typeof value !== 'object' || value === null) return [];
  const history = fieldsOf(fieldsOf(value).config).keras_history;
  return history === undefined ? [] : [history];
}

/** Input and output layers are written `[name, 0, 0]` where there is one, or as a list of such. */
function endsOf(value: unknown): string[] {
  const list = listOf(value);
  const ends = typeof list[0] === 'string' ? [list] : list;
  return ends.map((end) => String(listOf(end)[0]));
}

/**
 * Keras 3 writes `batch_shape` and policies as objects where TensorFlow.js reads Keras 2's words. A `trainable`
 * that was saved with the base is dropped: what trains is the plan's to say.
 */
function normaliseConfig(config: Fields): LayerConfig {
  const { batch_shape: batchShape, trainable: _, ...rest } = config;
  const dtype = rest.dtype;
  return {
    ...rest,
    ...(batchShape === undefined ? {} : { batch_input_shape: batchShape }),
    ...(typeof dtype === 'object' && dtype !== null ? { dtype: 'float32' } : {}),
  };
}

/** Keras writes settings of a kernel that a separable convolution has not; TensorFlow.js refuses the layer for them. */
function withSeparateKernels(layer: TopologyLayer): TopologyLayer {
  if (layer.className !== 'SeparableConv2D') return layer;
  const { kernel_initializer: _, kernel_regularizer: __, kernel_constraint: ___, ...config } = layer.config;
  return { ...layer, config };
}

/**
 * Keras's ReLU may have a slope below zero, a threshold and a cap; TensorFlow.js reads the cap alone and passes over
 * the others in silence. The slope by itself is what it calls LeakyReLU.
 */
function withHonestReLU(layer: TopologyLayer): TopologyLayer {
  if (layer.className !== 'ReLU') return layer;
  const { max_value: cap, negative_slope: slope, threshold, ...config } = layer.config;
  if (!slope && !threshold) return layer;
  if (threshold || typeof cap === 'number') {
    throw notReadable(
      `its ReLU "${layer.name}" has a slope below zero or a threshold beside others, which TensorFlow.js cannot do`,
    );
  }
  return { ...layer, className: 'LeakyReLU', config: { ...config, alpha: slope } };
}

function nameOf(layer: Fields): string {
  const name = layer.name ?? fieldsOf(layer.config).name;
  if (typeof name !== 'string') throw notReadable('a layer has no name');
  return name;
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw notReadable('its model.json does not describe layers');
  }
  return value as Fields;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function notReadable(reason: string): TrainFailure {
  return new TrainFailure(
    'base-topology',
    `The base cannot be used: ${reason}. It must be a LayersModel with one input and one output whose layers are each used once.`,
  );
}
