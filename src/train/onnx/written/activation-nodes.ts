import { type GraphWriter, type LayerOutput, ofInteger, ofReal } from './graph-writer';

/** The nodes from a value to its activation. */
type ActivationNodes = (writer: GraphWriter, value: string) => string;

const operator =
  (name: string, settings: Parameters<GraphWriter['node']>[2] = {}): ActivationNodes =>
  (writer, value) =>
    writer.node(name, [value], settings);

/** Those that work on each number by itself, by what TensorFlow.js calls them. */
const ofEach: ReadonlyMap<string, ActivationNodes> = new Map<string, ActivationNodes>([
  ['elu', operator('Elu')],
  ['gelu', gelu],
  ['hard_sigmoid', operator('HardSigmoid', { alpha: ofReal(0.2), beta: ofReal(0.5) })],
  [
    'mish',
    (writer, value) => writer.node('Mul', [value, writer.node('Tanh', [writer.node('Softplus', [value])])]),
  ],
  ['relu', operator('Relu')],
  ['relu6', (writer, value) => writer.clip(value, 0, 6)],
  ['selu', operator('Selu')],
  ['sigmoid', operator('Sigmoid')],
  ['softplus', operator('Softplus')],
  ['softsign', operator('Softsign')],
  ['swish', (writer, value) => writer.node('Mul', [value, writer.node('Sigmoid', [value])])],
  ['tanh', operator('Tanh')],
]);

/** @throws RangeError for one that is not known */
export function activated(writer: GraphWriter, value: LayerOutput, activation: unknown): LayerOutput {
  if (activation === undefined || activation === null || activation === 'linear') return value;
  if (activation === 'softmax') return softmax(writer, value, 'Softmax');
  if (activation === 'log_softmax') return softmax(writer, value, 'LogSoftmax');
  const nodes = ofEach.get(String(activation));
  if (nodes === undefined) throw new RangeError(`The activation ${activation} can't be written as nodes.`);
  return value.each((name) => nodes(writer, name));
}

/** Along the last axis, which is counted from the front: before version 13 it says where the axes are cut in two. */
export function softmax(
  writer: GraphWriter,
  value: LayerOutput,
  name: 'Softmax' | 'LogSoftmax',
): LayerOutput {
  const axis = ofInteger(value.shape === undefined ? -1 : value.rank - 1);
  return value.plainly((plain) => writer.node(name, [plain], { axis }));
}

/** With the error function, as TensorFlow.js has it, not its approximation by a tangent. */
function gelu(writer: GraphWriter, value: string): string {
  const erf = writer.node('Erf', [writer.node('Div', [value, writer.reals([Math.SQRT2])])]);
  const share = writer.node('Add', [erf, writer.reals([1])]);
  return writer.node('Mul', [writer.node('Mul', [value, share]), writer.reals([0.5])]);
}
