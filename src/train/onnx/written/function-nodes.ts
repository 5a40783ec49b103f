import type { Pairing, SlopedFunction, ValueFunction } from '../../compiler/operation';
import { type GraphWriter, type NodeSetting, ofInteger, ofReal } from './graph-writer';

/** ONNX's types of numbers. */
const floats = 1;
export const wholeNumbers = 7;

type Nodes = (writer: GraphWriter, name: string) => string;

const operator =
  (name: string, settings: Readonly<Record<string, NodeSetting>> = {}): Nodes =>
  (writer, input) =>
    writer.node(name, [input], settings);

export const functionNodes: Readonly<Record<ValueFunction, Nodes>> = {
  elu: operator('Elu'),
  erf(writer, name) {
    if (writer.runsOn === 'processor') return writer.node('Erf', [name]);
    // Of a GELU that it knows as one ONNX Runtime's WebGPU is 0.016 wrong, and it knows it by this function's input.
    return writer.node('Neg', [writer.node('Erf', [writer.node('Neg', [name])])]);
  },
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
export const slopeNodes: Readonly<
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

export const pairNodes: Readonly<Record<Pairing, (writer: GraphWriter, names: readonly string[]) => string>> =
  {
    add: (writer, names) => writer.node('Add', names),
    divide: (writer, names) => writer.node('Div', names),
    isAtLeast: (writer, names) => asNumber(writer, writer.node('GreaterOrEqual', names)),
    larger: (writer, names) => writer.node('Max', names),
    leak: (writer, names) => writer.node('PRelu', names),
    multiply: (writer, names) => writer.node('Mul', names),
    smaller: (writer, names) => writer.node('Min', names),
    subtract: (writer, names) => writer.node('Sub', names),
  };
