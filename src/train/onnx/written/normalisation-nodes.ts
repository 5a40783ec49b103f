import type { Doing, Value } from '../../compiler/operation';
import { type GraphWriter, ofReal } from './graph-writer';
import type { OperationInWriting } from './operation-nodes';
import { WrittenValue } from './written-value';

type Normalisation = Extract<Doing, { readonly kind: 'normalise' }>;
type NormalisationSlope = Extract<Doing, { readonly kind: 'normaliseSlope' }>;

/** All axes of pictures but that of the channels, which stand in front. */
const places = [0, 2, 3];

/** Batch normalisation of pictures: by given statistics, or by the batch's own, which come behind. */
export function normalised(written: OperationInWriting, does: Normalisation): readonly WrittenValue[] {
  return does.byBatch ? byBatch(written, does.epsilon) : byStatistics(written, does.epsilon);
}

function byStatistics({ writer, inputs }: OperationInWriting, epsilon: number): readonly WrittenValue[] {
  const [pictures, ...statistics] = inputs as readonly [WrittenValue, ...WrittenValue[]];
  const [, mean, variance] = statistics.map(({ plain }) => plain).slice(1);
  const names = [pictures.first, ...statistics.map(({ plain }) => plain)];
  const made = writer.node('BatchNormalization', names, { epsilon: ofReal(epsilon) });
  return [
    WrittenValue.first(writer, made),
    WrittenValue.plain(writer, mean ?? ''),
    WrittenValue.plain(writer, variance ?? ''),
  ];
}

function byBatch(
  { writer, inputs, operation, kept, shareOfExample }: OperationInWriting,
  epsilon: number,
): readonly WrittenValue[] {
  const [pictures, scale, centre] = inputs as readonly [WrittenValue, WrittenValue, WrittenValue];
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  const mean = writer.reduce('ReduceMean', pictures.first, places);
  const centred = writer.node('Sub', [pictures.first, mean]);
  const variance = writer.reduce('ReduceMean', writer.node('Mul', [centred, centred]), places);
  const reciprocal = reciprocalDeviation(writer, variance, epsilon);
  const factor = writer.node('Mul', [reciprocal, writer.reshape(scale.plain, [channels, 1, 1])]);
  const made = times(writer, channels, centred, writer.reshape(factor, [channels]), centre.plain);
  kept.set(operation, { centred, reciprocal, factor });
  // n / (n − 1) of it, and of a single value nothing.
  const share = shareOfValue(writer, output, shareOfExample());
  const rest = writer.node('Max', [writer.node('Sub', [writer.reals([1]), share]), writer.reals([1e-30])]);
  const corrected = writer.node('Div', [variance, rest]);
  return [
    WrittenValue.first(writer, made),
    ...[mean, corrected].map((name) => WrittenValue.plain(writer, writer.reshape(name, [channels]))),
  ];
}

/** Of the slope at the output: those at pictures, scale and centre. */
export function normaliseSlopes(
  { writer, inputs, operation, kept, shareOfExample }: OperationInWriting,
  { epsilon, of }: NormalisationSlope,
): readonly WrittenValue[] {
  const [slope, pictures, scale, , mean, variance] = inputs as readonly WrittenValue[] as readonly [
    WrittenValue,
    WrittenValue,
    WrittenValue,
    WrittenValue,
    WrittenValue,
    WrittenValue,
  ];
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  const known = kept.get(of);
  const upright = (vectorOf: WrittenValue): string => writer.reshape(vectorOf.plain, [channels, 1, 1]);
  const reciprocal = known?.reciprocal ?? reciprocalDeviation(writer, upright(variance), epsilon);
  const factor = known?.factor ?? writer.node('Mul', [reciprocal, upright(scale)]);
  const centred = known?.centred ?? writer.node('Sub', [pictures.first, upright(mean)]);
  const sum = writer.reduce('ReduceSum', slope.first, places);
  const along = writer.reduce('ReduceSum', writer.node('Mul', [slope.first, centred]), places);
  const atScale = writer.node('Mul', [along, reciprocal]);
  const vectors = [atScale, sum].map((name) => WrittenValue.plain(writer, writer.reshape(name, [channels])));
  if (known === undefined)
    return [WrittenValue.first(writer, writer.node('Mul', [slope.first, factor])), ...vectors];
  // Ioffe and Szegedy 2015, section 3: the batch's mean and variance hang on every picture as well.
  const share = shareOfValue(writer, output, shareOfExample());
  const square = writer.node('Mul', [reciprocal, reciprocal]);
  const less = writer.node('Neg', [writer.node('Mul', [factor, share])]);
  const drift = writer.node('Mul', [writer.node('Mul', [along, square]), less]);
  const level = writer.node('Mul', [sum, less]);
  const [own, apart, base] = [factor, drift, level].map((name) => writer.reshape(name, [channels]));
  const made = writer.node('Add', [
    times(writer, channels, slope.first, own ?? '', base ?? ''),
    writer.node('Mul', [centred, writer.reshape(apart ?? '', [channels, 1, 1])]),
  ]);
  return [WrittenValue.first(writer, made), ...vectors];
}

function reciprocalDeviation(writer: GraphWriter, variance: string, epsilon: number): string {
  const sum = writer.node('Add', [variance, writer.reals([epsilon])]);
  return writer.node('Reciprocal', [writer.node('Sqrt', [sum])]);
}

/** Pictures times a vector plus a vector, channel by channel: the one operator that does both in one go. */
function times(
  writer: GraphWriter,
  channels: number,
  pictures: string,
  factors: string,
  summands: string,
): string {
  const statistics = [0, 1].map((value) => writer.reals(new Array<number>(channels).fill(value), [channels]));
  return writer.node('BatchNormalization', [pictures, factors, summands, ...statistics], {
    epsilon: ofReal(0),
  });
}

/** One divided by how many values a channel has in the batch. */
function shareOfValue(writer: GraphWriter, { shape }: Value, shareOfExample: string): string {
  const size = (shape[1] as number) * (shape[2] as number);
  return writer.node('Mul', [shareOfExample, writer.reals([1 / size])]);
}
