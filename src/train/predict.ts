import path from 'node:path';
import type { PlanInput } from '../design/plan';
import { decodePixels, readImageBytes } from '../disk/image-decoding';
import { readRunRecord } from '../disk/run-folder';
import { runFolderLayout } from '../disk/run-folder-layout';
import type { Prediction } from '../messages/prediction';
import type { Engine } from './engines/engine';
import { type NetworkOnPixels, networkOnPixels } from './network/network-on-pixels';
import { readBase } from './network/read-base';
import { predictedLabel } from './run/evaluate';
import { messageOf, TrainFailure } from './train-failure';

/** A run's trained network, ready to be asked. */
export interface Predictor {
  predict(file: string): Promise<Prediction>;
}

/**
 * Loads the network that a run has saved.
 *
 * @throws TrainFailure `no-model` if the run has not finished; BaseProblem if its files are damaged
 */
export async function loadPredictor(runFolder: string, engine: Engine): Promise<Predictor> {
  const record = await readRunRecord(runFolder);
  if (record.result === undefined) {
    throw new TrainFailure('no-model', `The run ${runFolder} has no model yet. Resume it to its end first.`);
  }
  const { topology, weights } = await readBase(path.join(runFolder, runFolderLayout.model, 'model.json'));
  const { input } = record.plan.base;
  const network = await networkOnPixels(engine.tf, topology, weights, input);
  return { predict: (file) => predictOne(network, input, record.plan.dataset.classes, file) };
}

async function predictOne(
  network: NetworkOnPixels,
  input: PlanInput,
  classes: readonly string[],
  file: string,
): Promise<Prediction> {
  try {
    const { bytes } = await readImageBytes(file);
    const probabilities = network.outputs([await decodePixels(bytes, input.size, input.resize)]);
    const best = predictedLabel(probabilities);
    return {
      file,
      label: classes[best] ?? '',
      probability: probabilities[best] ?? 0,
      probabilities: Object.fromEntries(classes.map((name, label) => [name, probabilities[label] ?? 0])),
    };
  } catch (error) {
    return { file, error: messageOf(error) };
  }
}
