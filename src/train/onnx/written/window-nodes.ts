import type { Convolution, Enlargement, Pooling, Value, Window } from '../../compiler/operation';
import {
  type Pair,
  type PlacedWindow,
  pixelsBeyond,
  pixelsOf,
  sharesOfPixels,
} from '../../network/placed-window';
import { TensorProto_DataType as DataType } from '../onnx_pb';
import { type GraphWriter, type NodeSetting, ofInteger, ofIntegers, ofWord } from './graph-writer';
import type { OperationInWriting } from './operation-nodes';
import { WrittenValue } from './written-value';

function placed(size: Pair, { strides, padding }: Window, pictures: Pair, places: Pair): PlacedWindow {
  const over = pictures.map((length, side) => {
    const reach = ((places[side] as number) - 1) * (strides[side] as number) + (size[side] as number);
    return padding === 'SAME' ? Math.max(reach - length, 0) : 0;
  });
  return {
    ...{ size, strides, pictures, places },
    before: over.map((pixels) => Math.floor(pixels / 2)) as unknown as Pair,
    after: over.map((pixels) => Math.ceil(pixels / 2)) as unknown as Pair,
  };
}

function sidesOf({ shape }: Value): Pair {
  return [shape[1] as number, shape[2] as number];
}

function settingsOf({ strides, before, after }: PlacedWindow) {
  return { strides: ofIntegers(strides), pads: ofIntegers([...before, ...after]) };
}

/** How many pixels of the padded pictures no window reaches. */
function leftOver(window: PlacedWindow): number[] {
  const beyond = pixelsBeyond(window);
  return window.after.map((pixels, side) => pixels - (beyond[side] as number));
}

/** [height, width, channels, filters] as [filters, channels, height, width], or what depthwise ones are there. */
function turnedKernel(
  writer: GraphWriter,
  kernel: WrittenValue,
  { shape }: Value,
  depthwise: boolean,
): string {
  const [height, width, channels, last] = shape as readonly [number, number, number, number];
  if (!depthwise) return writer.transpose(kernel.plain, [3, 2, 0, 1]);
  return writer.reshape(writer.transpose(kernel.plain, [2, 3, 0, 1]), [channels * last, 1, height, width]);
}

/** How many pixels a kernel spans, its holes with it. */
function reachOf({ shape }: Value, { holes }: Convolution): Pair {
  const [height, width] = shape as readonly [number, number];
  return [(height - 1) * holes[0] + 1, (width - 1) * holes[1] + 1];
}

/** With a bias where there is a third input. */
export function convolved({ writer, inputs, operation }: OperationInWriting, how: Convolution): WrittenValue {
  const [pictures, kernel, ...bias] = inputs as readonly [WrittenValue, WrittenValue];
  const [ofPictures, ofKernel] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(reachOf(ofKernel, how), how, sidesOf(ofPictures), sidesOf(output));
  const turned = turnedKernel(writer, kernel, ofKernel, how.depthwise);
  const settings = { ...settingsOf(window), ...kernelSettings(how, ofKernel) };
  const given = [pictures.first, turned, ...namesOf(bias)];
  const made = how.depthwise
    ? writer.node('Conv', given, settings)
    : convolution(writer, given, ofKernel.shape[2] as number, settings);
  return WrittenValue.first(writer, made);
}

/**
 * Every channel with every filter, of pictures and kernel, with or without bias. ONNX Runtime's WebGPU gives wrong sums for
 * some numbers of channels that four does not divide, 6 and 9 among them (onnxruntime#29651); there they are filled up with
 * zeros.
 */
function convolution(
  writer: GraphWriter,
  [pictures = '', kernel = '', ...bias]: readonly string[],
  channels: number,
  settings: Readonly<Record<string, NodeSetting>> = {},
): string {
  const missing = writer.runsOn === 'gpu' && channels > 4 ? (4 - (channels % 4)) % 4 : 0;
  if (missing === 0) return writer.node('Conv', [pictures, kernel, ...bias], settings);
  const behind = writer.wholes([0, 0, 0, 0, 0, missing, 0, 0]);
  const filled = [pictures, kernel].map((name) => writer.node('Pad', [name, behind]));
  return writer.node('Conv', [...filled, ...bias], settings);
}

function namesOf(outputs: readonly WrittenValue[]): readonly string[] {
  return outputs.map(({ plain }) => plain);
}

function kernelSettings({ depthwise, holes }: Convolution, { shape }: Value) {
  return { ...(depthwise ? { group: ofInteger(shape[2] as number) } : {}), ...holeSettings(holes) };
}

function holeSettings(holes: Pair) {
  return holes.some((pixels) => pixels > 1) ? { dilations: ofIntegers(holes) } : {};
}

/** The slope at the pictures: each value goes back to the pixels that it came from. With a bias as above. */
export function convolveSlope(
  { writer, inputs, operation }: OperationInWriting,
  how: Convolution,
): WrittenValue {
  const [kernel, slope, ...bias] = inputs as readonly [WrittenValue, WrittenValue];
  const [ofKernel, ofSlope] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(reachOf(ofKernel, how), how, sidesOf(output), sidesOf(ofSlope));
  if (!how.depthwise && isPixel(window)) {
    // A convolution itself, and that is quicker.
    const given = [slope.first, writer.transpose(kernel.plain, [2, 3, 0, 1]), ...namesOf(bias)];
    return WrittenValue.first(writer, convolution(writer, given, ofKernel.shape[3] as number));
  }
  const turned = turnedKernel(writer, kernel, ofKernel, how.depthwise);
  const made = how.depthwise
    ? byChannel(writer, output, slope.first, turned, window, ofKernel.shape[3] as number, how.holes)
    : writer.node('ConvTranspose', [slope.first, turned, ...namesOf(bias)], {
        ...backSettings(window),
        ...holeSettings(how.holes),
      });
  return WrittenValue.first(writer, made);
}

function backSettings(window: PlacedWindow) {
  return { ...settingsOf(window), output_padding: ofIntegers(leftOver(window)) };
}

/**
 * Values [examples, channels · several, ...] back to the pixels that they came from, those of each channel to its own. Of an
 * even number of them ONNX Runtime's WebGPU gives wrong sums; there one is added, of zeros.
 *
 * @param kernel [channels · several, 1, height, width]
 */
function byChannel(
  writer: GraphWriter,
  pictures: Value,
  values: string,
  kernel: string,
  window: PlacedWindow,
  several = 1,
  holes: Pair = [1, 1],
): string {
  const channels = pictures.shape[3] as number;
  const settings = { ...backSettings(window), ...holeSettings(holes), group: ofInteger(channels) };
  if (writer.runsOn === 'processor' || several % 2 === 1)
    return writer.node('ConvTranspose', [values, kernel], settings);
  const size = window.size.map((reach, side) => (reach - 1) / (holes[side] as number) + 1) as unknown as Pair;
  const behind = writer.wholes([0, 0, 0, 0, 0, 0, 1, 0]);
  const filled = (
    [
      [values, [-1, channels], window.places],
      [kernel, [1, channels], size],
    ] as const
  ).map(([name, [examples, groups], [height, width]]) => {
    const parted = writer.reshape(name, [examples, groups, several, height * width]);
    return writer.node('Pad', [parted, behind]);
  });
  const [more = '', kernels = ''] = filled;
  const all = channels * (several + 1);
  return writer.node(
    'ConvTranspose',
    [writer.reshape(more, [-1, all, ...window.places]), writer.reshape(kernels, [all, 1, ...size])],
    settings,
  );
}

function isPixel({ size, strides }: PlacedWindow): boolean {
  return [...size, ...strides].every((length) => length === 1);
}

/** Of so many channels the slope at a kernel is quicker as products of matrices (measured on two processors). */
const fewChannels = 16;

/** The slope at the kernel: what each of its pixels saw, times the slopes there. */
export function kernelSlope(written: OperationInWriting, how: Convolution): WrittenValue {
  const { writer, operation } = written;
  const [ofPictures, ofSlope] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(reachOf(output, how), how, sidesOf(ofPictures), sidesOf(ofSlope));
  const whole = wholeSlope(how, ofPictures, writer);
  if (whole !== undefined) return WrittenValue.plain(writer, whole(written, window, how));
  const byPixel = how.depthwise ? depthwisePixels : pixels;
  const pixelsOfKernel = pixelsOf({ size: output.shape.slice(0, 2) as unknown as Pair }).map(
    ([row, column]): Pair => [row * how.holes[0], column * how.holes[1]],
  );
  const rows = byPixel(written, window, pixelsOfKernel);
  const shape = output.shape as readonly number[];
  const joined =
    rows.length === 1 ? (rows[0] as string) : writer.node('Concat', rows, { axis: ofInteger(0) });
  return WrittenValue.plain(writer, writer.reshape(joined, shape));
}

/** What gives the slope at a kernel not pixel by pixel; undefined where that is quicker. */
function wholeSlope({ depthwise }: Convolution, { shape }: Value, { runsOn }: GraphWriter) {
  // A GPU waits for nodes more than it works on them, and such a kernel's pixels would be hundreds.
  if (depthwise) return runsOn === 'gpu' ? byGroups : undefined;
  return runsOn === 'processor' && (shape[3] as number) < fewChannels ? byConvolution : undefined;
}

/** As a convolution whose examples are the channels, and whose channels are the examples. */
function byConvolution(
  { writer, inputs }: OperationInWriting,
  window: PlacedWindow,
  { holes }: Convolution,
): string {
  const [pictures, slope] = inputs as readonly [WrittenValue, WrittenValue];
  const turned = writer.transpose(pictures.first, [1, 0, 2, 3]);
  const kernel = writer.transpose(slope.first, [1, 0, 2, 3]);
  // What no window reached is cut off: it would give places beyond the kernel's.
  const after = pixelsBeyond(window);
  const cut = after.map((pixels) => Math.min(pixels, 0));
  const used = cut.some((pixels) => pixels < 0)
    ? writer.node('Slice', [
        turned,
        writer.wholes([0, 0]),
        writer.wholes(window.pictures.map((length, side) => length + (cut[side] as number))),
        writer.wholes([2, 3]),
      ])
    : turned;
  const made = writer.node('Conv', [used, kernel], {
    pads: ofIntegers([...window.before, ...after.map((pixels) => Math.max(pixels, 0))]),
    dilations: ofIntegers(window.strides),
    strides: ofIntegers(holes),
  });
  return writer.transpose(made, [2, 3, 0, 1]);
}

/** The same of a kernel that has filters of its own for each channel: a group for each; some rows of places after the other. */
function byGroups(
  { writer, inputs, operation }: OperationInWriting,
  window: PlacedWindow,
  { holes }: Convolution,
): string {
  const [pictures, slope] = inputs as readonly [WrittenValue, WrittenValue];
  const [output] = operation.outputs as readonly [Value];
  const [height, width, channels, several] = output.shape as readonly [number, number, number, number];
  const { size, strides, places } = window;
  const pixelsOfPlaces = (count: number, side: 0 | 1) => (count - 1) * strides[side] + size[side];
  const turned = writer.transpose(withEdges(writer, pictures.first, window, [2, 3]), [1, 0, 2, 3]);
  const kernel = writer.transpose(slope.first, [1, 0, 2, 3]);
  const part = (name: string, begin: number, ends: Pair) =>
    writer.node('Slice', [name, ...[[begin, 0], ends, [2, 3]].map((numbers) => writer.wholes(numbers))]);
  const rows = Math.max(1, Math.floor(longestSum / places[1]));
  const parts: string[] = [];
  for (let first = 0; first < places[0]; first += rows) {
    const count = Math.min(rows, places[0] - first);
    const [begin, high, wide] = [first * strides[0], pixelsOfPlaces(count, 0), pixelsOfPlaces(places[1], 1)];
    const seenThere = writer.reshape(part(turned, begin, [begin + high, wide]), [1, -1, high, wide]);
    const slopes = count === places[0] ? kernel : part(kernel, first, [first + count, places[1]]);
    parts.push(
      writer.node('Conv', [seenThere, slopes], {
        ...{ dilations: ofIntegers(strides), strides: ofIntegers(holes), group: ofInteger(channels) },
      }),
    );
  }
  const sum =
    parts.length === 1
      ? (parts[0] as string)
      : writer.reduce('ReduceSum', writer.node('Concat', parts, { axis: ofInteger(0) }), [0]);
  return writer.transpose(writer.reshape(sum, [channels, several, height, width]), [2, 3, 0, 1]);
}

/** For each pixel of the kernel a matrix [channels × filters]. */
function pixels(
  { writer, inputs, operation }: OperationInWriting,
  window: PlacedWindow,
  ofKernel: readonly Pair[],
): string[] {
  const [pictures, slope] = inputs as readonly [WrittenValue, WrittenValue];
  const [ofPictures, ofSlope] = operation.inputs as readonly [Value, Value];
  const [channels, filters] = [ofPictures.shape[3] as number, ofSlope.shape[3] as number];
  const perPixel = seen(writer, pictures.plain, window, ofKernel, [1, 2]);
  const part = writer.runsOn === 'gpu' ? partOf(window.places[0] * window.places[1]) : undefined;
  if (part === undefined) {
    const slopes = writer.reshape(slope.plain, [-1, filters]);
    return perPixel.map((name) =>
      writer.node('Gemm', [writer.reshape(name, [-1, channels]), slopes], { transA: ofInteger(1) }),
    );
  }
  const slopes = writer.reshape(slope.plain, [-1, part, filters]);
  return perPixel.map((name) => {
    const rows = writer.transpose(writer.reshape(name, [-1, part, channels]), [0, 2, 1]);
    return writer.reduce('ReduceSum', writer.node('MatMul', [rows, slopes]), [0]);
  });
}

/** So many products one thread of a GPU may add up while the others wait. */
const longestSum = 1024;

/**
 * A GPU adds up each number of a product of matrices in one thread: a kernel of few channels gives it few threads, and a large picture
 * each of them millions of products. So pictures of many places are taken in parts, whose sums are added up after.
 *
 * @returns how many of a picture's places a part has; undefined where no parts are needed
 */
function partOf(places: number): number | undefined {
  if (places <= longestSum / 4) return undefined;
  for (let part = longestSum; part > 1; part -= 1) if (places % part === 0) return part;
  return undefined;
}

/** Up to so many places a picture, pixels are taken one after the other more quickly with their channels last (measured). */
const fewPlaces = 200;

/** For each pixel of the kernel a vector [channels · multiplier]. */
function depthwisePixels(
  { writer, inputs, operation }: OperationInWriting,
  window: PlacedWindow,
  ofKernel: readonly Pair[],
): string[] {
  const [pictures, slope] = inputs as readonly [WrittenValue, WrittenValue];
  const [output] = operation.outputs as readonly [Value];
  const [, , channels, multiplier] = output.shape as readonly [number, number, number, number];
  const [height, width] = window.places;
  const vectors = (products: readonly string[], axes: readonly number[]): string[] =>
    products.map((name) => writer.reshape(writer.reduce('ReduceSum', name, axes), [1, -1]));
  if (multiplier > 1) {
    // As rows of places, so that one picture meets all slopes that its channel has.
    const slopes = writer.reshape(slope.first, [-1, channels, multiplier, height * width]);
    const rows = seen(writer, pictures.first, window, ofKernel, [2, 3]).map((name) =>
      writer.node('Mul', [writer.reshape(name, [-1, channels, 1, height * width]), slopes]),
    );
    return vectors(rows, [0, 3]);
  }
  const isLast = height * width < fewPlaces || window.strides.some((stride) => stride > 1);
  const [from, slopes, sides] = isLast
    ? ([pictures.plain, slope.plain, [1, 2]] as const)
    : ([pictures.first, slope.first, [2, 3]] as const);
  const products = seen(writer, from, window, ofKernel, sides).map((name) =>
    writer.node('Mul', [name, slopes]),
  );
  return vectors(products, [0, ...sides]);
}

/** What each of some pixels of a window sees from all its places. @param beyond seen beyond the pictures */
function seen(
  writer: GraphWriter,
  pictures: string,
  window: PlacedWindow,
  ofKernel: readonly Pair[],
  sides: readonly [number, number],
  beyond = 0,
): string[] {
  const { strides, places } = window;
  const padded = withEdges(writer, pictures, window, sides, beyond);
  return ofKernel.map((begins) => {
    const ends = begins.map(
      (begin, side) => begin + ((places[side] as number) - 1) * (strides[side] as number) + 1,
    );
    const box = [begins, ends, sides, strides].map((numbers) => writer.wholes(numbers));
    return writer.node('Slice', [padded, ...box]);
  });
}

/** Pictures with the pixels around them that windows reach. @param beyond what these are */
function withEdges(
  writer: GraphWriter,
  pictures: string,
  { before, after }: PlacedWindow,
  sides: readonly [number, number],
  beyond = 0,
): string {
  const edges = new Array<number>(8).fill(0);
  for (const [side, axis] of sides.entries()) {
    edges[axis] = before[side] as number;
    edges[4 + axis] = after[side] as number;
  }
  return edges.every((pixels) => pixels === 0)
    ? pictures
    : writer.node('Pad', [pictures, writer.wholes(edges), ...(beyond === 0 ? [] : [writer.reals([beyond])])]);
}

export function pooled(
  { writer, inputs, operation, kept, hasSlope }: OperationInWriting,
  how: Pooling,
): WrittenValue {
  const [pictures] = inputs as readonly [WrittenValue];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(how.size, how, sidesOf(operation.inputs[0] as Value), sidesOf(output));
  const settings = { ...settingsOf(window), kernel_shape: ofIntegers(how.size) };
  if (how.pool === 'mean')
    return WrittenValue.first(writer, writer.node('AveragePool', [pictures.first], settings));
  // A GPU does not tell the places.
  if (!hasSlope || writer.runsOn === 'gpu')
    return WrittenValue.first(writer, writer.node('MaxPool', [pictures.first], settings));
  const [made = '', places = ''] = writer.several('MaxPool', [pictures.first], 2, settings);
  kept.set(operation, { places });
  return WrittenValue.first(writer, made);
}

export function poolSlope(written: OperationInWriting, how: Pooling): WrittenValue {
  const { operation } = written;
  const [ofPictures, ofPooled] = operation.inputs as readonly [Value, Value];
  const window = placed(how.size, how, sidesOf(ofPictures), sidesOf(ofPooled));
  if (how.pool === 'mean') return meanSlope(written, window);
  return written.writer.runsOn === 'gpu' ? foundSlope(written, window) : largestSlope(written, window);
}

/** To each pixel its share, of as many as the window had in the picture. */
function meanSlope({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): WrittenValue {
  const slope = inputs[2] as WrittenValue;
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  const each = writer.node('Mul', [
    slope.first,
    writer.reals(sharesOfPixels(window), [1, 1, ...window.places]),
  ]);
  const ones = writer.node('Expand', [writer.reals([1]), writer.wholes([channels, 1, ...window.size])]);
  return WrittenValue.first(writer, byChannel(writer, output, each, ones, window));
}

/** As `largestSlope`, by looking for the largest again, with operators alone that a GPU has. */
function foundSlope({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): WrittenValue {
  const [pictures, pooled, slope] = inputs as readonly [WrittenValue, WrittenValue, WrittenValue];
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  let left = slope.first;
  const taken = seen(writer, pictures.first, window, pixelsOf(window), [2, 3], leastReal).map((pixel) => {
    const isLargest = writer.node('Equal', [pixel, pooled.first]);
    const share = writer.node('Cast', [isLargest], { to: ofInteger(DataType.FLOAT) });
    const own = writer.node('Mul', [left, share]);
    left = writer.node('Sub', [left, own]);
    return writer.node('Unsqueeze', [own, writer.wholes([2])]);
  });
  const rows = writer.node('Concat', taken, { axis: ofInteger(2) });
  const each = writer.reshape(rows, [-1, channels * taken.length, ...window.places]);
  const back = writer.node('Tile', [onePixelEach(writer, window), writer.wholes([channels, 1, 1, 1])]);
  return WrittenValue.first(writer, byChannel(writer, output, each, back, window, taken.length));
}

const leastReal = -3.4e38;

/** A kernel for each pixel of a window, one there and zero elsewhere, [pixels, 1, height, width]. */
function onePixelEach(writer: GraphWriter, { size: [height, width] }: PlacedWindow): string {
  const pixels = height * width;
  const values = Array.from({ length: pixels ** 2 }, (_, at) => (at % (pixels + 1) === 0 ? 1 : 0));
  return writer.reals(values, [pixels, 1, height, width]);
}

/** To the pixel that was the largest, the first of several. */
function largestSlope(
  { writer, inputs, operation, kept }: OperationInWriting,
  window: PlacedWindow,
): WrittenValue {
  const [pictures, , slope] = inputs as readonly [WrittenValue, WrittenValue, WrittenValue];
  const pooling = (operation.inputs[1] as Value).operation;
  const { places = '' } = kept.get(pooling) ?? {};
  const shape = writer.node('Shape', [pictures.first]);
  const isApart = window.size.every((length, side) => length <= (window.strides[side] as number));
  if (isApart && [...window.before, ...window.after].every((pixels) => pixels === 0)) {
    const settings = { kernel_shape: ofIntegers(window.size), strides: ofIntegers(window.strides) };
    return WrittenValue.first(writer, writer.node('MaxUnpool', [slope.first, places, shape], settings));
  }
  const none = writer.reshape(writer.node('Expand', [writer.reals([0]), shape]), [-1]);
  const rows = [places, slope.first].map((name) => writer.reshape(name, [-1]));
  const sums = writer.node('ScatterElements', [none, ...rows], { reduction: ofWord('add') });
  return WrittenValue.first(writer, writer.node('Reshape', [sums, shape]));
}

export function enlarged({ writer, inputs }: OperationInWriting, how: Enlargement): WrittenValue {
  const [pictures] = inputs as readonly [WrittenValue];
  const isNearest = how.between === 'nearest';
  const made = writer.node('Resize', [pictures.first, '', writer.reals([1, 1, ...how.times], [4])], {
    mode: ofWord(how.between),
    coordinate_transformation_mode: ofWord('asymmetric'),
    ...(isNearest ? { nearest_mode: ofWord('floor') } : {}),
  });
  return WrittenValue.first(writer, made);
}

/** To each pixel what it gave: along each side a matrix of shares. */
export function enlargeSlope(
  { writer, inputs, operation }: OperationInWriting,
  how: Enlargement,
): WrittenValue {
  const slope = inputs[1] as WrittenValue;
  const [output] = operation.outputs as readonly [Value];
  const [height = '', width = ''] = sidesOf(output).map((length, side) => {
    const times = how.times[side] as number;
    return writer.reals(sharesOfPlaces(length, times, how.between), [length * times, length]);
  });
  const across = writer.node('MatMul', [slope.first, width]);
  return WrittenValue.first(writer, writer.node('MatMul', [writer.transpose(height, [1, 0]), across]));
}

/** Of each pixel in each place, place by place. */
function sharesOfPlaces(length: number, times: number, between: Enlargement['between']): number[] {
  return Array.from({ length: length * times }, (_, place) => {
    const pixel = Math.floor(place / times);
    const beyond = between === 'linear' ? (place % times) / times : 0;
    const shares = new Array<number>(length).fill(0);
    shares[pixel] = 1 - beyond;
    shares[Math.min(pixel + 1, length - 1)]! += beyond;
    return shares;
  }).flat();
}
