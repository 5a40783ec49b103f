import { valuesIn } from '../../../design/base/tensor-shape';
import { TensorProto_DataType } from '../../onnx/onnx_pb';
import { broadcast, type Fact, mostKnown, type OperatorCall, type Operators } from './operator-call';
import { stretched } from './plain-operators';
import { isNarrowFloat, numbersIn, readTensor } from './tensors';

// Operators that move values, pick some of them, or make them from nothing.

const { FLOAT, INT64 } = TensorProto_DataType;

function constant(call: OperatorCall): readonly Fact[] {
  const tensor = call.attribute('value')?.t;
  if (tensor !== undefined) {
    const read = readTensor(tensor, 'the model');
    if (read.outside !== undefined) throw call.unfit('keeps its value in another file');
    const type = isNarrowFloat(read.type) ? FLOAT : read.type;
    return call.gives(read.shape, type, valuesIn(read.shape) <= mostKnown ? numbersIn(read) : undefined);
  }
  const float = call.attribute('value_float');
  if (float !== undefined) return call.gives([], FLOAT, [float.f]);
  const integer = call.attribute('value_int');
  if (integer !== undefined) return call.gives([], INT64, [Number(integer.i)]);
  const floats = call.floats('value_floats');
  if (floats !== undefined) return call.gives([floats.length], FLOAT, floats);
  const integers = call.integers('value_ints');
  if (integers !== undefined) return call.gives([integers.length], INT64, integers);
  throw call.unfit('has a value that can’t be read');
}

function constantOfShape(call: OperatorCall): readonly Fact[] {
  const shape = call.values(0) ?? [];
  const tensor = call.attribute('value')?.t;
  const read = tensor && readTensor(tensor, 'the model');
  const [value = 0] = read === undefined ? [] : numbersIn(read);
  const type = read?.type ?? FLOAT;
  const [fact] = call.gives(shape, type);
  const count = valuesIn(shape);
  return count <= mostKnown ? call.gives(shape, type, new Array<number>(count).fill(value)) : [fact!];
}

function range(call: OperatorCall): readonly Fact[] {
  const [start, limit, step] = [0, 1, 2].map((place) => call.values(place)?.[0] ?? Number.NaN);
  const count = Math.max(0, Math.ceil((limit! - start!) / step!));
  const [fact] = call.gives([count]);
  if (count > mostKnown) return [fact!];
  return call.gives(
    [count],
    undefined,
    Array.from({ length: count }, (_, place) => start! + place * step!),
  );
}

function reshape(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const wanted = call.integers('shape') ?? call.values(1) ?? [];
  const copiesZero = call.integer('allowzero', 0) === 0;
  const edges = wanted.map((edge, axis) => (edge === 0 && copiesZero ? (shape[axis] ?? Number.NaN) : edge));
  const rest = valuesIn(edges.filter((edge) => edge !== -1));
  const open = edges.filter((edge) => edge === -1).length;
  const given = edges.map((edge) => (edge === -1 ? (rest === 0 ? 0 : valuesIn(shape) / rest) : edge));
  if (open > 1 || valuesIn(given) !== valuesIn(shape)) {
    throw call.unfit(
      `makes [${wanted.join(', ').slice(0, 80)}] of [${shape.join(', ')}], which has another number of values`,
    );
  }
  return call.gives(given, type, values);
}

function flatten(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const written = call.integer('axis', 1);
  const axis = written === shape.length ? written : call.axis(written, shape.length);
  return call.gives([valuesIn(shape.slice(0, axis)), valuesIn(shape.slice(axis))]);
}

function squeeze(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const axes = call.axes(1, shape.length) ?? shape.flatMap((edge, axis) => (edge === 1 ? [axis] : []));
  if (axes.some((axis) => shape[axis] !== 1)) throw call.unfit(`takes axes out of [${shape}] that are not 1`);
  return call.gives(
    shape.filter((_, axis) => !axes.includes(axis)),
    type,
    values,
  );
}

function unsqueeze(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const written = call.integers('axes') ?? call.values(1) ?? [];
  const rank = shape.length + written.length;
  const axes = written.map((axis) => call.axis(axis, rank));
  const edges = [...shape];
  return call.gives(
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (edges.shift() ?? 1))),
    type,
    values,
  );
}

/** How many values lie between two that are next to each other along an axis. */
function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => valuesIn(shape.slice(axis + 1)));
}

/** Where each value of a shape lies in another tensor, where it is so many steps along each axis, from `start` on. */
function placesIn(shape: readonly number[], steps: readonly number[], start = 0): number[] {
  return shape.reduce<number[]>(
    (places, edge, axis) =>
      places.flatMap((place) => Array.from({ length: edge }, (_, at) => place + at * (steps[axis] ?? 0))),
    [start],
  );
}

function transpose(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const order = call.integers('perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
  if ([...order].sort((one, other) => one - other).join() !== shape.map((_, axis) => axis).join()) {
    throw call.unfit(`can't put the axes of [${shape}] into the order [${order}]`);
  }
  const turned = order.map((axis) => shape[axis] ?? 1);
  const steps = stepsOf(shape);
  return call.gives(
    turned,
    type,
    values &&
      placesIn(
        turned,
        order.map((axis) => steps[axis]!),
      ).map((place) => values[place]!),
  );
}

function concat(call: OperatorCall): readonly Fact[] {
  const facts = call.inputs.filter((fact) => fact !== undefined);
  const { shape } = call.fact(0);
  const axis = call.axis(call.integer('axis', 1), shape.length);
  for (const one of facts) {
    const isFit =
      one.shape.length === shape.length && one.shape.every((edge, at) => at === axis || edge === shape[at]);
    if (!isFit) throw call.unfit(`joins shapes that do not fit each other: [${shape}] and [${one.shape}]`);
  }
  const edges = shape.map((edge, at) =>
    at === axis ? facts.reduce((sum, one) => sum + (one.shape[at] ?? 0), 0) : edge,
  );
  const isKnown = shape.length === 1 && facts.every(({ values }) => values !== undefined);
  return call.gives(edges, undefined, isKnown ? facts.flatMap(({ values = [] }) => values) : undefined);
}

function split(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const axis = call.axis(call.integer('axis', 0), shape.length);
  const whole = shape[axis] ?? 0;
  const count = call.integer('num_outputs', call.node.output.length);
  const equal = Math.ceil(whole / count);
  const sizes =
    call.integers('split') ??
    call.values(1) ??
    Array.from({ length: count }, (_, place) => Math.min(equal, whole - place * equal));
  if (sizes.reduce((sum, size) => sum + size, 0) !== whole) {
    throw call.unfit(`splits ${whole} values into [${sizes.join(', ').slice(0, 80)}]`);
  }
  let start = 0;
  return sizes.flatMap((size) => {
    const part = shape.length === 1 ? values?.slice(start, start + size) : undefined;
    start += size;
    return call.gives(
      shape.map((edge, at) => (at === axis ? size : edge)),
      type,
      part,
    );
  });
}

function slice(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const starts = call.integers('starts') ?? call.values(1) ?? [];
  const ends = call.integers('ends') ?? call.values(2) ?? [];
  const axes = call.axes(3, shape.length) ?? starts.map((_, axis) => axis);
  const steps = call.values(4) ?? starts.map(() => 1);
  const edges = [...shape];
  const inner = stepsOf(shape);
  let first = 0;
  for (const [place, axis] of axes.entries()) {
    const edge = shape[axis] ?? 0;
    const step = steps[place] ?? 1;
    if (step === 0) throw call.unfit('takes steps of 0');
    const [least, most] = step > 0 ? [0, edge] : [-1, edge - 1];
    const bounded = (at: number): number => Math.min(most, Math.max(least, at < 0 ? at + edge : at));
    const start = bounded(starts[place] ?? 0);
    edges[axis] = Math.max(0, Math.ceil((bounded(ends[place] ?? 0) - start) / step));
    first += start * (inner[axis] ?? 0);
    inner[axis] = (inner[axis] ?? 0) * step;
  }
  return call.gives(edges, type, values && placesIn(edges, inner, first).map((place) => values[place] ?? 0));
}

function gather(call: OperatorCall): readonly Fact[] {
  const { shape, type, values } = call.fact(0);
  const indices = call.fact(1);
  const axis = call.axis(call.integer('axis', 0), shape.length);
  const picked =
    shape.length === 1 && values !== undefined
      ? indices.values?.map((index) => values[index < 0 ? index + values.length : index])
      : undefined;
  return call.gives(
    [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)],
    type,
    picked?.every((value) => value !== undefined) ? picked : undefined,
  );
}

function gatherNd(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const { shape: indices } = call.fact(1);
  const batch = call.integer('batch_dims', 0);
  return call.gives([...indices.slice(0, -1), ...shape.slice(batch + (indices.at(-1) ?? 0))]);
}

function expand(call: OperatorCall): readonly Fact[] {
  const fact = call.fact(0);
  const shape = broadcast(call, [fact.shape, call.values(1) ?? []]);
  const isKnown = fact.values !== undefined && valuesIn(shape) <= mostKnown;
  return call.gives(shape, fact.type, isKnown ? stretched(fact, shape) : undefined);
}

function tile(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const times = call.values(1) ?? [];
  return call.gives(shape.map((edge, axis) => edge * (times[axis] ?? Number.NaN)));
}

function pad(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const pads = call.integers('pads') ?? call.values(1) ?? [];
  const axes = call.values(3)?.map((axis) => call.axis(axis, shape.length)) ?? shape.map((_, axis) => axis);
  const edges = [...shape];
  for (const [place, axis] of axes.entries()) {
    edges[axis] = edges[axis]! + (pads[place] ?? Number.NaN) + (pads[place + axes.length] ?? Number.NaN);
  }
  return call.gives(edges);
}

function resize(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const isOld = call.node.opType === 'Upsample' || call.opset < 11;
  const scales = call.floats('scales') ?? knownOrNone(call, isOld ? 1 : 2);
  const sizes = isOld ? undefined : knownOrNone(call, 3);
  const axes =
    call.integers('axes')?.map((axis) => call.axis(axis, shape.length)) ?? shape.map((_, axis) => axis);
  const policy = call.text('keep_aspect_ratio_policy', 'stretch');
  if (policy !== 'stretch') throw call.unfit(`keeps proportions (${policy}), which is not known`);
  if (scales === undefined && sizes === undefined) throw call.unfit('gives a shape that is not known');
  const edges = [...shape];
  for (const [place, axis] of axes.entries()) {
    edges[axis] = sizes?.[place] ?? Math.floor(edges[axis]! * (scales?.[place] ?? Number.NaN) + 1e-6);
  }
  return call.gives(edges);
}

/** An input that is left out may be an empty tensor. */
function knownOrNone(call: OperatorCall, place: number): readonly number[] | undefined {
  const values = call.inputs[place]?.shape[0] === 0 ? undefined : call.values(place);
  return values?.length === 0 ? undefined : values;
}

/** Channels to positions, or positions to channels, in blocks of so many edges. */
function blocks(toSpace: boolean): (call: OperatorCall) => readonly Fact[] {
  return (call) => {
    const [batch = 0, channels = 0, height = 0, width = 0] = call.fact(0).shape;
    const size = call.integer('blocksize', 1);
    return call.gives(
      toSpace
        ? [batch, channels / size ** 2, height * size, width * size]
        : [batch, channels * size ** 2, height / size, width / size],
    );
  };
}

function topK(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const axis = call.axis(call.integer('axis', -1), shape.length);
  const count = call.values(1)?.[0] ?? call.integer('k', 0);
  const edges = shape.map((edge, at) => (at === axis ? count : edge));
  return [...call.gives(edges), ...call.gives(edges, INT64)];
}

function oneHot(call: OperatorCall): readonly Fact[] {
  const { shape } = call.fact(0);
  const axis = call.axis(call.integer('axis', -1), shape.length + 1);
  const depth = call.values(1)?.[0] ?? Number.NaN;
  return call.gives([...shape.slice(0, axis), depth, ...shape.slice(axis)], call.fact(2).type);
}

export const movingOperators: Operators = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  EyeLike: (call) => call.gives(call.fact(0).shape, call.integer('dtype', call.fact(0).type)),
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherElements: (call) => call.gives(call.fact(1).shape),
  GatherND: gatherNd,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  Resize: resize,
  Upsample: resize,
  DepthToSpace: blocks(true),
  SpaceToDepth: blocks(false),
  TopK: topK,
  OneHot: oneHot,
  GridSample: (call) => call.gives([...call.fact(0).shape.slice(0, 2), ...call.fact(1).shape.slice(1, -1)]),
};
