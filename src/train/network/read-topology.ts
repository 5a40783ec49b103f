import { layerType } from '../../design/base/layer-types';
import { TransferError } from '../../design/transfer-error';
import { countText } from '../../design/words/wording';
import { isOperator, layerOfOperator } from './arithmetic';
import { readLayer, type WrittenLayer } from './layer-settings';
import { endsOf, findUse, outputOf, type Use, usesOf } from './layer-uses';
import { shapeOf, statedInput } from './stated-input';
import { inputLayer, type Topology, type TopologyLayer } from './topology';
import {
  configOf,
  type Fields,
  fieldsOf,
  inSnakeCase,
  isModel,
  layersOf,
  longestName,
  nameOf,
  notReadable,
} from './written-model';

/** A layer that was read and left out. */
export interface LeftOutLayer {
  readonly name: string;
  readonly className: string;
}

export interface ReadTopology extends Topology {
  /** Layers that do nothing when a network answers. */
  readonly leftOut: readonly LeftOutLayer[];
}

/** Far more than any network for pictures has; each takes the engine a moment. */
const mostLayers = 5000;

/**
 * Reads a topology of Keras layers, as TensorFlow.js or Keras 2 or 3 wrote it, into a flat list of
 * layers. Nested models are flattened; a Sequential gets its input layer; layers that only do something while a
 * network learns from whole pictures are left out; a layer without weights that is used several times becomes as
 * many.
 *
 * @param written the model, or what holds it as `model_config`, parsed
 * @throws TransferError `base-topology` if it is no network of one input and one output with layers used once,
 *   `base-layer` for a layer that can't be taken
 */
export function readTopology(written: unknown): ReadTopology {
  const outer = fieldsOf(inSnakeCase(written, 0));
  const model = 'model_config' in outer ? fieldsOf(outer.model_config) : outer;
  const version = String(outer.keras_version);
  const reader = new TopologyReader({
    isKeras3: /^3\./.test(version),
    isTensorFlowJs: /^tfjs/.test(version),
  });
  const [output] = reader.addModel(model, undefined);
  const name = Array.isArray(model.config) ? undefined : fieldsOf(model.config).name;
  return {
    name: typeof name === 'string' && name !== '' ? name.slice(0, longestName) : 'base',
    layers: endingWith(reader.layers, output ?? ''),
    leftOut: reader.leftOut,
  };
}

class TopologyReader {
  readonly layers: TopologyLayer[] = [];
  readonly leftOut: LeftOutLayer[] = [];
  private readonly names = new Set<string>();

  constructor(private readonly writer: Pick<WrittenLayer, 'isKeras3' | 'isTensorFlowJs'>) {}

  /**
   * Adds a model's layers, fed by the layers `sources` (or by its own input layer, at the top).
   * @returns the names of the layers that give the model's outputs
   */
  addModel(model: Fields, sources: readonly string[] | undefined): readonly string[] {
    const config = configOf({ ...model, config: model.config ?? fieldsOf(undefined) });
    const layers = layersOf(model);
    if (layers.length === 0) throw notReadable('it has no layers');
    return model.class_name === 'Sequential'
      ? [this.addSequential(model, layers, sources)]
      : this.addFunctional(layers, config, sources);
  }

  private addSequential(
    model: Fields,
    layers: readonly Fields[],
    sources: readonly string[] | undefined,
  ): string {
    if (sources !== undefined && sources.length !== 1)
      throw notReadable('a Sequential in it has several inputs');
    let [previous] = sources ?? [this.addInput(model)];
    for (const layer of layers) {
      if (layer.class_name === 'InputLayer') continue;
      [previous] = this.addLayer(layer, nameOf(layer), previous === undefined ? [] : [previous]);
    }
    if (previous === undefined) throw notReadable('it has no layers');
    return previous;
  }

  /** A Sequential gives its input's shape with its first layer, however deep that lies, or with its build. */
  private addInput(sequential: Fields): string {
    const stated = statedInput(sequential);
    if (stated === undefined) throw notReadable('it does not say the shape of its input');
    const input = inputLayer(this.freeName(stated.name), shapeOf(stated.shape));
    this.push(input);
    return input.name;
  }

  private addFunctional(
    layers: readonly Fields[],
    config: Fields,
    sources: readonly string[] | undefined,
  ): readonly string[] {
    const inputs = endsOf(config.input_layers).map(({ layer }) => layer);
    const outputs = endsOf(config.output_layers);
    if (
      sources === undefined ? inputs.length !== 1 || outputs.length !== 1 : inputs.length !== sources.length
    ) {
      const numbers = `${countText(inputs.length, 'input')} and ${countText(outputs.length, 'output')}`;
      const wanted =
        sources === undefined ? 'one of each is needed' : `${countText(sources.length, 'input')} is given`;
      throw notReadable(`${sources === undefined ? 'it' : 'a model in it'} has ${numbers}; ${wanted}`);
    }
    const uses = usesOf(layers);
    for (const list of uses.values()) for (const use of list) this.addUse(use, uses, inputs, sources);
    return outputs.map((end) => {
      const output = outputOf(end, uses);
      if (output === undefined) throw notReadable(`its output layer "${end.layer}" is missing`);
      return output;
    });
  }

  /** Adds a use of a layer after all that it reads. Without recursion: a network may be thousands of layers deep. */
  private addUse(
    wanted: Use,
    uses: ReadonlyMap<string, readonly Use[]>,
    inputs: readonly string[],
    sources: readonly string[] | undefined,
  ): void {
    const open = [wanted];
    for (let use = open.at(-1); use !== undefined; use = open.at(-1)) {
      if (use.outputs !== undefined) {
        open.pop();
        continue;
      }
      const read = use.ends.map((end) => findUse(end, uses));
      const missing = read.filter((one) => one?.outputs === undefined);
      if (missing.length > 0 && (use.isBeingAdded || missing.includes(undefined)))
        throw notReadable('its layers form a circle or read unknown layers');
      if (missing.length > 0) {
        use.isBeingAdded = true;
        for (const one of missing.reverse()) if (one) open.push(one);
        continue;
      }
      use.outputs = this.addReadUse(use, uses, inputs, sources);
      open.pop();
    }
  }

  private addReadUse(
    use: Use,
    uses: ReadonlyMap<string, readonly Use[]>,
    inputs: readonly string[],
    sources: readonly string[] | undefined,
  ): readonly string[] {
    const name = nameOf(use.layer);
    const inbound = use.ends.map((end) => {
      const output = outputOf(end, uses);
      if (output === undefined)
        throw notReadable(`layer "${name}" reads a tensor in a way that is not known`);
      return output;
    });
    if (inbound.length > 0) return this.addLayer(use.layer, name, inbound, uses.get(name), use.node);
    const place = inputs.indexOf(name);
    if (place < 0) throw notReadable(`layer "${name}" is not connected to its input`);
    const source = sources?.[place];
    if (source !== undefined) return [source];
    const input = inputLayer(this.freeName(name), shapeOf(statedInput(use.layer)?.shape));
    this.push(input);
    return [input.name];
  }

  /** @returns the names of the layers that give its outputs */
  private addLayer(
    layer: Fields,
    name: string,
    inbound: readonly string[],
    uses: readonly Use[] = [],
    node?: unknown,
  ): readonly string[] {
    const usedTimes = `is used ${uses.length} times`;
    if (isModel(layer)) {
      if (uses.length > 1) throw notReadable(`the model "${name}" in it ${usedTimes}`);
      return this.addModel(layer, inbound);
    }
    if (typeof layer.class_name !== 'string') throw notReadable(`layer "${name}" has no type`);
    const { class_name: written, config: settings } =
      (isOperator(layer, node) && layerOfOperator(layer, node)) || layer;
    // Layers that somebody registered with Keras are called `Package>Class`.
    const className = String(written).replace(/^.*>/, '');
    const config = configOf({ config: settings });
    const type = layerType(className);
    if (type.is === 'refused') {
      throw new TransferError(
        'base-layer',
        `The base's layer "${name}" is of type ${typeShown(className, config)}, which ${type.why}. Take it out of the original model (or replace it by known layers) and convert that again, or choose another base.${this.knownBefore(inbound)}`,
      );
    }
    // Stochastic depth by another name: it drops whole branches.
    const dropsBranches = className === 'Dropout' && Array.isArray(config.noise_shape);
    if (type.is === 'idle' || dropsBranches) {
      if (this.leftOut.at(-1)?.name !== name) this.leftOut.push({ name, className });
      return inbound.slice(0, 1);
    }
    const hasWeights = type.weights !== undefined;
    if (hasWeights && uses.length > 1) throw notReadable(`layer "${name}" ${usedTimes}`);
    const free = hasWeights ? name : this.freeName(name);
    const read = readLayer({ name: free, className, config, ...this.writer }, inbound);
    for (const one of read) this.push(one);
    return read.slice(-1).map((last) => last.name);
  }

  /** Says how much of the network can be had below a layer that can't be: up to where all goes through one layer. */
  private knownBefore(inbound: readonly string[]): string {
    const places = new Map(this.layers.map(({ name }, place) => [name, place]));
    const open = new Set(inbound.map((name) => places.get(name) ?? 0));
    while (open.size > 1) {
      const last = Math.max(...open);
      open.delete(last);
      for (const name of this.layers[last]?.inbound ?? []) open.add(places.get(name) ?? 0);
    }
    const [place = 0] = open;
    if (place === 0) return '';
    const name = this.layers[place]?.name;
    return ` What comes before it can be read: \`keras.Model(model.input, model.get_layer("${name}").output)\` is a base.`;
  }

  private push(layer: TopologyLayer): void {
    if (this.names.has(layer.name)) throw notReadable(`two layers are named "${layer.name}"`);
    if (this.layers.length >= mostLayers) {
      throw notReadable(`it has more than ${mostLayers} layers`);
    }
    this.names.add(layer.name);
    this.layers.push(layer);
  }

  /** Layers without weights may be named alike, in models within models: nothing is looked up by their names. */
  private freeName(name: string): string {
    let free = name;
    for (let count = 2; this.names.has(free); count += 1) free = `${name}_${count}`;
    return free;
  }
}

/** Keras 2 calls all operators alike, and says in their settings which one it is. */
function typeShown(className: string, { function: operator }: Fields): string {
  const type = className === 'TFOpLambda' ? `${className} (${operator})` : className;
  return type.slice(0, 80);
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
