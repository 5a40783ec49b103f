import type {
  BatchShape,
  Doing,
  Operation,
  Pairing,
  SlopedFunction,
  Value,
  ValueFunction,
} from '../../compiler/operation';
import { type GraphWriter, LayerOutput, type NodeSetting, ofInteger, ofReal } from '../written/graph-writer';
import { normalised, normaliseSlopes } from './normalisation-nodes';
import { convolved, convolveSlope, kernelSlope, pooled, poolSlope } from './window-nodes';

/** What an operation is written with. */
export interface OperationInWriting {
  readonly writer: GraphWriter;
  /** As they were written. */
  readonly inputs: readonly LayerOutput[];
  readonly operation: Operation;
  /** One divided by the number of examples, a tensor of one value. */
  readonly shareOfExample: () => string;
  /** What nodes of an operation said that those of its slope want. */
  readonly kept: Map<Operation, KeptNodes>;
}

/** Names of tensors by what they are to the operation, e.g. the places that a pooling took its values from. */
export type KeptNodes = Readonly<Record<string, string>>;

/** What the nodes of a compiled graph take and give, by the compiler's values. */
export interface WrittenOperations {
  /** The plain order of axes, as the compiler has it. */
  nameOf(value: Value): string;
  /** Tensors that are given with each run, in the order in which they are written. */
  readonly inputs: readonly WrittenInput[];
}

export interface WrittenInput {
  readonly name: string;
  readonly shape: BatchShape;
  /** What the graph has it as; for `random`, numbers even in [0, 1), anew with each run. */
  readonly does: Extract<Doing, { readonly kind: 'fed' | 'variable' | 'random' }>;
}

/**
 * Writes what some values of a compiled graph need as nodes of ONNX. Variables are inputs: they are kept outside, for an
 * ONNX graph has nothing that stays. So are random numbers, whose operator there has its seed written in.
 */
export function writeOperations(writer: GraphWriter, wanted: readonly Value[]): WrittenOperations {
  const needed = operationsFor(wanted);
  const written = new Map<Value, LayerOutput>();
  const inputs: WrittenInput[] = [];
  const kept = new Map<Operation, KeptNodes>();
  const share = needed.find(({ does }) => does.kind === 'fed' && does.name === 'shareOfExample');
  for (const operation of needed) {
    const { does, outputs } = operation;
    writer.layer = `${does.kind}_${operation.index}`;
    const [output] = outputs as readonly [Value];
    if (does.kind === 'fed' || does.kind === 'variable' || does.kind === 'random') {
      const name = writer.free(does.kind === 'random' ? `random_${does.stream}` : does.name);
      inputs.push({ name, shape: output.shape, does });
      written.set(output, plain(writer, output.shape, name));
      continue;
    }
    const made = nodesOf({
      ...{ writer, operation, kept },
      inputs: operation.inputs.map((input) => written.get(input) as LayerOutput),
      shareOfExample: () => (written.get(share?.outputs[0] as Value) as LayerOutput).plain,
    });
    for (const [part, value] of outputs.entries()) written.set(value, made[part] as LayerOutput);
  }
  return {
    inputs,
    nameOf: (value) => (written.get(value) as LayerOutput).plain,
  };
}

/** All operations that some values come from, in their order. */
function operationsFor(wanted: readonly Value[]): readonly Operation[] {
  const found = new Set<Operation>();
  const open = wanted.map(({ operation }) => operation);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    // Random numbers are given, and not drawn from a seed.
    if (next.does.kind !== 'random') open.push(...next.inputs.map(({ operation }) => operation));
  }
  return [...found].sort((one, other) => one.index - other.index);
}

function plain(writer: GraphWriter, [, ...edges]: BatchShape, name: string): LayerOutput {
  return LayerOutput.plain(writer, edges, name);
}

/** The nodes of an operation that is no input, one output after the other. */
function nodesOf(written: OperationInWriting): readonly LayerOutput[] {
  const { writer, inputs, operation } = written;
  const { does, outputs } = operation;
  const [first, second] = inputs as readonly [LayerOutput, LayerOutput];
  const [output] = outputs as readonly [Value];
  const plainly = (name: string): readonly LayerOutput[] => [plain(writer, output.shape, name)];
  switch (does.kind) {
    case 'constant':
      return plainly(constant(writer, does.values, output.shape as readonly number[]));
    case 'apply':
      return [first.each((name) => functionNodes[does.called](writer, name))];
    case 'applySlope':
      return [together(written, ([slope = '', known = '']) => slopeNodes[does.called](writer, slope, known))];
    case 'pair':
      return [together(written, (names) => pairNodes[does.pairing](writer, names))];
    case 'multiplyMatrices': {
      const settings = {
        ...(does.turned === 'first' ? { transA: ofInteger(1) } : {}),
        ...(does.turned === 'second' ? { transB: ofInteger(1) } : {}),
      };
      return plainly(writer.node('Gemm', [first.plain, second.plain], settings));
    }
    case 'convolve':
      return [convolved(written, does)];
    case 'convolveSlope':
      return [convolveSlope(written, does)];
    case 'kernelSlope':
      return [kernelSlope(written, does)];
    case 'pool':
      return [pooled(written, does)];
    case 'poolSlope':
      return [poolSlope(written, does)];
    case 'reduce': {
      const operator = { sum: 'ReduceSum', mean: 'ReduceMean', largest: 'ReduceMax' }[does.reduction];
      return [alongAxes(written, (name, axis) => writer.reduce(operator, name, does.axes.map(axis)))];
    }
    case 'spread':
      return [spread(written, output.shape)];
    case 'reshape': {
      const lengths = output.shape.map((length) => length ?? -1);
      return plainly(writer.reshape(inOneRow(operation.inputs[0] as Value, first), lengths));
    }
    case 'transpose':
      return plainly(writer.transpose(first.plain, does.order));
    case 'concatenate': {
      const isFirst = inputs.every((input) => input.isFirst);
      const names = inputs.map((input) => (isFirst ? input.first : input.plain));
      const axis = ofInteger(isFirst ? axisWithChannelsFirst(does.axis) : does.axis);
      return [inOrder(written, isFirst, writer.node('Concat', names, { axis }))];
    }
    case 'slice': {
      const axes = output.shape.flatMap((length, axis) => (length === null ? [] : [axis]));
      const begins = axes.map((axis) => does.begin[axis] ?? 0);
      const ends = axes.map((axis, place) => (begins[place] as number) + (output.shape[axis] as number));
      return [
        alongAxes(written, (name, axis) =>
          writer.node('Slice', [name, ...[begins, ends, axes.map(axis)].map((all) => writer.wholes(all))]),
        ),
      ];
    }
    case 'pad':
      return [
        alongAxes(written, (name, axis) => {
          const edges = new Array<number>(2 * output.shape.length).fill(0);
          for (const [place, before] of does.before.entries()) {
            edges[axis(place)] = before;
            edges[output.shape.length + axis(place)] = does.after[place] ?? 0;
          }
          return writer.node('Pad', [name, writer.wholes(edges)]);
        }),
      ];
    case 'softmax':
      return plainly(writer.node('Softmax', [first.plain], { axis: ofInteger(-1) }));
    case 'normalise':
      return normalised(written, does);
    case 'normaliseSlope':
      return normaliseSlopes(written, does);
    case 'crossEntropySlope': {
      const shares = writer.node('Softmax', [first.plain], { axis: ofInteger(-1) });
      const classes = writer.node('Cast', [second.plain], { to: ofInteger(wholeNumbers) });
      const depth = writer.wholes([output.shape.at(-1) as number]);
      const truth = writer.node('OneHot', [classes, depth, writer.reals([0, 1], [2])]);
      return plainly(writer.node('Sub', [shares, truth]));
    }
    case 'fed':
    case 'variable':
    case 'random':
      throw new RangeError(`${does.kind} is given, and not worked out.`);
  }
}

/** ONNX's types of numbers. */
const floats = 1;
const wholeNumbers = 7;

type Nodes = (writer: GraphWriter, name: string) => string;

const operator =
  (name: string, settings: Readonly<Record<string, NodeSetting>> = {}): Nodes =>
  (writer, input) =>
    writer.node(name, [input], settings);

const functionNodes: Readonly<Record<ValueFunction, Nodes>> = {
  elu: operator('Elu'),
  erf: operator('Erf'),
  exp: operator('Exp'),
  log: operator('Log'),
  negative: operator('Neg'),
  reciprocalRoot: (writer, name) => writer.node('Reciprocal', [writer.node('Sqrt', [name])]),
  relu: operator('Relu'),
  relu6: (writer, name) => writer.clip(name, 0, 6),
  // Klambauer et al. 2017 (arXiv 1706.02515); the operator's own default has one digit less.
  selu: operator('Selu', { alpha: ofReal(1.6732632423543772), gamma: ofReal(1.0507009873554805) }),
  sigmoid: operator('Sigmoid'),
  softplus: operator('Softplus'),
  tanh: operator('Tanh'),
};

/** Of a slope at the function's output and what is known, as the compiler has these. */
const slopeNodes: Readonly<
  Record<SlopedFunction, (writer: GraphWriter, slope: string, known: string) => string>
> = {
  elu(writer, slope, known) {
    // 1 above zero; below, exp(x) = y + 1.
    const factor = writer.node('Min', [writer.node('Add', [known, writer.reals([1])]), writer.reals([1])]);
    return writer.node('Mul', [slope, factor]);
  },
  relu: (writer, slope, known) => writer.node('Mul', [slope, isAbove(writer, known, 0)]),
  relu6(writer, slope, known) {
    const inside = [
      writer.node('Greater', [known, writer.reals([0])]),
      writer.node('Less', [known, writer.reals([6])]),
    ];
    return writer.node('Mul', [slope, asNumber(writer, writer.node('And', inside))]);
  },
  selu(writer, slope, known) {
    const [alpha, gamma] = [1.6732632423543772, 1.0507009873554805];
    const below = writer.node('Add', [known, writer.reals([alpha * gamma])]);
    const isPositive = writer.node('Greater', [known, writer.reals([0])]);
    return writer.node('Mul', [slope, writer.node('Where', [isPositive, writer.reals([gamma]), below])]);
  },
  sigmoid(writer, slope, known) {
    const rest = writer.node('Sub', [writer.reals([1]), known]);
    return writer.node('Mul', [slope, writer.node('Mul', [known, rest])]);
  },
  softplus: (writer, slope, known) => writer.node('Mul', [slope, writer.node('Sigmoid', [known])]),
  tanh(writer, slope, known) {
    const rest = writer.node('Sub', [writer.reals([1]), writer.node('Mul', [known, known])]);
    return writer.node('Mul', [slope, rest]);
  },
};

function isAbove(writer: GraphWriter, name: string, least: number): string {
  return asNumber(writer, writer.node('Greater', [name, writer.reals([least])]));
}

function asNumber(writer: GraphWriter, truth: string): string {
  return writer.node('Cast', [truth], { to: ofInteger(floats) });
}

const pairNodes: Readonly<Record<Pairing, (writer: GraphWriter, names: readonly string[]) => string>> = {
  add: (writer, names) => writer.node('Add', names),
  divide: (writer, names) => writer.node('Div', names),
  isAtLeast: (writer, names) => asNumber(writer, writer.node('GreaterOrEqual', names)),
  larger: (writer, names) => writer.node('Max', names),
  multiply: (writer, names) => writer.node('Mul', names),
  smaller: (writer, names) => writer.node('Min', names),
  subtract: (writer, names) => writer.node('Sub', names),
};

/** A tensor that stands in the file. */
function constant(writer: GraphWriter, values: Float32Array, shape: readonly number[]): string {
  if (values.length === 1) return writer.reals([...values], shape);
  const name = writer.free(writer.layer);
  writer.weight(name, shape, values);
  return name;
}

/**
 * What is done to several values place by place. Where one of them has its channels in front they are kept there, and a
 * vector along the channels is turned for that.
 */
function together(
  { writer, inputs, operation }: OperationInWriting,
  make: (names: readonly string[]) => string,
): LayerOutput {
  const [{ shape }] = operation.outputs as readonly [Value];
  const isFirst = shape.length === 4 && inputs.some((input) => input.isFirst);
  if (!isFirst) return plain(writer, shape, make(inputs.map((input) => input.plain)));
  const names = inputs.map((input, place) => {
    const own = (operation.inputs[place] as Value).shape;
    if (own.length === 4) return input.first;
    if (own.length === 0) return input.plain;
    if (own.length === 1) return writer.reshape(input.plain, [own[0] as number, 1, 1]);
    const whole = [...new Array<number>(4 - own.length).fill(1), ...own.map((length) => length ?? -1)];
    return writer.transpose(writer.reshape(input.plain, whole), [0, 3, 1, 2]);
  });
  return LayerOutput.first(writer, shape.slice(1), make(names));
}

/** What is done along axes, which are told by where they stand. */
function alongAxes(
  written: OperationInWriting,
  make: (name: string, axis: (of: number) => number) => string,
): LayerOutput {
  const [input] = written.inputs as readonly [LayerOutput];
  const isFirst = input.isFirst && input.rank === 4;
  return inOrder(
    written,
    isFirst,
    isFirst ? make(input.first, axisWithChannelsFirst) : make(input.plain, (of) => of),
  );
}

/** Where an axis of pictures [examples, height, width, channels] stands in [examples, channels, height, width]. */
function axisWithChannelsFirst(axis: number): number {
  return [0, 2, 3, 1][axis] as number;
}

function inOrder({ writer, operation }: OperationInWriting, isFirst: boolean, name: string): LayerOutput {
  const [{ shape }] = operation.outputs as readonly [Value];
  return isFirst ? LayerOutput.first(writer, shape.slice(1), name) : plain(writer, shape, name);
}

function spread({ writer, inputs, operation }: OperationInWriting, shape: BatchShape): LayerOutput {
  const [input] = inputs as readonly [LayerOutput];
  const own = (operation.inputs[0] as Value).shape;
  // As many examples as there are stay: a length of 1 leaves what it meets.
  const [examples, ...edges] = shape;
  if (examples === null && own.length === shape.length && own[0] !== null)
    throw new RangeError("What has no examples can't be spread over them.");
  const lengths = [examples ?? 1, ...(edges as readonly number[])];
  return plain(writer, shape, writer.node('Expand', [input.plain, writer.wholes(lengths)]));
}

/** A tensor's values in their order. Where there is one place alone, that is the same wherever its channels stand. */
function inOneRow({ shape }: Value, written: LayerOutput): string {
  const isOnePlace = written.isFirst && shape.length === 4 && shape[1] === 1 && shape[2] === 1;
  return isOnePlace ? written.first : written.plain;
}
