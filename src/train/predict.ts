import type { PlanInput } from '../design/plan';
import { isTransferError } from '../design/transfer-error';
import { type DecodedImage, decodeImage, readImageBytes } from '../disk/images/image-decoding';
import type { Prediction } from '../shared/prediction';
import { type Engines, engineFor, preferring } from './engines/load-engines';
import { withWeights } from './formats/read-base';
import { type NetworkOnPixels, networkOnPixels } from './images/network-on-pixels';
import { predictedLabel } from './run/evaluate';
import { openSavedModel } from './run/saved-model';

/** A run's trained network, ready to be asked. */
export interface Predictor {
  /** @throws TransferError `machine-failure` where the machine does not give an image that it has */
  predict(file: string): Promise<Prediction>;
}

/**
 * Loads the network that a run has saved, if it is what the run has saved.
 * @throws TransferError as `openSavedModel` does
 */
export async function loadPredictor(runFolder: string, engines: Engines): Promise<Predictor> {
  const { base, metadata, engine } = await openSavedModel(runFolder);
  const { topology, weights } = await withWeights(base);
  const { input, classes } = metadata;
  const network = await networkOnPixels(
    engineFor(topology, weights, preferring(engine, engines)),
    topology,
    weights,
    input,
  );
  return { predict: (file) => predictOne(network, input, classes, file) };
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
