import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../engines/tensorflow-js/tensorflow';
import { crossEntropy } from '../learning/loss';
import { batchesOf, type ExampleSource, firstNumbers } from './example-source';

/** The mean loss and the accuracy of a model that gives logits, on examples as they are (no class weights). */
export async function scoreExamples(
  tf: TensorFlow,
  model: LayersModel,
  source: ExampleSource,
  batchSize: number,
): Promise<{ loss: number; accuracy: number }> {
  let loss = 0;
  let correct = 0;
  for (const batch of batchesOf(firstNumbers(source.labels.length), batchSize)) {
    const values = await source.read(batch, 0);
    const labels = batch.map((example) => source.labels[example] ?? 0);
    const logits = tf.tidy(() =>
      (
        model.predictOnBatch(tf.tensor(values, [batch.length, ...source.shape])) as Tensor
      ).dataSync<'float32'>(),
    );
    const judged = crossEntropy(logits, labels, null);
    loss += judged.loss;
    correct += judged.correct;
  }
  const examples = Math.max(1, source.labels.length);
  return { loss: loss / examples, accuracy: correct / examples };
}

/** Probabilities of each example, in order: softmax of the logits, [examples × classes], row by row. */
export async function probabilitiesOf(
  tf: TensorFlow,
  model: LayersModel,
  source: ExampleSource,
  batchSize: number,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (const batch of batchesOf(firstNumbers(source.labels.length), batchSize)) {
    const values = await source.read(batch, 0);
    const flat = tf.tidy(() =>
      tf
        .softmax(model.predictOnBatch(tf.tensor(values, [batch.length, ...source.shape])) as Tensor)
        .dataSync<'float32'>(),
    );
    const classes = flat.length / batch.length;
    for (let row = 0; row < batch.length; row += 1) rows.push(flat.slice(row * classes, (row + 1) * classes));
  }
  return rows;
}
