import type {
  BatchShape,
  Doing,
  Operation,
  Pairing,
  SlopedFunction,
  Value,
  ValueFunction,
} from '../../compiler/operation';
import type { LayerConfig } from '../../network/topology';
import { onnxLayerOf } from '../onnx-layer';
import { type GraphWriter, LayerOutput, type NodeSetting, ofInteger, ofReal } from './graph-writer';
import { normalised, normaliseSlopes } from './normalisation-nodes';
import {
  convolved,
  convolveSlope,
  enlarged,
  enlargeSlope,
  kernelSlope,
  pooled,
  poolSlope,
} from './window-nodes';

/** What an operation is written with. */
export interface OperationInWriting {
  readonly writer: GraphWriter;
  /** As they were written. */
  readonly inputs: readonly LayerOutput[];
  readonly operation: Operation;
  /** One divided by the number of examples, a tensor of one value. */
  readonly shareOfExample: () => string;
  /** Whether an operation takes the slope at its output back. */
  readonly hasSlope: boolean;
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
  readonly does: Given;
}

type Given = Extract<Doing, { readonly kind: 'fed' | 'variable' | 'random' }>;
type NamedConstant = Extract<Doing, { readonly kind: 'constant' }> & { readonly name: string };

/**
 * Writes what some values of a compiled graph need as nodes of ONNX. Variables are inputs: they are kept outside, for an
 * ONNX graph has nothing that stays. So are random numbers, whose operator there has its seed written in. A bias is written
 * with what it is added to.
 *
 * @param nameOf a tensor's name for what is given and for weights; by default its own, where that is free
 */
export function writeOperations(
  writer: GraphWriter,
  wanted: readonly Value[],
  nameOf = (does: Given | NamedConstant): string =>
    writer.free(does.kind === 'random' ? `random_${does.stream}` : does.name),
): WrittenOperations {
  const needed = operationsFor(wanted);
  const biases = biasesIn(needed, wanted);
  const written = new Map<Value, LayerOutput>();
  const inputs: WrittenInput[] = [];
  const kept = new Map<Operation, KeptNodes>();
  const share = needed.find(({ does }) => does.kind === 'fed' && does.name === 'shareOfExample');
  const pooledBack = new Set(
    needed.flatMap(({ does, inputs: [, pooledValue] }) =>
      does.kind === 'poolSlope' && pooledValue ? [pooledValue.operation] : [],
    ),
  );
  /** Numbers are written where they are first read. */
  const outputOf = (value: Value): LayerOutput => {
    const { does } = value.operation;
    if (does.kind === 'constant' && !written.has(value)) {
      const shape = value.shape as readonly number[];
      const { name, values } = does;
      const tensor = name === undefined ? writer.reals([...values], shape) : nameOf({ ...does, name });
      if (name !== undefined) writer.weight(tensor, shape, values);
      written.set(value, plain(writer, shape, tensor));
    }
    return written.get(value) as LayerOutput;
  };
  for (const operation of needed) {
    const { does, outputs } = operation;
    const [output] = outputs as readonly [Value];
    if (does.kind === 'constant' || biases.has(operation)) continue;
    writer.layer = operation.layer || `${does.kind}_${operation.index}`;
    if (does.kind === 'fed' || does.kind === 'variable' || does.kind === 'random') {
      const name = nameOf(does);
      inputs.push({ name, shape: output.shape, does });
      written.set(output, plain(writer, output.shape, name));
      continue;
    }
    const before = operation.inputs[0]?.operation;
    const withBias = before && biases.get(before) === operation ? before : undefined;
    const leak = leakOf(operation);
    const made =
      leak === undefined
        ? nodesOf({
            ...{ writer, kept, hasSlope: pooledBack.has(operation) },
            operation: withBias ? { ...withBias, outputs } : operation,
            inputs: [...(withBias?.inputs ?? []), ...operation.inputs.slice(withBias ? 1 : 0)].map(outputOf),
            shareOfExample: () => outputOf(share?.outputs[0] as Value).plain,
          })
        : [
            outputOf(operation.inputs[0] as Value).each((name) =>
              writer.node('LeakyRelu', [name], { alpha: ofReal(leak) }),
            ),
          ];
    for (const [part, value] of outputs.entries()) written.set(value, made[part] as LayerOutput);
  }
  return { inputs, nameOf: (value) => outputOf(value).plain };
}

const takingBiases: ReadonlySet<string> = new Set<Doing['kind']>([
  'convolve',
  'convolveSlope',
  'multiplyMatrices',
]);

/** The operations whose output goes into the addition of a vector along its last axis, and nowhere else, with that addition. */
function biasesIn(
  operations: readonly Operation[],
  wanted: readonly Value[],
): ReadonlyMap<Operation, Operation> {
  const readers = new Map<Value, number>();
  for (const value of [...wanted, ...operations.flatMap(({ inputs }) => inputs)])
    readers.set(value, (readers.get(value) ?? 0) + 1);
  const biases = new Map<Operation, Operation>();
  for (const operation of operations) {
    const { does, inputs } = operation;
    const [sum, bias] = inputs as readonly [Value, Value];
    if (does.kind !== 'pair' || does.pairing !== 'add' || bias.shape.length !== 1) continue;
    const { does: before } = sum.operation;
    const isMatrix = before.kind !== 'multiplyMatrices' || sum.shape.length === 2;
    const isAlong = bias.shape[0] === sum.shape.at(-1) && isMatrix && takingBiases.has(before.kind);
    if (isAlong && readers.get(sum) === 1) biases.set(sum.operation, operation);
  }
  return biases;
}

/** The one number that a function leaks by, where it is one. */
function leakOf({ does, inputs }: Operation): number | undefined {
  const share = inputs[1]?.operation.does;
  const isOne = does.kind === 'pair' && does.pairing === 'leak' && share?.kind === 'constant';
  return isOne && share.values.length === 1 ? share.values[0] : undefined;
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
  const [first, second, ...more] = inputs as readonly [LayerOutput, LayerOutput];
  const [output] = outputs as readonly [Value];
  const plainly = (name: string): readonly LayerOutput[] => [plain(writer, output.shape, name)];
  switch (does.kind) {
    case 'apply':
      return [first.each((name) => functionNodes[does.called](writer, name))];
    case 'applySlope':
      return [together(written, ([slope = '', known = '']) => slopeNodes[does.called](writer, slope, known))];
    case 'pair':
      return [together(written, (names) => pairNodes[does.pairing](writer, names))];
    case 'multiplyMatrices': {
      const names = [first, second, ...more].map((input) => input.plain);
      return plainly(matrixProduct(writer, names, does.turned, operation.inputs as readonly [Value, Value]));
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
    case 'enlarge':
      return [enlarged(written, does)];
    case 'enlargeSlope':
      return [enlargeSlope(written, does)];
    case 'reduce':
      return [reduced(written, does)];
    case 'spread':
      return [spread(written, output.shape)];
    case 'reshape': {
      const row = inOneRow(operation.inputs[0] as Value, first);
      if (isOnePlace(output)) {
        const lengths = [-1, output.shape[3] as number, 1, 1];
        return [LayerOutput.first(writer, output.shape.slice(1), writer.reshape(row, lengths))];
      }
      const lengths = output.shape.map((length) => length ?? -1);
      return plainly(writer.reshape(row, lengths));
    }
    case 'transpose':
      return [transposed(written, does.order)];
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
      const isWhole = isWholeAt(operation.inputs[0] as Value, output);
      return [
        alongAxes(written, isWhole, (name, axis) =>
          writer.node('Slice', [name, ...[begins, ends, axes.map(axis)].map((all) => writer.wholes(all))]),
        ),
      ];
    }
    case 'pad': {
      const isWhole = isWholeAt(operation.inputs[0] as Value, output);
      return [
        alongAxes(written, isWhole, (name, axis) => {
          const edges = new Array<number>(2 * output.shape.length).fill(0);
          for (const [place, before] of does.before.entries()) {
            edges[axis(place)] = before;
            edges[output.shape.length + axis(place)] = does.after[place] ?? 0;
          }
          return writer.node('Pad', [name, writer.wholes(edges)]);
        }),
      ];
    }
    case 'softmax':
      return plainly(writer.node('Softmax', [first.plain], { axis: ofInteger(output.shape.length - 1) }));
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
    case 'nodesOfFile':
      return plainly(joined(written, does.config));
    case 'fed':
    case 'constant':
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
  relu: operator('Relu'),
  relu6: (writer, name) => writer.clip(name, 0, 6),
  root: operator('Sqrt'),
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
  leak: (writer, names) => writer.node('PRelu', names),
  multiply: (writer, names) => writer.node('Mul', names),
  smaller: (writer, names) => writer.node('Min', names),
  subtract: (writer, names) => writer.node('Sub', names),
};

/** Of matrices, where the first may have more axes than two; a third input is added to each row. */
function matrixProduct(
  writer: GraphWriter,
  names: readonly string[],
  turned: 'none' | 'first' | 'second',
  [first, second]: readonly [Value, Value],
): string {
  const [one = '', other = ''] = names;
  if (first.shape.length === 2 || turned === 'first') {
    const rows = [first, second].map((value, place) => {
      const name = names[place] as string;
      return value.shape.length === 2 ? name : writer.reshape(name, [-1, value.shape.at(-1) as number]);
    });
    return writer.node('Gemm', [...rows, ...names.slice(2)], {
      ...(turned === 'first' ? { transA: ofInteger(1) } : {}),
      ...(turned === 'second' ? { transB: ofInteger(1) } : {}),
    });
  }
  return writer.node('MatMul', [one, turned === 'second' ? writer.transpose(other, [1, 0]) : other]);
}

/** Puts the nodes of an ONNX file behind those that are there. @returns the name of their output */
function joined({ writer, inputs }: OperationInWriting, config: LayerConfig): string {
  const layer = onnxLayerOf(config);
  for (const [place, { name }] of layer.graph.input.entries()) {
    const given = inputs[place]?.plain;
    // Another name is only found behind an input layer that stands for those before it.
    if (given !== undefined && given !== name) writer.alias(given, name);
  }
  writer.join(layer);
  return layer.graph.output[0]?.name ?? '';
}

/**
 * What is done to several values place by place: with their channels in front or not as fewer of them have to be turned for
 * it; a vector along the channels goes either way.
 */
function together(
  { writer, inputs, operation }: OperationInWriting,
  make: (names: readonly string[]) => string,
): LayerOutput {
  const [{ shape }] = operation.outputs as readonly [Value];
  const pictures = inputs.filter((_, place) => (operation.inputs[place] as Value).shape.length === 4);
  const [front, back] = [
    pictures.filter(({ isFirst }) => isFirst),
    pictures.filter(({ isPlain }) => isPlain),
  ];
  const isFirst = shape.length === 4 && front.length > 0 && front.length >= back.length;
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

/**
 * What is done along axes, which are told by where they stand.
 * @param isOfSides whether that is the same for all channels of pictures: what follows then wants them in front as well
 */
function alongAxes(
  written: OperationInWriting,
  isOfSides: boolean,
  make: (name: string, axis: (of: number) => number) => string,
): LayerOutput {
  const [input] = written.inputs as readonly [LayerOutput];
  const isFirst = input.rank === 4 && (input.isFirst || isOfSides);
  return inOrder(
    written,
    isFirst,
    isFirst ? make(input.first, axisWithChannelsFirst) : make(input.plain, (of) => of),
  );
}

/** Whether two pictures are of as many channels. */
function isWholeAt({ shape: one }: Value, { shape: other }: Value): boolean {
  return one.length === 4 && one[0] === null && one[3] === other[3];
}

/** Where an axis of pictures [examples, height, width, channels] stands in [examples, channels, height, width]. */
function axisWithChannelsFirst(axis: number): number {
  return [0, 2, 3, 1][axis] as number;
}

function inOrder({ writer, operation }: OperationInWriting, isFirst: boolean, name: string): LayerOutput {
  const [{ shape }] = operation.outputs as readonly [Value];
  return isFirst ? LayerOutput.first(writer, shape.slice(1), name) : plain(writer, shape, name);
}

function reduced(written: OperationInWriting, { reduction, axes }: Reduction): LayerOutput {
  const { writer, inputs, operation } = written;
  const [input] = inputs as readonly [LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const { shape } = operation.inputs[0] as Value;
  const pooling = { sum: undefined, mean: 'GlobalAveragePool', largest: 'GlobalMaxPool' }[reduction];
  if (pooling !== undefined && shape.length === 4 && axes.join() === '1,2')
    return LayerOutput.first(writer, output.shape.slice(1), writer.node(pooling, [input.first]));
  const operatorName = { sum: 'ReduceSum', mean: 'ReduceMean', largest: 'ReduceMax' }[reduction];
  // Along what lies together in memory.
  if (axes.join() === String(shape.length - 1))
    return plain(writer, output.shape, writer.reduce(operatorName, input.plain, axes));
  return alongAxes(written, false, (name, axis) => writer.reduce(operatorName, name, axes.map(axis)));
}

type Reduction = Extract<Doing, { readonly kind: 'reduce' }>;

/** Between pictures with their channels in front and such with these at the end it is but another way to see them. */
function transposed(
  { writer, inputs, operation }: OperationInWriting,
  order: readonly number[],
): LayerOutput {
  const [input] = inputs as readonly [LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const edges = output.shape.slice(1);
  if (order.join() === '0,2,3,1') return LayerOutput.first(writer, edges, input.plain);
  if (order.join() === '0,3,1,2' && input.isFirst) return plain(writer, output.shape, input.first);
  return plain(writer, output.shape, writer.transpose(input.plain, order));
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
function inOneRow(value: Value, written: LayerOutput): string {
  return written.isFirst && isOnePlace(value) ? written.first : written.plain;
}

/** Whether it is pictures of one pixel. */
function isOnePlace({ shape }: Value): boolean {
  return shape.length === 4 && shape[0] === null && shape[1] === 1 && shape[2] === 1;
}
