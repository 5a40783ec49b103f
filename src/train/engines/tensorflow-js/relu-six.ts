import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';

/**
 * Lets each ReLU layer that is capped at 6 run as the one operation that engines have for it; TensorFlow.js makes
 * three of it, which take as long as the convolution before them. Values and gradients are the same.
 */
export function fuseReluSix(tf: TensorFlow, model: LayersModel): void {
  for (const layer of model.layers) {
    if (layer.getClassName() !== 'ReLU' || layer.getConfig().maxValue !== 6) continue;
    layer.call = (inputs) => tf.relu6(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs);
  }
}
