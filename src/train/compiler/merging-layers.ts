import { type CompiledLayer, pairOf, placeOfAxis } from './compiled-layer';
import type { GraphBuilder } from './graph-builder';
import type { Value } from './operation';

/** What several inputs make place by place, where a length of 1 stands for any. */
export const merged =
  (pair: (graph: GraphBuilder, first: Value, second: Value) => Value): CompiledLayer =>
  (inputs, _, { graph }) =>
    merge(graph, inputs, pair);

function merge(
  graph: GraphBuilder,
  inputs: readonly Value[],
  pair: (graph: GraphBuilder, first: Value, second: Value) => Value,
): Value {
  const axes = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map((input) => withAxes(graph, input, axes)).reduce((sum, input) => pair(graph, sum, input));
}

/** TensorFlow.js puts what is missing of axes behind the batch's. */
function withAxes(graph: GraphBuilder, input: Value, axes: number): Value {
  const [examples = null, ...edges] = input.shape;
  const missing = new Array<number>(axes - input.shape.length).fill(1);
  return graph.reshape(input, [examples, ...missing, ...edges]);
}

export const average: CompiledLayer = (inputs, _, { graph }) =>
  graph.multiply(
    merge(graph, inputs, (__, first, second) => graph.add(first, second)),
    graph.number(1 / inputs.length),
  );

export const concatenation: CompiledLayer = (inputs, { axis = -1 }, { graph }) => {
  const [first] = inputs as [Value];
  const place = placeOfAxis(axis, first.shape);
  return place === undefined || place === 0 ? undefined : graph.concatenate(inputs, place);
};

/** Of two tensors of two or of three axes each, as TensorFlow.js multiplies them. */
export const dot: CompiledLayer = (inputs, { axes, normalize }, { graph }) => {
  const [, { shape }] = inputs as readonly [Value, Value];
  const pair = pairOf(axes);
  if (pair === undefined || shape.length > 3) return undefined;
  const [rows, columns] = inputs.map((input, place) => {
    const axis = placeOfAxis(pair[place], input.shape) ?? 0;
    const last = axis === 1 && input.shape.length === 3 ? graph.transpose(input, [0, 2, 1]) : input;
    return normalize === true ? ofLengthOne(graph, last) : last;
  }) as [Value, Value];
  if (shape.length === 2) return graph.reduce('sum', graph.multiply(rows, columns), [1]);
  const [examples = null, height = null, length = null] = rows.shape;
  const [, width = null] = columns.shape;
  const products = graph.multiply(
    graph.reshape(rows, [examples, height, 1, length]),
    graph.reshape(columns, [examples, 1, width, length]),
  );
  return graph.reshape(graph.reduce('sum', products, [3]), [examples, height, width]);
};

/** Along the last axis; not divided by less than the smallest length that TensorFlow.js counts with. */
function ofLengthOne(graph: GraphBuilder, input: Value): Value {
  const square = graph.reduce('sum', graph.multiply(input, input), [input.shape.length - 1]);
  return graph.pair('divide', input, graph.apply('root', graph.pair('larger', square, graph.number(1e-7))));
}
