import { valuesIn } from '../../../design/base/tensor-shape';
import { TensorProto_DataType } from '../../onnx/onnx_pb';
import {
  broadcast,
  type Fact,
  isReal,
  mostKnown,
  type Operator,
  type OperatorCall,
  type Operators,
} from './operator-call';

const { BOOL, INT64 } = TensorProto_DataType;

/** Operators that answer each value by itself. */

type OfOne = (value: number) => number;
type OfTwo = (one: number, other: number) => number;

function ofEach(compute?: OfOne): Operator {
  return (call) => {
    const { shape, type, values } = call.fact(0);
    return call.gives(shape, type, compute && values?.map(compute));
  };
}

function asks(compute?: OfOne): Operator {
  return (call) => call.gives(call.fact(0).shape, BOOL, compute && call.fact(0).values?.map(compute));
}

/** The value of a stretched tensor for each place of what comes of it. */
export function stretched({ shape, values = [] }: Fact, to: readonly number[]): number[] {
  const count = valuesIn(to);
  const steps = to.map((_, axis) => {
    const own = axis - to.length + shape.length;
    if (own < 0 || shape[own] === 1) return 0;
    return valuesIn(shape.slice(own + 1));
  });
  return Array.from({ length: count }, (_, place) => {
    let rest = place;
    let from = 0;
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      from += (rest % to[axis]!) * steps[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return values[from] ?? 0;
  });
}

function together(compute: OfTwo | undefined, type?: TensorProto_DataType): Operator {
  return (call) => {
    const facts = call.inputs.filter((fact) => fact !== undefined);
    const shape = broadcast(
      call,
      facts.map((fact) => fact.shape),
    );
    return call.gives(shape, type ?? call.fact(0).type, compute && combined(facts, shape, compute));
  };
}

function combined(facts: readonly Fact[], shape: readonly number[], compute: OfTwo): number[] | undefined {
  const count = valuesIn(shape);
  if (count > mostKnown || facts.some(({ values }) => values === undefined)) return undefined;
  const [first = [], ...rest] = facts.map((fact) => stretched(fact, shape));
  return rest.reduce((all, values) => all.map((value, place) => compute(value, values[place]!)), first);
}

function divide(call: OperatorCall): readonly Fact[] {
  const quotient: OfTwo = isReal(call.fact(0).type)
    ? (one, other) => one / other
    : (one, other) => Math.trunc(one / other);
  return together(quotient)(call);
}

function remainder(call: OperatorCall): readonly Fact[] {
  const isC = call.integer('fmod', 0) === 1;
  return together((one, other) => (isC ? one % other : one - other * Math.floor(one / other)))(call);
}

function cast(call: OperatorCall): readonly Fact[] {
  const { shape, values } = call.fact(0);
  const type = call.integer('to', 0) as TensorProto_DataType;
  const whole: OfOne = type === BOOL ? (value) => Number(value !== 0) : Math.trunc;
  return call.gives(shape, type, isReal(type) ? values : values?.map(whole));
}

function where(call: OperatorCall): readonly Fact[] {
  const facts = [call.fact(0), call.fact(1), call.fact(2)];
  const shape = broadcast(
    call,
    facts.map((fact) => fact.shape),
  );
  const count = valuesIn(shape);
  const isKnown = count <= mostKnown && facts.every(({ values }) => values !== undefined);
  const [asked = [], yes = [], no = []] = isKnown ? facts.map((fact) => stretched(fact, shape)) : [];
  return call.gives(
    shape,
    call.fact(1).type,
    isKnown ? asked.map((value, place) => (value ? yes[place]! : no[place]!)) : undefined,
  );
}

function clip(call: OperatorCall): readonly Fact[] {
  const bounds = [1, 2].map((place) => call.inputs[place]?.values?.[0]);
  // Older versions have bounds as attributes, which no shape is worked out with.
  const isKnown = [1, 2].every(
    (place) => call.inputs[place] === undefined || bounds[place - 1] !== undefined,
  );
  const [least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY] = bounds;
  const { shape, type, values } = call.fact(0);
  const isOld = call.has('min') || call.has('max');
  return call.gives(
    shape,
    type,
    isKnown && !isOld ? values?.map((value) => Math.min(most, Math.max(least, value))) : undefined,
  );
}

/** It gives what it takes, and perhaps more that no network reads when it answers. */
const same: Operator = (call) => [
  call.gives(call.fact(0).shape)[0]!,
  ...call.node.output.slice(1).map(() => ({ type: BOOL, shape: call.fact(0).shape })),
];

const bankersRound: OfOne = (value) => {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

export const plainOperators: Operators = {
  ...Object.fromEntries(
    [
      ...[
        'Relu',
        'LeakyRelu',
        'Elu',
        'Selu',
        'Celu',
        'Sigmoid',
        'HardSigmoid',
        'HardSwish',
        'Tanh',
        'Softplus',
      ],
      ...['Softsign', 'Mish', 'Gelu', 'Erf', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh'],
      ...['ThresholdedRelu', 'Shrink', 'Softmax', 'LogSoftmax', 'Hardmax', 'LRN', 'Swish', 'CumSum', 'Trilu'],
      ...['InstanceNormalization', 'GroupNormalization', 'LpNormalization', 'MeanVarianceNormalization'],
      ...['QuickGelu', 'FastGelu', 'BiasGelu', 'SimplifiedLayerNormalization', 'RMSNormalization'],
      ...['QLinearSigmoid', 'QLinearLeakyRelu', 'QLinearSoftmax', 'ScatterND', 'ScatterElements', 'PRelu'],
    ].map((name) => [name, ofEach()]),
  ),
  ...Object.fromEntries(
    [
      ...['Dropout', 'BatchNormalization', 'LayerNormalization', 'SkipLayerNormalization'],
      'SkipSimplifiedLayerNormalization',
    ].map((name) => [name, same]),
  ),
  Identity: ofEach((value) => value),
  Neg: ofEach((value) => -value),
  Abs: ofEach(Math.abs),
  Floor: ofEach(Math.floor),
  Ceil: ofEach(Math.ceil),
  Round: ofEach(bankersRound),
  Sqrt: ofEach(Math.sqrt),
  Exp: ofEach(Math.exp),
  Log: ofEach(Math.log),
  Sign: ofEach(Math.sign),
  Reciprocal: ofEach((value) => 1 / value),
  Clip: clip,
  Not: asks((value) => Number(value === 0)),
  IsNaN: asks(),
  IsInf: asks(),
  Cast: cast,
  CastLike: (call) => call.gives(call.fact(0).shape, call.fact(1).type),
  Add: together((one, other) => one + other),
  Sub: together((one, other) => one - other),
  Mul: together((one, other) => one * other),
  Sum: together((one, other) => one + other),
  Min: together(Math.min),
  Max: together(Math.max),
  Mean: together(undefined),
  Pow: together((one, other) => one ** other),
  Div: divide,
  Mod: remainder,
  And: together((one, other) => one && other, BOOL),
  Or: together((one, other) => one || other, BOOL),
  Xor: together((one, other) => Number(one !== other), BOOL),
  Equal: together((one, other) => Number(one === other), BOOL),
  Greater: together((one, other) => Number(one > other), BOOL),
  Less: together((one, other) => Number(one < other), BOOL),
  GreaterOrEqual: together((one, other) => Number(one >= other), BOOL),
  LessOrEqual: together((one, other) => Number(one <= other), BOOL),
  Where: where,
  Size: (call) => {
    const size = valuesIn(call.fact(0).shape);
    return call.gives([], INT64, [size]);
  },
  Shape: (call) => {
    const { shape } = call.fact(0);
    const part = shape.slice(call.integer('start', 0), call.has('end') ? call.integer('end', 0) : undefined);
    return call.gives([part.length], INT64, part);
  },
};
