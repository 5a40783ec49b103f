import { inputLayerOf, type Topology, type TopologyLayer } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import type { LayerSurroundings } from './compiled-layer';
import { GraphBuilder } from './graph-builder';
import { compileLayer } from './layers';
import type { BatchShape, Operation, Value } from './operation';

/** Why a network can't be compiled. */
export interface NotCompiled {
  readonly layer: string;
  readonly className: string;
}

/** How a network answers, as one graph of constants. Operations stand in an order in which they can be run. */
export interface AnswerGraph {
  readonly operations: readonly Operation[];
  /** What it takes, [examples × …]. */
  readonly examples: Value;
  /** The last layer's output. */
  readonly answer: Value;
}

/**
 * Compiles a network as it answers, all of its weights constants.
 * @param weights of all its layers, by `layer/weight`; those of other layers are passed over
 * @returns the first layer that the table of layers lacks, or whose settings it does not know, where there is one
 */
export function compileAnswer(network: Topology, weights: NetworkWeights): AnswerGraph | NotCompiled {
  const graph = new GraphBuilder();
  const examples = graph.fed('examples', examplesShape(network));
  const constants = new Map<string, Value>();
  const constant = (name: string): Value | undefined => {
    const weight = weights.get(name);
    const known = constants.get(name);
    if (weight === undefined || known !== undefined) return known;
    const made = graph.constant(weight.values, weight.shape, name);
    constants.set(name, made);
    return made;
  };
  const answer = outputIn(network, examples, ({ name }) => ({
    ...{ graph, learns: false },
    weight: (weight) => constant(`${name}/${weight}`),
    random: () => examples,
    change: () => undefined,
    shareOfExample: () => examples,
  }));
  return 'layer' in answer ? answer : { operations: graph.operations, examples, answer };
}

/**
 * Puts all layers of a network into a graph.
 * @param examples what its input layer gives
 * @param around what each layer is compiled with
 * @returns the last layer's output, or the first layer that can't be compiled
 */
export function outputIn(
  network: Topology,
  examples: Value,
  around: (layer: TopologyLayer) => LayerSurroundings,
): Value | NotCompiled {
  const [first, ...layers] = network.layers as readonly [TopologyLayer, ...TopologyLayer[]];
  const outputs = new Map<string, Value>([[first.name, examples]]);
  let last = examples;
  for (const layer of layers) {
    const inputs = layer.inbound.map((source) => outputs.get(source) as Value);
    const surroundings = around(layer);
    surroundings.graph.layer = layer.name;
    const output = compiled(layer, inputs, surroundings);
    surroundings.graph.layer = '';
    if (output === undefined) return { layer: layer.name, className: layer.className };
    outputs.set(layer.name, output);
    last = output;
  }
  return last;
}

function compiled(...[layer, inputs, around]: Parameters<typeof compileLayer>): Value | undefined {
  try {
    return compileLayer(layer, inputs, around);
  } catch (error) {
    // Inputs that the table takes in another form only; whether the layer can be at all is checked elsewhere.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Of a network's examples, with the batch axis, which is open. */
export function examplesShape(network: Topology): BatchShape {
  const [, ...edges] = inputLayerOf(network).config.batch_input_shape as BatchShape;
  return [null, ...edges];
}
