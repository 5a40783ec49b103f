import type { GraphBuilder } from './graph-builder';
import type { Value } from './operation';

type Activation = (graph: GraphBuilder, input: Value) => Value;

/** Hendrycks and Gimpel 2016 (arXiv 1606.08415), with the error function itself; in the one form that ONNX Runtime joins. */
const gelu: Activation = (graph, input) => {
  const inner = graph.apply('erf', graph.pair('divide', input, graph.number(Math.SQRT2)));
  const whole = graph.multiply(input, graph.add(inner, graph.number(1)));
  return graph.multiply(whole, graph.number(0.5));
};

/** By the names that a network's layers have them by. */
const activations: Readonly<Record<string, Activation>> = {
  elu: (graph, input) => graph.apply('elu', input),
  gelu,
  // As TensorFlow.js and Keras 2 mean it.
  hard_sigmoid(graph, input) {
    const line = graph.add(graph.multiply(input, graph.number(0.2)), graph.number(0.5));
    return graph.pair('smaller', graph.pair('larger', line, graph.number(0)), graph.number(1));
  },
  linear: (_, input) => input,
  log_softmax(graph, input) {
    const last = [input.shape.length - 1];
    const below = graph.pair('subtract', input, graph.reduce('largest', input, last));
    const sum = graph.reduce('sum', graph.apply('exp', below), last);
    return graph.pair('subtract', below, graph.apply('log', sum));
  },
  mish: (graph, input) => graph.multiply(input, graph.apply('tanh', graph.apply('softplus', input))),
  relu: (graph, input) => graph.apply('relu', input),
  relu6: (graph, input) => graph.apply('relu6', input),
  selu: (graph, input) => graph.apply('selu', input),
  sigmoid: (graph, input) => graph.apply('sigmoid', input),
  softmax: (graph, input) => graph.softmax(input),
  softplus: (graph, input) => graph.apply('softplus', input),
  softsign(graph, input) {
    const size = graph.pair('larger', input, graph.apply('negative', input));
    return graph.pair('divide', input, graph.add(size, graph.number(1)));
  },
  swish: (graph, input) => graph.multiply(input, graph.apply('sigmoid', input)),
  tanh: (graph, input) => graph.apply('tanh', input),
};

/** @returns undefined for a name that is none of an activation's */
export function activationOf(name: unknown): Activation | undefined {
  return name === undefined || name === null ? activations.linear : activations[String(name)];
}
