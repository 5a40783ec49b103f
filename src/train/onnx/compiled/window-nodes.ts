import type { Convolution, Pooling, Value, Window } from '../../compiler/operation';
import {
  type Pair,
  type PlacedWindow,
  pixelsBeyond,
  pixelsOf,
  sharesOfPixels,
} from '../../network/placed-window';
import { TensorProto_DataType as DataType } from '../onnx_pb';
import {
  type GraphWriter,
  LayerOutput,
  type NodeSetting,
  ofInteger,
  ofIntegers,
  ofWord,
} from '../written/graph-writer';
import type { OperationInWriting } from './operation-nodes';

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
  kernel: LayerOutput,
  { shape }: Value,
  depthwise: boolean,
): string {
  const [height, width, channels, last] = shape as readonly [number, number, number, number];
  if (!depthwise) return writer.transpose(kernel.plain, [3, 2, 0, 1]);
  return writer.reshape(writer.transpose(kernel.plain, [2, 3, 0, 1]), [channels * last, 1, height, width]);
}

function kernelSize({ shape }: Value): Pair {
  return [shape[0] as number, shape[1] as number];
}

function picturesOf(writer: GraphWriter, { shape }: Value, name: string): LayerOutput {
  return LayerOutput.first(writer, shape.slice(1), name);
}

export function convolved({ writer, inputs, operation }: OperationInWriting, how: Convolution): LayerOutput {
  const [pictures, kernel] = inputs as readonly [LayerOutput, LayerOutput];
  const [ofPictures, ofKernel] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(kernelSize(ofKernel), how, sidesOf(ofPictures), sidesOf(output));
  const turned = turnedKernel(writer, kernel, ofKernel, how.depthwise);
  const settings = { ...settingsOf(window), ...groupsOf(how, ofKernel) };
  const made = how.depthwise
    ? writer.node('Conv', [pictures.first, turned], settings)
    : convolution(writer, pictures.first, turned, ofKernel.shape[2] as number, settings);
  return picturesOf(writer, output, made);
}

/**
 * Every channel with every filter. ONNX Runtime's WebGPU gives wrong sums for some numbers of channels that four does not
 * divide, 6 and 9 among them (onnxruntime#29651); there they are filled up with zeros.
 */
function convolution(
  writer: GraphWriter,
  pictures: string,
  kernel: string,
  channels: number,
  settings: Readonly<Record<string, NodeSetting>> = {},
): string {
  const missing = writer.runsOn === 'gpu' && channels > 4 ? (4 - (channels % 4)) % 4 : 0;
  if (missing === 0) return writer.node('Conv', [pictures, kernel], settings);
  const behind = writer.wholes([0, 0, 0, 0, 0, missing, 0, 0]);
  const filled = [pictures, kernel].map((name) => writer.node('Pad', [name, behind]));
  return writer.node('Conv', filled, settings);
}

function groupsOf({ depthwise }: Convolution, { shape }: Value) {
  return depthwise ? { group: ofInteger(shape[2] as number) } : {};
}

/** The slope at the pictures: each value goes back to the pixels that it came from. */
export function convolveSlope(
  { writer, inputs, operation }: OperationInWriting,
  how: Convolution,
): LayerOutput {
  const [kernel, slope] = inputs as readonly [LayerOutput, LayerOutput];
  const [ofKernel, ofSlope] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(kernelSize(ofKernel), how, sidesOf(output), sidesOf(ofSlope));
  if (!how.depthwise && isPixel(window)) {
    // A convolution itself, and that is quicker.
    const turned = writer.transpose(kernel.plain, [2, 3, 0, 1]);
    const filters = ofKernel.shape[3] as number;
    return picturesOf(writer, output, convolution(writer, slope.first, turned, filters));
  }
  const turned = turnedKernel(writer, kernel, ofKernel, how.depthwise);
  const made = how.depthwise
    ? byChannel(writer, output, slope.first, turned, window, ofKernel.shape[3] as number)
    : writer.node('ConvTranspose', [slope.first, turned], backSettings(window));
  return picturesOf(writer, output, made);
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
): string {
  const channels = pictures.shape[3] as number;
  const settings = { ...backSettings(window), group: ofInteger(channels) };
  if (writer.runsOn === 'processor' || several % 2 === 1)
    return writer.node('ConvTranspose', [values, kernel], settings);
  const behind = writer.wholes([0, 0, 0, 0, 0, 0, 1, 0]);
  const filled = (
    [
      [values, [-1, channels], window.places],
      [kernel, [1, channels], window.size],
    ] as const
  ).map(([name, [examples, groups], [height, width]]) => {
    const parted = writer.reshape(name, [examples, groups, several, height * width]);
    return writer.node('Pad', [parted, behind]);
  });
  const [more = '', kernels = ''] = filled;
  const all = channels * (several + 1);
  return writer.node(
    'ConvTranspose',
    [writer.reshape(more, [-1, all, ...window.places]), writer.reshape(kernels, [all, 1, ...window.size])],
    settings,
  );
}

function isPixel({ size, strides }: PlacedWindow): boolean {
  return [...size, ...strides].every((length) => length === 1);
}

/** Of so many channels the slope at a kernel is quicker as products of matrices (measured on two processors). */
const fewChannels = 16;

/** The slope at the kernel: what each of its pixels saw, times the slopes there. */
export function kernelSlope(written: OperationInWriting, how: Convolution): LayerOutput {
  const { writer, operation } = written;
  const [ofPictures, ofSlope] = operation.inputs as readonly [Value, Value];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(kernelSize(output), how, sidesOf(ofPictures), sidesOf(ofSlope));
  const byPixel = how.depthwise
    ? depthwisePixels
    : (ofPictures.shape[3] as number) < fewChannels && writer.runsOn === 'processor'
      ? undefined
      : pixels;
  if (byPixel === undefined)
    return LayerOutput.plain(writer, output.shape.slice(1), byConvolution(written, window));
  const rows = byPixel(written, window);
  const shape = output.shape as readonly number[];
  const joined =
    rows.length === 1 ? (rows[0] as string) : writer.node('Concat', rows, { axis: ofInteger(0) });
  return LayerOutput.plain(writer, shape.slice(1), writer.reshape(joined, shape));
}

/** As a convolution whose examples are the channels, and whose channels are the examples. */
function byConvolution({ writer, inputs }: OperationInWriting, window: PlacedWindow): string {
  const [pictures, slope] = inputs as readonly [LayerOutput, LayerOutput];
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
  });
  return writer.transpose(made, [2, 3, 0, 1]);
}

/** For each pixel of the kernel a matrix [channels × filters]. */
function pixels({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): string[] {
  const [pictures, slope] = inputs as readonly [LayerOutput, LayerOutput];
  const [ofPictures, ofSlope] = operation.inputs as readonly [Value, Value];
  const slopes = writer.reshape(slope.plain, [-1, ofSlope.shape[3] as number]);
  return seen(writer, pictures.plain, window, [1, 2]).map((name) => {
    const rows = writer.reshape(name, [-1, ofPictures.shape[3] as number]);
    return writer.node('Gemm', [rows, slopes], { transA: ofInteger(1) });
  });
}

/** Up to so many places a picture, pixels are taken one after the other more quickly with their channels last (measured). */
const fewPlaces = 200;

/** For each pixel of the kernel a vector [channels · multiplier]. */
function depthwisePixels({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): string[] {
  const [pictures, slope] = inputs as readonly [LayerOutput, LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const [, , channels, multiplier] = output.shape as readonly [number, number, number, number];
  const [height, width] = window.places;
  const vectors = (products: readonly string[], axes: readonly number[]): string[] =>
    products.map((name) => writer.reshape(writer.reduce('ReduceSum', name, axes), [1, -1]));
  if (multiplier > 1) {
    // As rows of places, so that one picture meets all slopes that its channel has.
    const slopes = writer.reshape(slope.first, [-1, channels, multiplier, height * width]);
    const rows = seen(writer, pictures.first, window, [2, 3]).map((name) =>
      writer.node('Mul', [writer.reshape(name, [-1, channels, 1, height * width]), slopes]),
    );
    return vectors(rows, [0, 3]);
  }
  const isLast = height * width < fewPlaces || window.strides.some((stride) => stride > 1);
  const [from, slopes, sides] = isLast
    ? ([pictures.plain, slope.plain, [1, 2]] as const)
    : ([pictures.first, slope.first, [2, 3]] as const);
  const products = seen(writer, from, window, sides).map((name) => writer.node('Mul', [name, slopes]));
  return vectors(products, [0, ...sides]);
}

/** What each pixel of a window sees from all its places, row by row of the window. @param beyond seen beyond the pictures */
function seen(
  writer: GraphWriter,
  pictures: string,
  { size, strides, places, before, after }: PlacedWindow,
  sides: readonly [number, number],
  beyond = 0,
): string[] {
  const edges = new Array<number>(8).fill(0);
  for (const [side, axis] of sides.entries()) {
    edges[axis] = before[side] as number;
    edges[4 + axis] = after[side] as number;
  }
  const padded = edges.every((pixels) => pixels === 0)
    ? pictures
    : writer.node('Pad', [pictures, writer.wholes(edges), ...(beyond === 0 ? [] : [writer.reals([beyond])])]);
  return pixelsOf({ size }).map((begins) => {
    const ends = begins.map(
      (begin, side) => begin + ((places[side] as number) - 1) * (strides[side] as number) + 1,
    );
    const box = [begins, ends, sides, strides].map((numbers) => writer.wholes(numbers));
    return writer.node('Slice', [padded, ...box]);
  });
}

export function pooled({ writer, inputs, operation, kept }: OperationInWriting, how: Pooling): LayerOutput {
  const [pictures] = inputs as readonly [LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const window = placed(how.size, how, sidesOf(operation.inputs[0] as Value), sidesOf(output));
  const settings = { ...settingsOf(window), kernel_shape: ofIntegers(how.size) };
  if (how.pool === 'mean')
    return picturesOf(writer, output, writer.node('AveragePool', [pictures.first], settings));
  // A GPU does not tell the places.
  if (writer.runsOn === 'gpu')
    return picturesOf(writer, output, writer.node('MaxPool', [pictures.first], settings));
  const [made = '', places = ''] = writer.several('MaxPool', [pictures.first], 2, settings);
  kept.set(operation, { places });
  return picturesOf(writer, output, made);
}

export function poolSlope(written: OperationInWriting, how: Pooling): LayerOutput {
  const { operation } = written;
  const [ofPictures, ofPooled] = operation.inputs as readonly [Value, Value];
  const window = placed(how.size, how, sidesOf(ofPictures), sidesOf(ofPooled));
  if (how.pool === 'mean') return meanSlope(written, window);
  return written.writer.runsOn === 'gpu' ? foundSlope(written, window) : largestSlope(written, window);
}

/** To each pixel its share, of as many as the window had in the picture. */
function meanSlope({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): LayerOutput {
  const slope = inputs[2] as LayerOutput;
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  const each = writer.node('Mul', [
    slope.first,
    writer.reals(sharesOfPixels(window), [1, 1, ...window.places]),
  ]);
  const ones = writer.node('Expand', [writer.reals([1]), writer.wholes([channels, 1, ...window.size])]);
  return picturesOf(writer, output, byChannel(writer, output, each, ones, window));
}

/** As `largestSlope`, by looking for the largest again, with operators alone that a GPU has. */
function foundSlope({ writer, inputs, operation }: OperationInWriting, window: PlacedWindow): LayerOutput {
  const [pictures, pooled, slope] = inputs as readonly [LayerOutput, LayerOutput, LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const channels = output.shape[3] as number;
  let left = slope.first;
  const taken = seen(writer, pictures.first, window, [2, 3], leastReal).map((pixel) => {
    const isLargest = writer.node('Equal', [pixel, pooled.first]);
    const share = writer.node('Cast', [isLargest], { to: ofInteger(DataType.FLOAT) });
    const own = writer.node('Mul', [left, share]);
    left = writer.node('Sub', [left, own]);
    return writer.node('Unsqueeze', [own, writer.wholes([2])]);
  });
  const rows = writer.node('Concat', taken, { axis: ofInteger(2) });
  const each = writer.reshape(rows, [-1, channels * taken.length, ...window.places]);
  const back = writer.node('Tile', [onePixelEach(writer, window), writer.wholes([channels, 1, 1, 1])]);
  return picturesOf(writer, output, byChannel(writer, output, each, back, window, taken.length));
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
): LayerOutput {
  const [pictures, , slope] = inputs as readonly [LayerOutput, LayerOutput, LayerOutput];
  const [output] = operation.outputs as readonly [Value];
  const pooling = (operation.inputs[1] as Value).operation;
  const { places = '' } = kept.get(pooling) ?? {};
  const shape = writer.node('Shape', [pictures.first]);
  const isApart = window.size.every((length, side) => length <= (window.strides[side] as number));
  if (isApart && [...window.before, ...window.after].every((pixels) => pixels === 0)) {
    const settings = { kernel_shape: ofIntegers(window.size), strides: ofIntegers(window.strides) };
    return picturesOf(writer, output, writer.node('MaxUnpool', [slope.first, places, shape], settings));
  }
  const none = writer.reshape(writer.node('Expand', [writer.reals([0]), shape]), [-1]);
  const rows = [places, slope.first].map((name) => writer.reshape(name, [-1]));
  const sums = writer.node('ScatterElements', [none, ...rows], { reduction: ofWord('add') });
  return picturesOf(writer, output, writer.node('Reshape', [sums, shape]));
}
