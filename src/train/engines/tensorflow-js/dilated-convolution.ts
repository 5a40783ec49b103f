import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';

type Layer = LayersModel['layers'][number];
type Run = (input: Tensor) => Tensor;

/** What a convolution layer holds; TensorFlow.js does not export it. */
interface Convolution {
  readonly kernel: { read(): Tensor4D };
  readonly depthwiseKernel: { read(): Tensor4D };
  readonly pointwiseKernel: { read(): Tensor4D };
  readonly bias: { read(): Tensor } | null | undefined;
  readonly activation: { apply(values: Tensor): Tensor } | null;
  readonly kernelSize: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: string;
}

/**
 * Lets separable convolutions with holes run as plain ones on every so many pixels: TensorFlow has depthwise ones with holes
 * on those processors alone for which oneDNN does its work (with AVX-512 VNNI or AMX), and refuses them on all others.
 */
export function mendSeparable(tf: TensorFlow, model: LayersModel): void {
  for (const layer of model.layers) {
    const run = layer.getClassName() === 'SeparableConv2D' ? dilatedRun(tf, layer) : undefined;
    if (run) runBy(tf, layer, run);
  }
}

/** How a convolution with holes runs without them, to the same outputs but for rounding; undefined for one that has none. */
export function dilatedRun(tf: TensorFlow, layer: Layer): Run | undefined {
  const parts = layer as unknown as Convolution;
  if (parts.dilationRate.every((rate) => rate <= 1)) return undefined;
  if (layer.getClassName() === 'SeparableConv2D')
    return finished(parts, (input) => separable(tf, input, parts));
  return finished(parts, (input) =>
    dilated(tf, input, parts, (pixels) => tf.conv2d(pixels, parts.kernel.read(), 1, 'valid')),
  );
}

/** Lets a layer of one input run otherwise. */
export function runBy(tf: TensorFlow, layer: Layer, run: Run): void {
  layer.call = (inputs: Tensor | Tensor[]) =>
    tf.tidy(() => run(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs));
}

function finished({ bias, activation }: Convolution, run: Run): Run {
  return (input) => {
    const values = bias ? run(input).add(bias.read()) : run(input);
    return activation ? activation.apply(values) : values;
  };
}

function separable(tf: TensorFlow, input: Tensor, parts: Convolution): Tensor {
  const depth = dilated(tf, input, parts, (pixels) =>
    tf.depthwiseConv2d(pixels, parts.depthwiseKernel.read(), 1, 'valid'),
  );
  return tf.conv2d(depth, parts.pointwiseKernel.read(), 1, 'valid');
}

/** A convolution with holes is one without, on pictures made of every so many pixels. Its strides are 1. */
function dilated(
  tf: TensorFlow,
  input: Tensor,
  { kernelSize, dilationRate, padding }: Convolution,
  convolve: (pixels: Tensor4D) => Tensor4D,
): Tensor4D {
  const edges = [0, 1].map((side) => {
    const rate = dilationRate[side] ?? 1;
    const reach = rate * ((kernelSize[side] ?? 1) - 1);
    const before = padding === 'same' ? Math.floor(reach / 2) : 0;
    const after = padding === 'same' ? reach - before : 0;
    const length = (input.shape[side + 1] ?? 0) + before + after;
    const filled = (rate - (length % rate)) % rate;
    return { before, after: after + filled, filled };
  });
  const blocks = [...dilationRate];
  const split = tf.spaceToBatchND(
    input,
    blocks,
    edges.map(({ before, after }) => [before, after]),
  );
  return tf.batchToSpaceND(
    convolve(split as Tensor4D),
    blocks,
    edges.map(({ filled }) => [0, filled]),
  ) as Tensor4D;
}
