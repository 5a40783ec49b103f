import type { Doing, Operation, Value } from '../../compiler/operation';
import { ofInteger } from './graph-writer';
import type { OperationInWriting } from './operation-nodes';
import { WrittenValue } from './written-value';

/**
 * What is done to several values place by place: with their channels in front or not as fewer of them have to be turned for
 * it; a vector along the channels goes either way.
 */
export function together(
  { writer, inputs, operation }: OperationInWriting,
  make: (names: readonly string[]) => string,
): WrittenValue {
  const [{ shape }] = operation.outputs as readonly [Value];
  const pictures = inputs.filter((_, place) => (operation.inputs[place] as Value).shape.length === 4);
  const [front, back] = [
    pictures.filter(({ isFirst }) => isFirst),
    pictures.filter(({ isPlain }) => isPlain),
  ];
  const isFirst = shape.length === 4 && front.length > 0 && front.length >= back.length;
  if (!isFirst) return WrittenValue.plain(writer, make(inputs.map((input) => input.plain)));
  const names = inputs.map((input, place) => {
    const own = (operation.inputs[place] as Value).shape;
    if (own.length === 4) return input.first;
    if (own.length === 0) return input.plain;
    if (own.length === 1) return writer.reshape(input.plain, [own[0] as number, 1, 1]);
    const whole = [...new Array<number>(4 - own.length).fill(1), ...own.map((length) => length ?? -1)];
    return writer.transpose(writer.reshape(input.plain, whole), [0, 3, 1, 2]);
  });
  return WrittenValue.first(writer, make(names));
}

/**
 * What is done along axes, which are told by where they stand.
 * @param isOfSides whether that is the same for all channels of pictures: what follows then wants them in front as well
 */
export function alongAxes(
  { writer, inputs }: OperationInWriting,
  isOfSides: boolean,
  make: (name: string, axis: (of: number) => number) => string,
): WrittenValue {
  const [input] = inputs as readonly [WrittenValue];
  const isFirst = input.isFirst || isOfSides;
  return isFirst
    ? WrittenValue.first(writer, make(input.first, axisWithChannelsFirst))
    : WrittenValue.plain(
        writer,
        make(input.plain, (of) => of),
      );
}

/** Whether it gives pictures of as many channels as it takes. */
function hasAllChannels({ inputs: [input], outputs: [output] }: Operation): boolean {
  return input?.shape.length === 4 && input.shape[0] === null && input.shape[3] === output?.shape[3];
}

/** Where an axis of pictures [examples, height, width, channels] stands in [examples, channels, height, width]. */
function axisWithChannelsFirst(axis: number): number {
  return [0, 2, 3, 1][axis] as number;
}

export function concatenated({ writer, inputs }: OperationInWriting, along: number): WrittenValue {
  const isFirst = inputs.every((input) => input.isFirst);
  const names = inputs.map((input) => (isFirst ? input.first : input.plain));
  const axis = ofInteger(isFirst ? axisWithChannelsFirst(along) : along);
  const made = writer.node('Concat', names, { axis });
  return isFirst ? WrittenValue.first(writer, made) : WrittenValue.plain(writer, made);
}

export function sliced(written: OperationInWriting, begin: readonly number[]): WrittenValue {
  const { writer, operation } = written;
  const [{ shape }] = operation.outputs as readonly [Value];
  const axes = shape.flatMap((length, axis) => (length === null ? [] : [axis]));
  const begins = axes.map((axis) => begin[axis] ?? 0);
  const ends = axes.map((axis, place) => (begins[place] as number) + (shape[axis] as number));
  return alongAxes(written, hasAllChannels(operation), (name, axis) =>
    writer.node('Slice', [name, ...[begins, ends, axes.map(axis)].map((all) => writer.wholes(all))]),
  );
}

export function padded(
  written: OperationInWriting,
  { before, after }: { readonly before: readonly number[]; readonly after: readonly number[] },
): WrittenValue {
  const { writer, operation } = written;
  return alongAxes(written, hasAllChannels(operation), (name, axis) => {
    const edges = new Array<number>(2 * before.length).fill(0);
    for (const [place, zeros] of before.entries()) {
      edges[axis(place)] = zeros;
      edges[before.length + axis(place)] = after[place] ?? 0;
    }
    return writer.node('Pad', [name, writer.wholes(edges)]);
  });
}

export function reduced(written: OperationInWriting, { reduction, axes }: Reduction): WrittenValue {
  const { writer, inputs, operation } = written;
  const [input] = inputs as readonly [WrittenValue];
  const { shape } = operation.inputs[0] as Value;
  const pooling = { sum: undefined, mean: 'GlobalAveragePool', largest: 'GlobalMaxPool' }[reduction];
  if (pooling !== undefined && shape.length === 4 && axes.join() === '1,2')
    return WrittenValue.first(writer, writer.node(pooling, [input.first]));
  const operatorName = { sum: 'ReduceSum', mean: 'ReduceMean', largest: 'ReduceMax' }[reduction];
  // Along what lies together in memory.
  if (axes.join() === String(shape.length - 1))
    return WrittenValue.plain(writer, writer.reduce(operatorName, input.plain, axes));
  return alongAxes(written, false, (name, axis) => writer.reduce(operatorName, name, axes.map(axis)));
}

type Reduction = Extract<Doing, { readonly kind: 'reduce' }>;

/** Between pictures with their channels in front and such with these at the end it is but another way to see them. */
export function inOtherOrder({ writer, inputs }: OperationInWriting, order: readonly number[]): WrittenValue {
  const [input] = inputs as readonly [WrittenValue];
  if (order.join() === '0,2,3,1') return WrittenValue.first(writer, input.plain);
  if (order.join() === '0,3,1,2' && input.isFirst) return WrittenValue.plain(writer, input.first);
  return WrittenValue.plain(writer, writer.transpose(input.plain, order));
}

export function spread({ writer, inputs, operation }: OperationInWriting): WrittenValue {
  const [input] = inputs as readonly [WrittenValue];
  const own = (operation.inputs[0] as Value).shape;
  const [{ shape }] = operation.outputs as readonly [Value];
  // As many examples as there are stay: a length of 1 leaves what it meets.
  const [examples, ...edges] = shape;
  if (examples === null && own.length === shape.length && own[0] !== null)
    throw new RangeError("What has no examples can't be spread over them.");
  const lengths = [examples ?? 1, ...(edges as readonly number[])];
  return WrittenValue.plain(writer, writer.node('Expand', [input.plain, writer.wholes(lengths)]));
}

/** Where there is one place alone, values stand in the same order wherever their channels do. */
export function reshaped({ writer, inputs, operation }: OperationInWriting): WrittenValue {
  const [input] = inputs as readonly [WrittenValue];
  const [from, to] = [operation.inputs[0] as Value, operation.outputs[0] as Value];
  const name = input.isFirst && isOnePlace(from) ? input.first : input.plain;
  // Told to be the same, and not whatever is left, as many examples are known to be as many behind it, too.
  const open = from.shape[0] === null ? 0 : -1;
  if (isOnePlace(to))
    return WrittenValue.first(writer, writer.reshape(name, [open, to.shape[3] as number, 1, 1]));
  const lengths = to.shape.map((length) => length ?? open);
  return WrittenValue.plain(writer, writer.reshape(name, lengths));
}

/** Whether it is pictures of one pixel. */
function isOnePlace({ shape }: Value): boolean {
  return shape.length === 4 && shape[0] === null && shape[1] === 1 && shape[2] === 1;
}
