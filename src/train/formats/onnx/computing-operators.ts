import { TensorProto_DataType } from '../../onnx/onnx_pb';
import { broadcast, type Fact, type Operator, type OperatorCall, type Operators } from './operator-call';

// Operators that sum over values: convolutions, matrices, pools.

const { FLOAT, INT32, INT64, UINT8 } = TensorProto_DataType;

interface Window {
  readonly kernel: readonly number[];
  /** Of height and width, and more if there is more: without batch and channels. */
  readonly input: readonly number[];
}

/** Height and width of what comes of a window that is moved over its input. */
function positions(call: OperatorCall, { kernel, input }: Window): number[] {
  const strides = call.integers('strides');
  const dilations = call.integers('dilations');
  const pads = call.integers('pads');
  const padding = call.text('auto_pad', 'NOTSET');
  const roundsUp = call.integer('ceil_mode', 0) === 1;
  return input.map((edge, axis) => {
    const stride = strides?.[axis] ?? 1;
    const reach = (dilations?.[axis] ?? 1) * ((kernel[axis] ?? 0) - 1) + 1;
    if (!(stride > 0) || !(reach > 0)) throw call.unfit('moves by no steps');
    if (padding.startsWith('SAME')) return Math.ceil(edge / stride);
    const before = padding === 'VALID' ? 0 : (pads?.[axis] ?? 0);
    const after = padding === 'VALID' ? 0 : (pads?.[axis + input.length] ?? 0);
    const steps = (edge + before + after - reach) / stride;
    if (!roundsUp) return Math.floor(steps) + 1;
    const count = Math.ceil(steps) + 1;
    // A window that would begin behind the input is none.
    return (count - 1) * stride >= edge + before ? count - 1 : count;
  });
}

function convolution(
  call: OperatorCall,
  from: Fact,
  weight: Fact,
  type: TensorProto_DataType,
): readonly Fact[] {
  const [batch = 0, channels = 0, ...input] = from.shape;
  const [filters = 0, each = 0, ...kernel] = weight.shape;
  const groups = call.integer('group', 1);
  if (from.shape.length !== weight.shape.length || from.shape.length < 3) {
    throw call.unfit(`takes [${from.shape}] by a kernel of [${weight.shape}]`);
  }
  if (channels !== each * groups || filters % groups !== 0) {
    throw call.unfit(`has a kernel for ${each * groups} channels and is given ${channels}`);
  }
  return call.gives([batch, filters, ...positions(call, { kernel, input })], type);
}

function transposedConvolution(call: OperatorCall): readonly Fact[] {
  const [batch = 0, channels = 0, ...input] = call.fact(0).shape;
  const [each = 0, filters = 0, ...kernel] = call.fact(1).shape;
  if (channels !== each) throw call.unfit(`has a kernel for ${each} channels and is given ${channels}`);
  const shape = call.integers('output_shape');
  const pads = call.integers('pads');
  const padding = call.text('auto_pad', 'NOTSET');
  const edges = input.map((edge, axis) => {
    const stride = call.integers('strides')?.[axis] ?? 1;
    const reach = (call.integers('dilations')?.[axis] ?? 1) * ((kernel[axis] ?? 0) - 1) + 1;
    if (padding.startsWith('SAME')) return edge * stride;
    const padded = (pads?.[axis] ?? 0) + (pads?.[axis + input.length] ?? 0);
    return stride * (edge - 1) + (call.integers('output_padding')?.[axis] ?? 0) + reach - padded;
  });
  return call.gives([batch, filters * call.integer('group', 1), ...(shape?.slice(-input.length) ?? edges)]);
}

const pool: Operator = (call) => {
  const [batch = 0, channels = 0, ...input] = call.fact(0).shape;
  const edges = positions(call, { kernel: call.integers('kernel_shape') ?? [], input });
  return [
    ...call.gives([batch, channels, ...edges]),
    ...call.node.output.slice(1).flatMap(() => call.gives([batch, channels, ...edges], INT64)),
  ];
};

const globalPool: Operator = (call) =>
  call.gives(call.fact(0).shape.map((edge, axis) => (axis < 2 ? edge : 1)));

/** The shape of a product of matrices, or of stacks of them. */
function product(call: OperatorCall, one: Fact, other: Fact, type: TensorProto_DataType): readonly Fact[] {
  if (one.shape.length === 0 || other.shape.length === 0) throw call.unfit('multiplies by no matrix');
  const left = one.shape.length === 1 ? [1, ...one.shape] : one.shape;
  const right = other.shape.length === 1 ? [...other.shape, 1] : other.shape;
  if (left.at(-1) !== right.at(-2)) {
    throw call.unfit(`multiplies matrices that do not fit each other: [${one.shape}] and [${other.shape}]`);
  }
  return call.gives(
    [
      ...broadcast(call, [left.slice(0, -2), right.slice(0, -2)]),
      ...(one.shape.length === 1 ? [] : [left.at(-2)!]),
      ...(other.shape.length === 1 ? [] : [right.at(-1)!]),
    ],
    type,
  );
}

function gemm(call: OperatorCall): readonly Fact[] {
  const turned = ({ shape, type }: Fact, by: string): Fact => ({
    type,
    shape: call.integer(by, 0) === 1 ? [...shape].reverse() : shape,
  });
  const [one, other] = [turned(call.fact(0), 'transA'), turned(call.fact(1), 'transB')];
  if (one.shape.length !== 2 || other.shape.length !== 2) throw call.unfit('takes no matrices');
  return product(call, one, other, one.type);
}

const reduction: Operator = (call) => {
  const { shape, type, values } = call.fact(0);
  const written = call.integers('axes') ?? call.values(1);
  const isIdle = (written ?? []).length === 0 && call.integer('noop_with_empty_axes', 0) === 1;
  if (isIdle) return call.gives(shape);
  const axes =
    written === undefined || written.length === 0
      ? shape.map((_, axis) => axis)
      : written.map((axis) => call.axis(axis, shape.length));
  const keeps = call.integer('keepdims', 1) === 1;
  const edges = keeps
    ? shape.map((edge, axis) => (axes.includes(axis) ? 1 : edge))
    : shape.filter((_, axis) => !axes.includes(axis));
  const isWhole = shape.length === 1 && axes.length === 1;
  return call.gives(edges, type, isWhole && values ? reduced(call.node.opType, values) : undefined);
};

function reduced(opType: string, values: readonly number[]): number[] | undefined {
  if (opType === 'ReduceProd') return [values.reduce((all, value) => all * value, 1)];
  if (opType === 'ReduceSum') return [values.reduce((all, value) => all + value, 0)];
  if (opType === 'ReduceMax') return [Math.max(...values)];
  return opType === 'ReduceMin' ? [Math.min(...values)] : undefined;
}

const argument: Operator = (call) => {
  const { shape } = call.fact(0);
  const axis = call.axis(call.integer('axis', 0), shape.length);
  const keeps = call.integer('keepdims', 1) === 1;
  return call.gives(
    keeps ? shape.map((edge, at) => (at === axis ? 1 : edge)) : shape.filter((_, at) => at !== axis),
    INT64,
  );
};

function einsum(call: OperatorCall): readonly Fact[] {
  const [terms = '', result] = call.text('equation', '').replace(/\s/g, '').split('->');
  const edges = new Map<string, number>();
  for (const [place, term] of terms.split(',').entries()) {
    const { shape } = call.fact(place);
    if (term.length !== shape.length)
      throw call.unfit(`has an equation that is not known: ${terms.slice(0, 80)}`);
    for (const [axis, letter] of [...term].entries()) edges.set(letter, shape[axis]!);
  }
  if (result === undefined) throw call.unfit('has an equation without a result');
  return call.gives([...result].map((letter) => edges.get(letter) ?? Number.NaN));
}

/** Queries, keys and values come in one product of the input and the weights, one behind the other. */
function fusedAttention(call: OperatorCall): readonly Fact[] {
  const [batch = 0, length = 0] = call.fact(0).shape;
  const sizes = call.integers('qkv_hidden_sizes');
  return call.gives([batch, length, sizes?.[2] ?? (call.fact(1).shape[1] ?? 0) / 3]);
}

const attention: Operator = (call) => {
  const query = call.fact(0);
  const value = call.inputs[2] ?? query;
  return call.gives([...query.shape.slice(0, -1), value.shape.at(-1) ?? 0]);
};

/** The matrices stand beside their scales and zero points. */
function quantisedGemm(call: OperatorCall): readonly Fact[] {
  const [rows = 0] = call.integer('transA', 0) === 1 ? [call.fact(0).shape[1]] : call.fact(0).shape;
  const [one = 0, other = 0] = call.fact(3).shape;
  return call.gives([rows, call.integer('transB', 0) === 1 ? one : other]);
}

/** Each tensor stands before its scale and zero point; those of the result come first. */
function quantisedConcat(call: OperatorCall): readonly Fact[] {
  const shapes = call.inputs.flatMap((fact, place) => (place % 3 === 2 && fact ? [fact.shape] : []));
  const [first = []] = shapes;
  const axis = call.axis(call.integer('axis', 1), first.length);
  const joined = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  return call.gives(
    first.map((edge, at) => (at === axis ? joined : edge)),
    call.fact(1).type,
  );
}

const dequantized: Operator = (call) => call.gives(call.fact(0).shape, call.fact(1).type);
const quantized: Operator = (call) => call.gives(call.fact(0).shape, call.inputs[2]?.type ?? UINT8);

export const computingOperators: Operators = {
  Conv: (call) => convolution(call, call.fact(0), call.fact(1), call.fact(0).type),
  FusedConv: (call) => convolution(call, call.fact(0), call.fact(1), call.fact(0).type),
  ConvInteger: (call) => convolution(call, call.fact(0), call.fact(1), INT32),
  QLinearConv: (call) => convolution(call, call.fact(0), call.fact(3), call.fact(7).type),
  ConvTranspose: transposedConvolution,
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  QLinearAveragePool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
  QLinearGlobalAveragePool: globalPool,
  MatMul: (call) => product(call, call.fact(0), call.fact(1), call.fact(0).type),
  MatMulInteger: (call) => product(call, call.fact(0), call.fact(1), INT32),
  QLinearMatMul: (call) => product(call, call.fact(0), call.fact(3), call.fact(7).type),
  Gemm: gemm,
  Einsum: einsum,
  ...Object.fromEntries(
    ['Mean', 'Sum', 'Max', 'Min', 'Prod', 'L1', 'L2', 'SumSquare', 'LogSum', 'LogSumExp'].map((name) => [
      `Reduce${name}`,
      reduction,
    ]),
  ),
  ArgMax: argument,
  ArgMin: argument,
  DequantizeLinear: dequantized,
  QuantizeLinear: quantized,
  DynamicQuantizeLinear: (call) => [
    ...call.gives(call.fact(0).shape, UINT8),
    ...call.gives([], FLOAT),
    ...call.gives([], UINT8),
  ],
  QLinearAdd: (call) => call.gives(broadcast(call, [call.fact(0).shape, call.fact(3).shape])),
  QLinearMul: (call) => call.gives(broadcast(call, [call.fact(0).shape, call.fact(3).shape])),
};

/** Those of ONNX Runtime's own domain whose names ONNX has for others. */
export const runtimeOperators: Operators = {
  Attention: fusedAttention,
  MultiHeadAttention: attention,
  FusedMatMul: (call) => product(call, call.fact(0), call.fact(1), call.fact(0).type),
  FusedGemm: gemm,
  QGemm: quantisedGemm,
  QLinearConcat: quantisedConcat,
};
