import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Batch } from '../engine';
import type { TensorFlow } from './tensorflow';

/** A model's answers as it stands, one example's after the other's. */
export function outputsOf(tf: TensorFlow, model: LayersModel, { values, shape }: Batch): Float32Array {
  // Nothing that `tidy` returns: it would look for tensors among all the values.
  let outputs: Float32Array = new Float32Array(0);
  tf.tidy(() => {
    outputs = (model.predictOnBatch(tf.tensor(values, [...shape])) as Tensor).dataSync<'float32'>();
  });
  return outputs;
}
