import type { GraphBuilder } from './graph-builder';
import type { BatchShape, Operation, SlopedFunction, Value } from './operation';

/**
 * The gradients of what `slope` is the gradient at, with respect to some values, by going backwards through the graph
 * (reverse accumulation: Griewank and Walther 2008, Evaluating Derivatives, chapter 3). The operations that they take are
 * added to the graph.
 *
 * @param of what the loss is a function of
 * @param slope the gradient of the loss at `of`, of its shape
 * @returns by value; those that `of` does not depend on are missing
 */
export function slopesAt(
  graph: GraphBuilder,
  of: Value,
  slope: Value,
  wanted: readonly Value[],
): ReadonlyMap<Value, Value> {
  const operations = graph.operations.slice(0, of.operation.index + 1);
  const leads = leadingFrom(operations, wanted);
  const slopes = new Map<Value, Value>([[of, slope]]);
  for (const operation of operations.toReversed()) {
    const given = operation.outputs.map((output) => slopes.get(output));
    if (operation.inputs.length === 0 || given.every((one) => one === undefined)) continue;
    if (!operation.inputs.some((input) => leads.has(input))) continue;
    const [main] = given;
    if (main === undefined)
      throw new RangeError(`No gradient is known at a side output of ${operation.does.kind}.`);
    for (const [place, make] of inputSlopes(graph, operation, main).entries()) {
      const input = operation.inputs[place] as Value;
      if (!leads.has(input)) continue;
      if (make === undefined) throw new RangeError(`The gradient of ${operation.does.kind} is not known.`);
      const before = slopes.get(input);
      const added = make();
      slopes.set(input, before === undefined ? added : graph.add(before, added));
    }
  }
  return new Map(
    wanted.flatMap((value) => {
      const found = slopes.get(value);
      return found === undefined ? [] : [[value, found]];
    }),
  );
}

/** The values that depend on one of these, and these. */
function leadingFrom(operations: readonly Operation[], wanted: readonly Value[]): ReadonlySet<Value> {
  const leads = new Set<Value>(wanted);
  for (const { does, inputs, outputs } of operations) {
    // Zero or one: it has no slope anywhere.
    if (does.kind === 'pair' && does.pairing === 'isAtLeast') continue;
    if (inputs.some((input) => leads.has(input))) for (const output of outputs) leads.add(output);
  }
  return leads;
}

/** Makes the slope at an input; undefined where there is none. */
type InputSlope = (() => Value) | undefined;

/** How the slope at each input is made of the slope at the first output. */
function inputSlopes(graph: GraphBuilder, operation: Operation, slope: Value): readonly InputSlope[] {
  const { does, inputs, outputs } = operation;
  const [first, second] = inputs as readonly [Value, Value];
  const [output] = outputs as readonly [Value];
  switch (does.kind) {
    case 'apply':
      return [() => applySlope(graph, does.called, first, output, slope)];
    case 'pair':
      return pairSlopes(graph, does.pairing, [first, second], output, slope).map(
        (make, place) => make && (() => broughtBack(graph, make(), (inputs[place] as Value).shape)),
      );
    case 'multiplyMatrices':
      // Those with exchanged axes are slopes themselves.
      if (does.turned !== 'none') return [undefined, undefined];
      return [
        () => graph.multiplyMatrices(slope, second, 'second'),
        () => graph.multiplyMatrices(first, slope, 'first'),
      ];
    case 'convolve':
      return [
        () => graph.convolveSlope(second, slope, first.shape, does),
        () => graph.kernelSlope(first, slope, second.shape, does),
      ];
    // As a layer that makes pictures larger: what it takes as a slope are its pictures.
    case 'convolveSlope':
      return [
        () => graph.kernelSlope(slope, second, first.shape, does),
        () => graph.convolve(slope, first, does),
      ];
    case 'pool':
      return [() => graph.poolSlope(first, output, slope, does)];
    case 'enlarge':
      return [() => graph.enlargeSlope(first, slope, does)];
    case 'reduce':
      return [() => reductionSlope(graph, does, first, output, slope)];
    case 'spread':
      return [() => broughtBack(graph, slope, first.shape)];
    case 'reshape':
      return [() => graph.reshape(slope, first.shape)];
    case 'transpose':
      return [
        () =>
          graph.transpose(
            slope,
            does.order.map((_, axis) => does.order.indexOf(axis)),
          ),
      ];
    case 'concatenate': {
      let place = 0;
      return inputs.map(({ shape }) => {
        const begin = shape.map((_, axis) => (axis === does.axis ? place : 0));
        place += shape[does.axis] ?? 0;
        return () => graph.slice(slope, begin, shape);
      });
    }
    case 'slice': {
      const after = first.shape.map((length, axis) =>
        length === null ? 0 : length - (does.begin[axis] ?? 0) - (output.shape[axis] ?? 0),
      );
      return [() => graph.pad(slope, does.begin, after)];
    }
    case 'pad':
      return [() => graph.slice(slope, does.before, first.shape)];
    case 'softmax':
      return [
        () => {
          const weighted = graph.multiply(slope, output);
          const sums = graph.reduce('sum', weighted, [output.shape.length - 1]);
          return graph.pair('subtract', weighted, graph.multiply(output, sums));
        },
      ];
    case 'normalise': {
      // Slopes at all three come of one operation.
      let made: readonly Value[] | undefined;
      const part = (place: number) => () => {
        made ??= graph.normaliseSlope(slope, operation, does.epsilon);
        return made[place] as Value;
      };
      return [part(0), part(1), part(2), undefined, undefined];
    }
    default:
      return inputs.map(() => undefined);
  }
}

const bySlopeOperation: ReadonlySet<string> = new Set<SlopedFunction>([
  ...(['elu', 'relu', 'relu6', 'selu', 'sigmoid', 'softplus', 'tanh'] as const),
]);

function applySlope(graph: GraphBuilder, called: string, input: Value, output: Value, slope: Value): Value {
  if (bySlopeOperation.has(called)) {
    const known = called === 'softplus' ? input : output;
    return graph.applySlope(called as SlopedFunction, slope, known);
  }
  switch (called) {
    case 'exp':
      return graph.multiply(slope, output);
    case 'log':
      return graph.pair('divide', slope, input);
    case 'negative':
      return graph.apply('negative', slope);
    case 'root':
      return graph.pair('divide', graph.multiply(slope, graph.number(0.5)), output);
    // 2/√π · exp(−x²)
    case 'erf':
      return graph.multiply(
        graph.multiply(slope, graph.number(2 / Math.sqrt(Math.PI))),
        graph.apply('exp', graph.apply('negative', graph.multiply(input, input))),
      );
    default:
      throw new RangeError(`The gradient of ${called} is not known.`);
  }
}

function pairSlopes(
  graph: GraphBuilder,
  pairing: string,
  [first, second]: readonly [Value, Value],
  output: Value,
  slope: Value,
): readonly InputSlope[] {
  switch (pairing) {
    case 'add':
      return [() => slope, () => slope];
    case 'subtract':
      return [() => slope, () => graph.apply('negative', slope)];
    case 'multiply':
      return [() => graph.multiply(slope, second), () => graph.multiply(slope, first)];
    case 'divide':
      return [
        () => graph.pair('divide', slope, second),
        () => graph.apply('negative', graph.pair('divide', graph.multiply(slope, output), second)),
      ];
    // Where both are equal the first one has it, as TensorFlow.js has it.
    case 'larger':
    case 'smaller': {
      const order = pairing === 'larger' ? ([first, second] as const) : ([second, first] as const);
      const isFirst = () => graph.pair('isAtLeast', ...order);
      return [
        () => graph.multiply(slope, isFirst()),
        () => graph.multiply(slope, graph.pair('subtract', graph.number(1), isFirst())),
      ];
    }
    case 'leak': {
      const factor = () => {
        const isAbove = graph.pair('isAtLeast', first, graph.number(0));
        const isBelow = graph.pair('subtract', graph.number(1), isAbove);
        return graph.add(isAbove, graph.multiply(isBelow, second));
      };
      return [
        () => graph.multiply(slope, factor()),
        () => graph.multiply(slope, graph.pair('smaller', first, graph.number(0))),
      ];
    }
    default:
      return [undefined, undefined];
  }
}

function reductionSlope(
  graph: GraphBuilder,
  { reduction, axes }: { readonly reduction: string; readonly axes: readonly number[] },
  input: Value,
  output: Value,
  slope: Value,
): Value {
  if (reduction === 'largest') return graph.multiply(slope, graph.pair('isAtLeast', input, output));
  const spread = graph.spread(slope, input.shape);
  if (reduction === 'sum') return spread;
  const size = axes.reduce((product, axis) => product * (input.shape[axis] ?? Number.NaN), 1);
  return graph.multiply(spread, graph.number(1 / size));
}

/** Sums along the axes that were repeated. */
function broughtBack(graph: GraphBuilder, slope: Value, shape: BatchShape): Value {
  const more = slope.shape.length - shape.length;
  const axes = slope.shape.flatMap((length, axis) =>
    axis < more || (shape[axis - more] === 1 && length !== 1) ? [axis] : [],
  );
  return graph.reshape(graph.reduce('sum', slope, axes), shape);
}
