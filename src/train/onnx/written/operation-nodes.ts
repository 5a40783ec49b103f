import type { BatchShape, Doing, Operation, Value } from '../../compiler/operation';
import type { LayerConfig } from '../../network/topology';
import { onnxLayerOf } from '../onnx-layer';
import {
  concatenated,
  inOtherOrder,
  padded,
  reduced,
  reshaped,
  sliced,
  spread,
  together,
} from './axis-nodes';
import { functionNodes, pairNodes, slopeNodes, wholeNumbers } from './function-nodes';
import { type GraphWriter, ofInteger, ofReal } from './graph-writer';
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
import { WrittenValue } from './written-value';

/** What an operation is written with. */
export interface OperationInWriting {
  readonly writer: GraphWriter;
  /** As they were written. */
  readonly inputs: readonly WrittenValue[];
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
  const written = new Map<Value, WrittenValue>();
  const inputs: WrittenInput[] = [];
  const kept = new Map<Operation, KeptNodes>();
  const share = needed.find(({ does }) => does.kind === 'fed' && does.name === 'shareOfExample');
  const pooledBack = new Set(
    needed.flatMap(({ does, inputs: [, pooledValue] }) =>
      does.kind === 'poolSlope' && pooledValue ? [pooledValue.operation] : [],
    ),
  );
  /** Numbers are written where they are first read. */
  const outputOf = (value: Value): WrittenValue => {
    const { does } = value.operation;
    if (does.kind === 'constant' && !written.has(value)) {
      const shape = value.shape as readonly number[];
      const { name, values } = does;
      const tensor = name === undefined ? writer.reals([...values], shape) : nameOf({ ...does, name });
      if (name !== undefined) writer.weight(tensor, shape, values);
      written.set(value, WrittenValue.plain(writer, tensor));
    }
    return written.get(value) as WrittenValue;
  };
  for (const operation of needed) {
    const { does, outputs } = operation;
    const [output] = outputs as readonly [Value];
    if (does.kind === 'constant' || biases.has(operation)) continue;
    writer.layer = operation.layer || `${does.kind}_${operation.index}`;
    if (does.kind === 'fed' || does.kind === 'variable' || does.kind === 'random') {
      const name = nameOf(does);
      inputs.push({ name, shape: output.shape, does });
      written.set(output, WrittenValue.plain(writer, name));
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
    for (const [part, value] of outputs.entries()) written.set(value, made[part] as WrittenValue);
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

/** The nodes of an operation that is no input, one output after the other. */
function nodesOf(written: OperationInWriting): readonly WrittenValue[] {
  const { writer, inputs, operation } = written;
  const { does, outputs } = operation;
  const [first, second] = inputs as readonly [WrittenValue, WrittenValue];
  const [output] = outputs as readonly [Value];
  const plainly = (name: string): readonly WrittenValue[] => [WrittenValue.plain(writer, name)];
  switch (does.kind) {
    case 'apply':
      return [first.each((name) => functionNodes[does.called](writer, name))];
    case 'applySlope':
      return [together(written, ([slope = '', known = '']) => slopeNodes[does.called](writer, slope, known))];
    case 'pair':
      return [together(written, (names) => pairNodes[does.pairing](writer, names))];
    case 'multiplyMatrices':
      return plainly(matrixProduct(written, does.turned));
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
      return [spread(written)];
    case 'reshape':
      return [reshaped(written)];
    case 'transpose':
      return [inOtherOrder(written, does.order)];
    case 'concatenate':
      return [concatenated(written, does.axis)];
    case 'slice':
      return [sliced(written, does.begin)];
    case 'pad':
      return [padded(written, does)];
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

/** Of matrices, where the first may have more axes than two; a third input is added to each row. */
function matrixProduct(
  { writer, inputs, operation }: OperationInWriting,
  turned: 'none' | 'first' | 'second',
): string {
  const [first, second] = operation.inputs as readonly [Value, Value];
  const [one = '', other = '', ...bias] = inputs.map(({ plain }) => plain);
  if (first.shape.length > 2 && turned !== 'first')
    return writer.node('MatMul', [one, turned === 'second' ? writer.transpose(other, [1, 0]) : other]);
  const asMatrix = (name: string, { shape }: Value): string =>
    shape.length === 2 ? name : writer.reshape(name, [-1, shape.at(-1) as number]);
  return writer.node('Gemm', [asMatrix(one, first), asMatrix(other, second), ...bias], {
    ...(turned === 'first' ? { transA: ofInteger(1) } : {}),
    ...(turned === 'second' ? { transB: ofInteger(1) } : {}),
  });
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
