import path from 'node:path';
import type { PlanInput } from '../design/plan';
import { isTransferError, TransferError } from '../design/transfer-error';
import { runFolderLayout } from '../disk/files/run-folder-layout';
import { type DecodedImage, decodeImage, readImageBytes } from '../disk/images/image-decoding';
import { changedRunFiles } from '../disk/runs/run-file-hashes';
import { readRunRecord } from '../disk/runs/run-folder';
import type { Prediction } from '../shared/prediction';
import type { RunResult } from '../shared/run-events';
import type { FeatureEngine } from './engines/engine';
import { pathsOf } from './formats/base-files';
import { type Base, readBase } from './formats/read-base';
import { type NetworkOnPixels, networkOnPixels } from './images/network-on-pixels';
import { predictedLabel } from './run/evaluate';
import { readModelMetadata } from './run/model-metadata';

/** A run's trained network, ready to be asked. */
export interface Predictor {
  /** @throws TransferError `machine-failure` where the machine does not give an image that it has */
  predict(file: string): Promise<Prediction>;
}

/**
 * Loads the network that a run has saved, if it is what the run has saved. Classes and preprocessing are the model's
 * own: of the record only the hashes of the model's files count.
 *
 * @throws TransferError `no-model` if the run has not finished, `model-changed` if a file is not what its record says;
 *   `base-…` if the files are damaged
 */
export async function loadPredictor(runFolder: string, engine: FeatureEngine): Promise<Predictor> {
  const record = await readRunRecord(runFolder);
  if (record.result === undefined) {
    throw new TransferError('no-model', `The run ${runFolder} has no model yet. Resume it to its end first.`);
  }
  const { files, says, topology, weights } = await readSaved(runFolder, record.result);
  const metadata = readModelMetadata(says);
  if (metadata === undefined)
    throw modelChanged(files.modelFile, 'does not say how pictures are given to it');
  const { input, classes } = metadata;
  const network = await networkOnPixels(engine, topology, weights, input);
  return { predict: (file) => predictOne(network, input, classes, file) };
}

async function readSaved(runFolder: string, { files }: Partial<RunResult>): Promise<Base> {
  const ofModel = Object.entries(files ?? {}).filter(([name]) =>
    name.startsWith(`${runFolderLayout.model}/`),
  );
  const [changed] = await changedRunFiles(runFolder, Object.fromEntries(ofModel));
  if (changed !== undefined) throw modelChanged(changed, 'is not what the run has saved');
  const known = new Set(ofModel.map(([name]) => path.join(runFolder, ...name.split('/'))));
  const saved = await readBase(path.join(runFolder, runFolderLayout.model));
  const unknown = pathsOf(saved.files).find((file) => !known.has(file));
  if (unknown !== undefined) throw modelChanged(unknown, "is none that the run's record knows");
  return saved;
}

function modelChanged(file: string, how: string): TransferError {
  return new TransferError(
    'model-changed',
    `${file} ${how}, so the model's answers can't be relied on. Put the file back as it was, or train again.`,
  );
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
    if (!isTransferError(error, 'unreadable-image')) throw error;
    return { file, error: error.message };
  }
  const probabilities = await network.outputs([decoded.pixels]);
  const best = predictedLabel(probabilities);
  return {
    file,
    label: classes[best] ?? '',
    probability: probabilities[best] ?? 0,
    probabilities: Object.fromEntries(classes.map((name, label) => [name, probabilities[label] ?? 0])),
    ...(decoded.concern === null ? {} : { concern: decoded.concern }),
  };
}
