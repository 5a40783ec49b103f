import type { Topology } from '../network/topology';
import { isStatistic, layerOfWeight, type NetworkWeights } from '../network/weight-values';
import { GraphBuilder } from './graph-builder';
import { examplesShape, type NotCompiled, outputIn } from './network-graph';
import type { Operation, Value } from './operation';
import { slopesAt } from './slopes';

/** A network, and what of it changes in a step of training. */
export interface CompiledNetwork {
  readonly network: Topology;
  /** Of all its layers, by `layer/weight`. */
  readonly weights: NetworkWeights;
  /** Layers whose weights train, by name. */
  readonly trainable: ReadonlySet<string>;
  /** Tensors of these layers that stay as they are all the same. */
  readonly neverTrained: ReadonlySet<string>;
  /** Layers that answer in a step as they do when the network is asked. */
  readonly inference: ReadonlySet<string>;
}

/**
 * A phase of training as one graph: how the network answers, and what a step makes of its weights. Operations stand in an
 * order in which they can be run; what a run does not ask for need not be.
 */
export interface PhaseGraph {
  readonly operations: readonly Operation[];
  readonly fed: PhaseInputs;
  /** The logits as the network stands, [examples × classes]. */
  readonly answer: Value;
  /** The logits as they are in a step. */
  readonly learning: Value;
  /** All that can change, by `layer/weight`. */
  readonly variables: ReadonlyMap<string, Value>;
  /** For variables that are trained: the gradient of the weighted sum of the examples' losses. */
  readonly slopes: ReadonlyMap<string, Value>;
  /** For statistics that move: what they are after the step. */
  readonly changes: ReadonlyMap<string, Value>;
}

export interface PhaseInputs {
  /** What the network takes, [examples × …]. */
  readonly examples: Value;
  /** The class of each example, counted from 0. */
  readonly classes: Value;
  /** What each example's loss counts. */
  readonly exampleWeights: Value;
  /** One divided by the number of examples. */
  readonly shareOfExample: Value;
  /** Two whole numbers below 2²⁴, other ones for each step. */
  readonly seed: Value;
}

/**
 * Compiles a phase of training.
 * @returns the first layer that the table of layers lacks, or whose settings it does not know, where there is one
 */
export function compilePhase(task: CompiledNetwork): PhaseGraph | NotCompiled {
  const graph = new GraphBuilder();
  const fed: PhaseInputs = {
    examples: graph.fed('examples', examplesShape(task.network)),
    classes: graph.fed('classes', [null]),
    exampleWeights: graph.fed('exampleWeights', [null]),
    shareOfExample: graph.fed('shareOfExample', []),
    seed: graph.fed('seed', [2]),
  };
  const variables = new Map<string, Value>();
  const weights = weightValues(graph, task, variables);
  const changes = new Map<string, Value>();
  let streams = 0;
  const run = (isStep: boolean): Value | NotCompiled =>
    outputIn(task.network, fed.examples, ({ name: layer }) => ({
      ...{ graph, learns: isStep && !task.inference.has(layer), shareOfExample: () => fed.shareOfExample },
      weight: (name) => weights.get(`${layer}/${name}`),
      random: (shape, like) => graph.random(streams++, fed.seed, like, shape),
      change: (weight, to) => void changes.set(`${layer}/${weight}`, to),
    }));
  const answer = run(false);
  if ('layer' in answer) return answer;
  const learning = run(true);
  if ('layer' in learning) return learning;
  const trained = [...variables].filter(([name]) => !isStatistic(name));
  const slopes = slopesAt(
    graph,
    learning,
    lossSlope(graph, learning, fed),
    trained.map(([, value]) => value),
  );
  return {
    ...{ operations: graph.operations, fed, answer, learning, variables },
    slopes: new Map(
      trained.flatMap(([name, value]) => {
        const slope = slopes.get(value);
        return slope === undefined ? [] : [[name, slope]];
      }),
    ),
    // Those of layers that are frozen, or only infer, stay.
    changes: new Map([...changes].filter(([name]) => variables.has(name))),
  };
}

/** The weights as values of the graph, made when they are first asked for; those that can change are noted. */
function weightValues(
  graph: GraphBuilder,
  { weights, trainable, neverTrained, network }: CompiledNetwork,
  variables: Map<string, Value>,
): ReadonlyMap<string, Value> {
  const layers = new Set(network.layers.map(({ name }) => name));
  const values = new Map<string, Value>();
  for (const [name, { shape, values: numbers }] of weights) {
    const layer = layerOfWeight(name);
    if (!layers.has(layer)) continue;
    if (!trainable.has(layer) || neverTrained.has(name)) {
      values.set(name, graph.constant(numbers, shape, name));
      continue;
    }
    const variable = graph.variable(name, shape);
    values.set(name, variable);
    variables.set(name, variable);
  }
  return values;
}

/** The gradient of the weighted sum of the examples' cross-entropies at the logits. */
function lossSlope(graph: GraphBuilder, logits: Value, { classes, exampleWeights }: PhaseInputs): Value {
  const slope = graph.crossEntropySlope(logits, classes);
  return graph.multiply(slope, graph.reshape(exampleWeights, [null, 1]));
}
