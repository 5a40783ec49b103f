import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Batch } from '../engine';
import type { TensorFlow } from './tensorflow';

/** A model's answers as it stands, one example's after the other's. */
export function outputsOf(tf: TensorFlow, model: LayersModel, { values, shape }: Batch): Float32Array {
  return tf.tidy(() => (model.predictOnBatch(tf.tensor(values, [...shape])) as Tensor).dataSync<'float32'>());
}
