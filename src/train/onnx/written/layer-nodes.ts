import type { Shape } from '../../../design/base/tensor-shape';
import { activated, softmax } from './activation-nodes';
import { type GraphWriter, LayerOutput, ofInteger, ofIntegers, ofReal, ofWord } from './graph-writer';
import { axisOf, byAxis, isChannelsFirst, type LayerInWriting, type LayerNodes } from './layer-in-writing';
import {
  convolution,
  depthwise,
  globalPooling,
  pooling,
  separable,
  spatial,
  transposedConvolution,
} from './window-nodes';

/** Hands on what it is given: what happens at random in training alone. */
const asItIs: LayerNodes = ({ input }) => input;

/** What is done with several inputs place by place, where a size of 1 stands for any. */
const merging =
  (merge: (writer: GraphWriter, names: readonly string[]) => string): LayerNodes =>
  ({ writer, inputs }) => {
    const rank = Math.max(...inputs.map((input) => input.rank));
    const alike = inputs.map((input) => withRank(writer, input, rank));
    const shape = alike[0]?.shape?.map((_, axis) =>
      widest(alike.map((input) => input.shape?.[axis] ?? null)),
    );
    if (shape && alike.every(({ isFirst }) => isFirst)) {
      const made = merge(
        writer,
        alike.map(({ first }) => first),
      );
      return LayerOutput.first(writer, shape, made);
    }
    return LayerOutput.plain(
      writer,
      shape,
      merge(
        writer,
        alike.map(({ plain }) => plain),
      ),
    );
  };

function widest(sizes: readonly (number | null)[]): number | null {
  return sizes.includes(null) ? null : Math.max(...sizes.map(Number));
}

/** TensorFlow.js puts what is missing of axes behind the batch's. */
function withRank(writer: GraphWriter, input: LayerOutput, rank: number): LayerOutput {
  const missing = rank - input.rank;
  if (missing === 0) return input;
  const shape = [...Array.from({ length: missing }, () => 1), ...(input.shape ?? [])];
  return LayerOutput.plain(
    writer,
    shape,
    writer.reshape(input.plain, [0, ...shape.map((edge) => edge ?? -1)]),
  );
}

const inTurn = (operator: string) =>
  merging((writer, [first = '', ...others]) =>
    others.reduce((before, name) => writer.node(operator, [before, name]), first),
  );
const atOnce = (operator: string) => merging((writer, names) => writer.node(operator, names));

const concatenate: LayerNodes = ({ writer, layer, inputs, input }) => {
  const { rank, shape = [] } = input;
  const axis = axisOf(layer.config.axis, rank);
  const sizes = inputs.map((each) => each.shape?.[axis - 1] ?? null);
  const all = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + Number(size), 0);
  const joined = shape.map((edge, at) => (at === axis - 1 ? all : edge));
  if (inputs.every(({ isFirst }) => isFirst)) {
    const names = inputs.map(({ first }) => first);
    const place = axis === rank - 1 ? 1 : axis + 1;
    return LayerOutput.first(
      writer,
      joined,
      writer.node('Concat', names, { axis: ofInteger(rank === 2 ? 1 : place) }),
    );
  }
  const names = inputs.map(({ plain }) => plain);
  return LayerOutput.plain(writer, joined, writer.node('Concat', names, { axis: ofInteger(axis) }));
};

/** Of two tensors of two or of three axes each, as TensorFlow.js multiplies them. */
const dot: LayerNodes = ({ writer, layer, inputs }) => {
  const [one, other] = inputs;
  if (one === undefined || other === undefined || one.rank !== other.rank || one.rank > 3)
    throw new RangeError(`What "${layer.name}" multiplies has too many axes, or not as many.`);
  const [axis = 1, otherAxis = 1] = byAxis(layer.config.axes, 2).map((each) => axisOf(each, one.rank));
  const isNormal = layer.config.normalize === true;
  const left = isNormal ? unitLength(writer, one.plain, axis) : one.plain;
  const right = isNormal ? unitLength(writer, other.plain, otherAxis) : other.plain;
  if (one.rank === 2) {
    const product = writer.node('MatMul', [
      writer.reshape(left, [0, 1, -1]),
      writer.reshape(right, [0, -1, 1]),
    ]);
    return LayerOutput.plain(writer, [1], writer.reshape(product, [0, 1]));
  }
  const rows = axis === 2 ? left : writer.transpose(left, [0, 2, 1]);
  const columns = otherAxis === 2 ? writer.transpose(right, [0, 2, 1]) : right;
  const shape = [one.shape?.[axis === 2 ? 0 : 1] ?? null, other.shape?.[otherAxis === 2 ? 0 : 1] ?? null];
  return LayerOutput.plain(writer, shape, writer.node('MatMul', [rows, columns]));
};

/** Not divided by less than the smallest length that TensorFlow.js counts with. */
function unitLength(writer: GraphWriter, value: string, axis: number): string {
  const square = writer.reduce('ReduceSumSquare', value, [axis]);
  const length = writer.node('Sqrt', [writer.node('Max', [square, writer.reals([1e-7])])]);
  return writer.node('Div', [value, length]);
}

const dense: LayerNodes = ({ writer, layer, input, weight }) => {
  const { units, use_bias: useBias, activation } = layer.config;
  const product = writer.node('MatMul', [input.plain, weight('kernel')]);
  const sum = useBias === false ? product : writer.node('Add', [product, weight('bias')]);
  const shape = input.shape && [...input.shape.slice(0, -1), Number(units)];
  return activated(writer, LayerOutput.plain(writer, shape, sum), activation);
};

const batchNormalisation: LayerNodes = ({ writer, layer, input, weight }) => {
  const { rank, shape = [] } = input;
  const axis = axisOf(layer.config.axis, rank);
  const { scale, center, epsilon } = layer.config;
  const channels = [shape[axis - 1] ?? 1];
  const gamma = scale === false ? writer.reals(filled(channels, 1), channels) : weight('gamma');
  const beta = center === false ? writer.reals(filled(channels, 0), channels) : weight('beta');
  const weights = [gamma, beta, weight('moving_mean'), weight('moving_variance')];
  const normalised = (name: string): string =>
    writer.node('BatchNormalization', [name, ...weights], { epsilon: ofReal(Number(epsilon ?? 1e-3)) });
  if (axis === rank - 1) return LayerOutput.first(writer, shape, normalised(input.first));
  if (axis === 1) return LayerOutput.plain(writer, shape, normalised(input.plain));
  throw new RangeError(`"${layer.name}" normalises along an axis in the middle.`);
};

function filled(shape: Shape, value: number): number[] {
  return Array.from({ length: shape.reduce<number>((count, edge) => count * (edge ?? 1), 1) }, () => value);
}

const layerNormalisation: LayerNodes = ({ writer, layer, input, weight }) => {
  const { rank, shape = [] } = input;
  const { axis, epsilon, scale, center } = layer.config;
  const axes = [axis ?? -1].flat().map((each) => axisOf(each, rank));
  // Weights have the sizes of these axes alone, in their order.
  const spread = [1, ...shape.map((edge, at) => (axes.includes(at + 1) ? (edge ?? 1) : 1))];
  const isAtEnd = axes.every((each, at) => each === rank - axes.length + at);
  const spreadWeight = (name: string): string =>
    isAtEnd ? weight(name) : writer.reshape(weight(name), spread);
  const moved = writer.node('Sub', [input.plain, writer.reduce('ReduceMean', input.plain, axes)]);
  const variance = writer.reduce('ReduceMean', writer.node('Mul', [moved, moved]), axes);
  const deviation = writer.node('Sqrt', [
    writer.node('Add', [variance, writer.reals([Number(epsilon ?? 1e-3)])]),
  ]);
  let made = writer.node('Div', [moved, deviation]);
  if (scale !== false) made = writer.node('Mul', [made, spreadWeight('gamma')]);
  if (center !== false) made = writer.node('Add', [made, spreadWeight('beta')]);
  return LayerOutput.plain(writer, shape, made);
};

const relu: LayerNodes = ({ writer, layer, input }) => {
  const most = layer.config.max_value;
  return input.each((name) =>
    typeof most === 'number' ? writer.clip(name, 0, most) : writer.node('Relu', [name]),
  );
};

const ofEach =
  (
    operator: string,
    setting: string,
    value: (config: LayerInWriting['layer']['config']) => unknown,
  ): LayerNodes =>
  ({ writer, layer, input }) =>
    input.each((name) => writer.node(operator, [name], { [setting]: ofReal(Number(value(layer.config))) }));

/** A slope for each value, or one for all along an axis. */
const slopes: LayerNodes = ({ writer, input, weight }) =>
  input.plainly((name) => writer.node('PRelu', [name, weight('alpha')]));

const rescaling: LayerNodes = ({ writer, layer, input }) => {
  const by = (value: unknown, operator: string, nothing: number) => (name: string) => {
    const numbers = [value].flat().map(Number);
    if (numbers.every((number) => number === nothing)) return name;
    const constant = numbers.length === 1 ? writer.reals(numbers) : writer.reals(numbers, [numbers.length]);
    return writer.node(operator, [name, constant]);
  };
  const { scale, offset } = layer.config;
  const make = (name: string): string => by(offset ?? 0, 'Add', 0)(by(scale ?? 1, 'Mul', 1)(name));
  // Of several, the last axis has one each.
  const isOne = [scale ?? 1].flat().length === 1 && [offset ?? 0].flat().length === 1;
  return isOne ? input.each(make) : input.plainly(make);
};

const flatten: LayerNodes = ({ writer, layer, input }) => {
  const { shape } = input;
  const values = shape?.reduce<number | null>(
    (count, edge) => (count === null || edge === null ? null : count * edge),
    1,
  );
  // A tensor with the channels first is turned round before it is laid flat.
  const isTurned = isChannelsFirst(layer) && shape !== undefined && shape.length > 1;
  const name = isTurned
    ? writer.transpose(input.plain, [0, ...shape.slice(1).map((_, axis) => axis + 2), 1])
    : input.plain;
  return LayerOutput.plain(writer, [values ?? null], writer.node('Flatten', [name], { axis: ofInteger(1) }));
};

const reshape: LayerNodes = ({ writer, layer, input }) => {
  const target = [layer.config.target_shape].flat().map((edge) => (typeof edge === 'number' ? edge : -1));
  const values = input.shape?.reduce<number>((count, edge) => count * (edge ?? 0), 1);
  const others = target.reduce((count, edge) => (edge === -1 ? count : count * edge), 1);
  const rest = values ? values / others : null;
  const shape = target.map((edge) => (edge === -1 ? rest : edge));
  return LayerOutput.plain(writer, shape, writer.reshape(input.plain, [0, ...target]));
};

const permute: LayerNodes = ({ writer, layer, input }) => {
  const order = [layer.config.dims].flat().map(Number);
  const shape = order.map((axis) => input.shape?.[axis - 1] ?? null);
  // What is given with its channels first is what the operators behind it want.
  const isFirst =
    order.length > 1 && order.at(-1) === 1 && order.slice(0, -1).every((axis, at) => axis === at + 2);
  if (isFirst) return LayerOutput.first(writer, shape, input.plain);
  return LayerOutput.plain(writer, shape, writer.transpose(input.plain, [0, ...order]));
};

const repeat: LayerNodes = ({ writer, layer, input }) => {
  const times = Number(layer.config.n);
  const one = writer.reshape(input.plain, [0, 1, -1]);
  const shape = [times, ...(input.shape ?? [null])];
  return LayerOutput.plain(writer, shape, writer.node('Tile', [one, writer.wholes([1, times, 1])]));
};

/** TensorFlow.js scales from the corner of the first pixel, not from its middle. */
const upSampling: LayerNodes = ({ writer, layer, input }) => {
  const { name, channels, edges, output } = spatial(writer, layer, input);
  const times = byAxis(layer.config.size ?? 2, 2);
  const mode = layer.config.interpolation === 'bilinear' ? 'linear' : 'nearest';
  const made = writer.node('Resize', [name, '', writer.reals([1, 1, ...times], [4])], {
    mode: ofWord(mode),
    coordinate_transformation_mode: ofWord('asymmetric'),
    ...(mode === 'nearest' ? { nearest_mode: ofWord('floor') } : {}),
  });
  return output(
    made,
    channels,
    edges.map((edge, axis) => (edge === null ? null : edge * (times[axis] ?? 1))),
  );
};

/** What is put to or taken from before and behind each axis: one number for all, one an axis, or two an axis. */
function bothEnds(value: unknown): readonly (readonly [number, number])[] {
  const [first, second] = Array.isArray(value) ? value : [value, value];
  return [first, second].map((each) =>
    Array.isArray(each) ? [Number(each[0]), Number(each[1])] : [Number(each), Number(each)],
  );
}

const zeroPadding: LayerNodes = ({ writer, layer, input }) => {
  const { name, channels, edges, output } = spatial(writer, layer, input);
  const ends = bothEnds(layer.config.padding ?? 1);
  const pads = [0, 0, ...ends.map(([before]) => before), 0, 0, ...ends.map(([, after]) => after)];
  const made =
    writer.opset >= 11
      ? writer.node('Pad', [name, writer.wholes(pads)])
      : writer.node('Pad', [name], { pads: ofIntegers(pads) });
  return output(
    made,
    channels,
    edges.map((edge, axis) => grown(edge, ends[axis], 1)),
  );
};

const cropping: LayerNodes = ({ writer, layer, input }) => {
  const { name, channels, edges, output } = spatial(writer, layer, input);
  const ends = bothEnds(layer.config.cropping ?? 0);
  const starts = writer.wholes(ends.map(([before]) => before));
  const stops = writer.wholes(ends.map(([, after]) => (after === 0 ? 2 ** 31 : -after)));
  const made = writer.node('Slice', [name, starts, stops, writer.wholes([2, 3])]);
  return output(
    made,
    channels,
    edges.map((edge, axis) => grown(edge, ends[axis], -1)),
  );
};

function grown(
  edge: number | null,
  [before, after]: readonly [number, number] = [0, 0],
  sign: number,
): number | null {
  return edge === null ? null : edge + sign * (before + after);
}

/** By the Keras class. A layer that is not here can't be written. */
export const layerNodes: ReadonlyMap<string, LayerNodes> = new Map<string, LayerNodes>([
  ['Activation', ({ writer, layer, input }) => activated(writer, input, layer.config.activation)],
  ['Add', inTurn('Add')],
  ['Average', atOnce('Mean')],
  ['AveragePooling1D', pooling('AveragePool')],
  ['AveragePooling2D', pooling('AveragePool')],
  ['AveragePooling3D', pooling('AveragePool')],
  ['BatchNormalization', batchNormalisation],
  ['Concatenate', concatenate],
  ['Conv1D', convolution],
  ['Conv2D', convolution],
  ['Conv2DTranspose', transposedConvolution],
  ['Conv3D', convolution],
  ['Cropping2D', cropping],
  ['Dense', dense],
  ['DepthwiseConv2D', depthwise],
  ['Dot', dot],
  ['Dropout', asItIs],
  ['ELU', ofEach('Elu', 'alpha', ({ alpha }) => alpha ?? 1)],
  ['Flatten', flatten],
  ['GlobalAveragePooling1D', globalPooling('GlobalAveragePool')],
  ['GlobalAveragePooling2D', globalPooling('GlobalAveragePool')],
  ['GlobalMaxPooling1D', globalPooling('GlobalMaxPool')],
  ['GlobalMaxPooling2D', globalPooling('GlobalMaxPool')],
  ['LayerNormalization', layerNormalisation],
  ['LeakyReLU', ofEach('LeakyRelu', 'alpha', ({ alpha }) => alpha ?? 0.3)],
  ['MaxPooling1D', pooling('MaxPool')],
  ['MaxPooling2D', pooling('MaxPool')],
  ['MaxPooling3D', pooling('MaxPool')],
  ['Maximum', atOnce('Max')],
  ['Minimum', atOnce('Min')],
  ['Multiply', inTurn('Mul')],
  ['PReLU', slopes],
  ['Permute', permute],
  ['ReLU', relu],
  ['RepeatVector', repeat],
  ['Rescaling', rescaling],
  ['Reshape', reshape],
  ['SeparableConv2D', separable],
  ['Softmax', ({ writer, input }) => softmax(writer, input, 'Softmax')],
  ['SpatialDropout1D', asItIs],
  ['ThresholdedReLU', ofEach('ThresholdedRelu', 'alpha', ({ theta }) => theta ?? 1)],
  ['UpSampling2D', upSampling],
  ['ZeroPadding2D', zeroPadding],
]);
