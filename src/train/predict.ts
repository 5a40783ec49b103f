import path from 'node:path';
import type { PlanInput } from '../design/plan';
import { type DecodedImage, decodeImage, readImageBytes, UnreadableImage } from '../disk/image-decoding';
import { readRunRecord } from '../disk/run-folder';
import { runFolderLayout } from '../disk/run-folder-layout';
import type { Prediction } from '../messages/prediction';
import type { Engine } from './engines/engine';
import { type NetworkOnPixels, networkOnPixels } from './network/network-on-pixels';
import { readBase } from './network/read-base';
import { predictedLabel } from './run/evaluate';
import { TrainFailure } from './train-failure';

/** A run's trained network, ready to be asked. */
export interface Predictor {
  /** @throws MachineFailure where the machine does not give an image that it has */
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
    throw new TrainFailure(
      'no-model',
      `The run ${runFolder} has no model yet. Finish it with "transfer-designer resume ${runFolder}".`,
    );
  }
  const { topology, weights } = await readBase(path.join(runFolder, runFolderLayout.model, 'model.json'));
  const { input } = record.plan.base;
  const network = await networkOnPixels(engine.tf, topology, weights, input);
  return { predict: (file) => predictOne(network, input, record.plan.dataset.classes, file) };
}

/** What a network says of one image, or why that can't be read. */
export async function predictOne(
  network: NetworkOnPixels,
  input: PlanInput,
  classes: readonly string[],
  file: string,
): Promise<Prediction> {
  let decoded: DecodedImage;
  try {
    const { bytes } = await readImageBytes(file);
    decoded = await decodeImage(bytes, input.size, input.resize, file);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { file, error: error.message };
  }
  const probabilities = network.outputs([decoded.pixels]);
  const best = predictedLabel(probabilities);
  return {
    file,
    label: classes[best] ?? '',
    probability: probabilities[best] ?? 0,
    probabilities: Object.fromEntries(classes.map((name, label) => [name, probabilities[label] ?? 0])),
    ...(decoded.concern === null ? {} : { concern: decoded.concern }),
  };
}
