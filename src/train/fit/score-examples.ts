import type { RunnableNetwork, TrainingPhase } from '../engines/engine';
import { crossEntropy } from '../learning/loss';
import { batchesOf, type ExampleSource, firstNumbers } from './example-source';

/** The mean loss and the accuracy of a phase as it stands, on examples as they are (no class weights). */
export async function scoreExamples(
  phase: Pick<TrainingPhase, 'logits'>,
  source: ExampleSource,
  batchSize: number,
): Promise<{ loss: number; accuracy: number }> {
  let loss = 0;
  let correct = 0;
  for (const batch of batchesOf(firstNumbers(source.labels.length), batchSize)) {
    const values = await source.read(batch, 0);
    const labels = batch.map((example) => source.labels[example] ?? 0);
    const logits = await phase.logits({ values, shape: [batch.length, ...source.shape] });
    const score = crossEntropy(logits, labels, null);
    loss += score.loss;
    correct += score.correct;
  }
  const examples = Math.max(1, source.labels.length);
  return { loss: loss / examples, accuracy: correct / examples };
}

/** What a network says of each example, in order. */
export async function outputsOfExamples(
  network: RunnableNetwork,
  source: ExampleSource,
  batchSize: number,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (const batch of batchesOf(firstNumbers(source.labels.length), batchSize)) {
    const values = await source.read(batch, 0);
    const flat = await network.outputs({ values, shape: [batch.length, ...source.shape] });
    const width = flat.length / batch.length;
    for (let row = 0; row < batch.length; row += 1) rows.push(flat.slice(row * width, (row + 1) * width));
  }
  return rows;
}
