import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { dilatedRun, runBy } from './dilated-convolution';
import type { TensorFlow } from './tensorflow';

type Layer = LayersModel['layers'][number];
type Run = (input: Tensor) => Tensor;

/** What these layers hold; TensorFlow.js does not export it. */
interface LayerParts {
  readonly gamma: { read(): Tensor } | null | undefined;
  readonly beta: { read(): Tensor } | null | undefined;
  readonly theta: number;
  readonly axis: number[];
  readonly epsilon: number;
}

/**
 * Lets layers be trained, and trained through, whose gradients TensorFlow.js has not: dilated convolutions run as
 * plain ones on every so many pixels (separable ones do so anyway), a threshold as a step, and layer normalisation without
 * scale or centre as what it is made of. Their outputs are the same but for rounding.
 */
export function mendGradients(tf: TensorFlow, model: LayersModel): void {
  for (const layer of model.layers) {
    const run = mendedRun(tf, layer);
    if (run) runBy(tf, layer, run);
  }
}

function mendedRun(tf: TensorFlow, layer: Layer): Run | undefined {
  const parts = layer as unknown as LayerParts;
  switch (layer.getClassName()) {
    case 'Conv2D':
      return dilatedRun(tf, layer);
    case 'ThresholdedReLU':
      return (input) => tf.mul(input, tf.step(tf.sub(input, parts.theta)));
    case 'LayerNormalization':
      return parts.gamma && parts.beta ? undefined : (input) => normalised(tf, input, parts);
    default:
      return undefined;
  }
}

function normalised(tf: TensorFlow, input: Tensor, { axis, epsilon, gamma, beta }: LayerParts): Tensor {
  const shape = input.shape.map((edge, place) => (axis.includes(place) ? edge : 1));
  const { mean, variance } = tf.moments(input, axis, true);
  const plain = tf.mul(tf.sub(input, mean), tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = gamma ? plain.mul(gamma.read().reshape(shape)) : plain;
  return beta ? scaled.add(beta.read().reshape(shape)) : scaled;
}
