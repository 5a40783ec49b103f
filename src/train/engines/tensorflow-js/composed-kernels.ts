import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  type Pair,
  type PlacedWindow,
  pixelsBeyond,
  pixelsOf,
  sharesOfPixels,
} from '../../network/placed-window';
import type { TensorFlow } from './tensorflow';

interface Placed extends PlacedWindow {
  readonly dilations: Pair;
}

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid';
  readonly dilations?: number | [number, number];
  /** [height, width, channels, filters or multiplier] */
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
  readonly filterSize?: number | [number, number];
}

type Shape = [number, number, number, number];
/** Pixels before and after. */
type Edges = [number, number];
type Padding = [Edges, Edges, Edges, Edges];

type Kernel = (inputs: Readonly<Record<string, Tensor4D>>, attributes: Attributes) => Tensor;

/**
 * Gives the WebAssembly backend the three kernels that it lacks for training convolutions, a quicker one for the fourth, and
 * one for that of average pooling that is right at the edges, composed of those that it has: gradients of convolutions are
 * convolutions themselves, those of depthwise ones and of pooling go pixel by pixel of the window.
 */
export function composeKernels(tf: TensorFlow): void {
  const kernels: Readonly<Record<string, Kernel>> = {
    // A convolution whose examples are the channels, and whose channels are the examples.
    Conv2DBackpropFilter: ({ x, dy }, { filterShape, ...attributes }) => {
      const [pictures, slope, shape] = [x as Tensor4D, dy as Tensor4D, filterShape as Shape];
      const window = placed(tf, pictures.shape, shape, attributes, false);
      const beyond = pixelsBeyond(window);
      // What no window reached is cut off.
      const lengths = window.pictures.map((length, side) => length + Math.min(beyond[side] as number, 0));
      const used = pictures.slice([0, 0, 0, 0], [-1, ...lengths, -1]);
      const around = window.before.map((first, side) => [first, Math.max(beyond[side] as number, 0)]);
      const turned = used.transpose([3, 1, 2, 0]) as Tensor4D;
      const kernel = slope.transpose([1, 2, 0, 3]) as Tensor4D;
      const pad = [[0, 0], ...around, [0, 0]] as Padding;
      return tf.conv2d(turned, kernel, 1, pad, 'NHWC', [...window.strides]).transpose([1, 2, 0, 3]);
    },
    // A convolution with the turned kernel; the backend's own takes ten times as long.
    Conv2DBackpropInput: ({ dy, filter }, { inputShape, ...attributes }) => {
      const [slope, kernel, shape] = [dy as Tensor4D, filter as Tensor4D, inputShape as Shape];
      const window = placed(tf, shape, kernel.shape, attributes, false);
      const spread = apart(slope, window);
      const edges = window.size.map((length, side) => {
        const first = length - 1 - (window.before[side] as number);
        return [first, (shape[side + 1] as number) - (spread.shape[side + 1] as number) + length - 1 - first];
      }) as [Edges, Edges];
      const turned = tf.reverse(kernel, [0, 1]).transpose([0, 1, 3, 2]) as Tensor4D;
      return tf.conv2d(spread, turned, 1, [[0, 0], ...edges, [0, 0]] as Padding);
    },
    DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, { filterShape, ...attributes }) => {
      const [pictures, slope, shape] = [x as Tensor4D, dy as Tensor4D, filterShape as Shape];
      const window = placed(tf, pictures.shape, shape, attributes, true);
      const slopes = slope.reshape([-1, shape[2], shape[3]]);
      const rows = seen(tf, pictures, window).map((pixels) =>
        tf.sum(tf.mul(pixels.reshape([-1, shape[2], 1]), slopes), 0),
      );
      return tf.stack(rows).reshape(shape);
    },
    DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, { inputShape, ...attributes }) => {
      const [slope, kernel, shape] = [dy as Tensor4D, filter as Tensor4D, inputShape as Shape];
      const [, , channels, multiplier] = kernel.shape;
      const window = placed(tf, shape, kernel.shape, attributes, true);
      const [examples, ...places] = slope.shape.slice(0, 3) as [number, number, number];
      const slopes = slope.reshape([-1, channels, multiplier]);
      const sent = pixelsOf(window).map((pixel) => {
        const weights = kernel
          .slice([...pixel, 0, 0], [1, 1, channels, multiplier])
          .reshape([1, channels, multiplier]);
        const values = tf
          .sum(tf.mul(slopes, weights), 2)
          .reshape([examples, ...places, channels]) as Tensor4D;
        return putBack(tf, values, pixel, window, shape);
      });
      return tf.addN(sent);
    },
    // Its own divides by pixels beyond the edges as well, which the pooling does not count.
    AvgPoolGrad({ dy, input }, { filterSize = 1, ...attributes }) {
      const [slope, { shape }] = [dy as Tensor4D, input as Tensor4D];
      const [height, width = height] = [filterSize].flat() as [number, number?];
      const window = placed(tf, shape, [height, width, shape[3], 1], attributes, true);
      const shares = tf.tensor(sharesOfPixels(window), [1, ...window.places, 1]);
      const values = tf.mul(slope, shares) as Tensor4D;
      return tf.addN(pixelsOf(window).map((pixel) => putBack(tf, values, pixel, window, shape)));
    },
  };
  for (const [kernelName, run] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      ...{ kernelName, backendName: 'wasm' },
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => run(inputs as never, attrs as never)),
    });
  }
}

function placed(
  tf: TensorFlow,
  pictures: readonly number[],
  kernel: readonly number[],
  { strides, pad, dilations = 1 }: Attributes,
  isDepthwise: boolean,
): Placed {
  const info = tf.backend_util.computeConv2DInfo(
    pictures as [number, number, number, number],
    kernel as [number, number, number, number],
    ...([strides, dilations, pad, undefined, isDepthwise] as const),
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pictures: [info.inHeight, info.inWidth],
    places: [info.outHeight, info.outWidth],
    before: [top, left],
    after: [bottom, right],
  };
}

/** What each pixel of the window sees from all its places, row by row of the window. */
function seen(
  tf: TensorFlow,
  pictures: Tensor4D,
  { size, strides, dilations, places, before, after }: Placed,
): Tensor4D[] {
  const padded = tf.pad(pictures, [
    [0, 0],
    [before[0], after[0]],
    [before[1], after[1]],
    [0, 0],
  ]);
  return pixelsOf({ size }).map(([row, column]) => {
    const begin = [row * dilations[0], column * dilations[1]] as const;
    const end = begin.map(
      (from, side) => from + ((places[side] as number) - 1) * (strides[side] as number) + 1,
    );
    const [examples, , , channels] = padded.shape;
    return tf.stridedSlice(
      padded,
      [0, ...begin, 0],
      [examples, ...end, channels],
      [1, ...strides, 1],
    ) as Tensor4D;
  });
}

/** Values at a window's places, each at the pixel of the pictures that one pixel of the window stands on there. */
function putBack(
  tf: TensorFlow,
  values: Tensor4D,
  pixel: readonly [number, number],
  { strides, dilations, places, before, after }: Placed,
  [examples, height, width, channels]: readonly [number, number, number, number],
): Tensor4D {
  const spread = apart(values, { strides, places });
  const lengths = [height + before[0] + after[0], width + before[1] + after[1]];
  const edges = pixel.map((place, side) => {
    const begin = place * (dilations[side] as number);
    return [begin, (lengths[side] as number) - begin - (spread.shape[side + 1] as number)] as [
      number,
      number,
    ];
  });
  const whole = tf.pad(spread, [[0, 0], ...edges, [0, 0]]);
  return whole.slice([0, ...before, 0], [examples, height, width, channels]) as Tensor4D;
}

/** Values with as many zeros between them as a window moves on. */
function apart(values: Tensor4D, { strides, places }: Pick<Placed, 'strides' | 'places'>): Tensor4D {
  if (strides.every((stride) => stride === 1)) return values;
  const [examples, , , channels] = values.shape;
  const [rows, columns] = [0, 1].map((side) => (places[side] as number) * (strides[side] as number)) as [
    number,
    number,
  ];
  const lengths = places.map((count, side) => (count - 1) * (strides[side] as number) + 1) as [
    number,
    number,
  ];
  return values
    .reshape([examples, places[0], 1, places[1], 1, channels])
    .pad([
      [0, 0],
      [0, 0],
      [0, strides[0] - 1],
      [0, 0],
      [0, strides[1] - 1],
      [0, 0],
    ])
    .reshape([examples, rows, columns, channels])
    .slice([0, 0, 0, 0], [examples, ...lengths, channels]) as Tensor4D;
}
