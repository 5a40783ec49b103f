import type { RunnableNetwork, TrainingPhase } from '../engines/engine';
import { crossEntropy } from '../learning/loss';
import { batchesOf, type ExampleSource, firstNumbers, readAhead } from './example-source';

/** The mean loss and the accuracy of a phase as it stands, on examples as they are (no class weights). */
export async function scoreExamples(
  phase: Pick<TrainingPhase, 'logits'>,
  source: ExampleSource,
  batchSize: number,
): Promise<{ loss: number; accuracy: number }> {
  let loss = 0;
  let correct = 0;
  for await (const { batch, labels } of readAhead(source, allInBatches(source, batchSize), 0)) {
    const logits = await phase.logits(batch);
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
  for await (const { batch, labels } of readAhead(source, allInBatches(source, batchSize), 0)) {
    const flat = await network.outputs(batch);
    const width = flat.length / labels.length;
    for (let row = 0; row < labels.length; row += 1) rows.push(flat.slice(row * width, (row + 1) * width));
  }
  return rows;
}

function allInBatches({ labels }: ExampleSource, batchSize: number): (readonly number[])[] {
  return batchesOf(firstNumbers(labels.length), batchSize);
}
