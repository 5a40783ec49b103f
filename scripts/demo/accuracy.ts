import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { copyPicture, type Picture, pictureEdge, pictureValues } from './picture';

const batchSize = 64;

/**
 * The model's output for the pictures as they are, 64 of them at a time.
 * @returns for each batch its pictures and their outputs, row by row
 */
export function* outputsInBatches(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  pictures: readonly Picture[],
): Generator<{ readonly batch: readonly Picture[]; readonly outputs: Float32Array }> {
  for (let from = 0; from < pictures.length; from += batchSize) {
    const batch = pictures.slice(from, from + batchSize);
    const images = new Float32Array(batch.length * pictureValues);
    for (const [row, { pixels }] of batch.entries()) copyPicture(pixels, images, row * pictureValues);
    const outputs = tf.tidy(() => {
      const input = tf.tensor4d(images, [batch.length, pictureEdge, pictureEdge, 3]);
      return (model.predict(input) as tfjs.Tensor).dataSync() as Float32Array;
    });
    yield { batch, outputs };
  }
}

/**
 * The share of the pictures, 0..1, whose subcategory the model finds the most probable.
 * @param classes what the model's outputs mean, in their order
 */
export function accuracy(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  pictures: readonly Picture[],
  classes: readonly string[],
): number {
  let hits = 0;
  for (const { batch, outputs } of outputsInBatches(tf, model, pictures)) {
    for (const [row, picture] of batch.entries()) {
      const probabilities = outputs.subarray(row * classes.length, (row + 1) * classes.length);
      const best = probabilities.indexOf(Math.max(...probabilities));
      if (classes[best] === picture.subcategory) hits += 1;
    }
  }
  return hits / pictures.length;
}

/** A share of 0..1 as text, e.g. `54.1 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
