import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';

type Layer = LayersModel['layers'][number];
type Run = (input: Tensor) => Tensor;

/** What these layers hold; TensorFlow.js does not export it. */
interface LayerParts {
  readonly kernel: { read(): Tensor4D };
  readonly depthwiseKernel: { read(): Tensor4D };
  readonly pointwiseKernel: { read(): Tensor4D };
  readonly bias: { read(): Tensor } | null | undefined;
  readonly gamma: { read(): Tensor } | null | undefined;
  readonly beta: { read(): Tensor } | null | undefined;
  readonly activation: { apply(values: Tensor): Tensor } | null;
  readonly kernelSize: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  readonly padding: string;
  readonly theta: number;
  readonly axis: number[];
  readonly epsilon: number;
}

/**
 * Lets layers be trained, and trained through, whose gradients TensorFlow.js has not: dilated convolutions run as
 * plain ones on every so many pixels, a threshold as a step, and layer normalisation without scale or centre as
 * what it is made of. Their outputs are the same but for rounding.
 */
export function mendGradients(tf: TensorFlow, model: LayersModel): void {
  for (const layer of model.layers) {
    const run = mendedRun(tf, layer);
    if (run === undefined) continue;
    layer.call = (inputs: Tensor | Tensor[]) =>
      tf.tidy(() => run(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs));
  }
}

function mendedRun(tf: TensorFlow, layer: Layer): Run | undefined {
  const parts = layer as unknown as LayerParts;
  switch (layer.getClassName()) {
    case 'Conv2D':
      return isDilated(parts)
        ? finished(parts, (input) =>
            dilated(tf, input, parts, (pixels) => tf.conv2d(pixels, parts.kernel.read(), 1, 'valid')),
          )
        : undefined;
    case 'SeparableConv2D':
      return isDilated(parts) ? finished(parts, (input) => separable(tf, input, parts)) : undefined;
    case 'ThresholdedReLU':
      return (input) => tf.mul(input, tf.step(tf.sub(input, parts.theta)));
    case 'LayerNormalization':
      return parts.gamma && parts.beta ? undefined : (input) => normalised(tf, input, parts);
    default:
      return undefined;
  }
}

function isDilated({ dilationRate }: LayerParts): boolean {
  return dilationRate.some((rate) => rate > 1);
}

function finished({ bias, activation }: LayerParts, run: Run): Run {
  return (input) => {
    const values = bias ? run(input).add(bias.read()) : run(input);
    return activation ? activation.apply(values) : values;
  };
}

function separable(tf: TensorFlow, input: Tensor, parts: LayerParts): Tensor {
  const depth = dilated(tf, input, parts, (pixels) =>
    tf.depthwiseConv2d(pixels, parts.depthwiseKernel.read(), 1, 'valid'),
  );
  return tf.conv2d(depth, parts.pointwiseKernel.read(), 1, 'valid');
}

/** A convolution with holes is one without, on pictures made of every so many pixels. Its strides are 1. */
function dilated(
  tf: TensorFlow,
  input: Tensor,
  { kernelSize, dilationRate, padding }: LayerParts,
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

function normalised(tf: TensorFlow, input: Tensor, { axis, epsilon, gamma, beta }: LayerParts): Tensor {
  const shape = input.shape.map((edge, place) => (axis.includes(place) ? edge : 1));
  const { mean, variance } = tf.moments(input, axis, true);
  const plain = tf.mul(tf.sub(input, mean), tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = gamma ? plain.mul(gamma.read().reshape(shape)) : plain;
  return beta ? scaled.add(beta.read().reshape(shape)) : scaled;
}
