import type { PlanInput } from '../design/plan';
import { isTransferError } from '../design/transfer-error';
import { isWeak } from '../design/words/weak-answers';
import { type DecodedImage, decodeImage, readImageBytes, thumbnail } from '../disk/images/image-decoding';
import type { Prediction, UnreadImage } from '../shared/prediction';
import { type Engines, engineFor, preferring } from './engines/load-engines';
import { withWeights } from './formats/read-base';
import { type NetworkOnPixels, networkOnPixels } from './images/network-on-pixels';
import { predictedLabel } from './run/evaluate';
import type { ModelMetadata } from './run/model-metadata';
import { openSavedModel } from './run/saved-model';

/** A run's trained network, ready to be asked. */
export interface Predictor {
  /**
   * @param edge of a small picture that is to come with the answer, in pixels
   * @throws TransferError `machine-failure` where the machine does not give an image that it has
   */
  predict(file: string, edge?: number): Promise<Prediction>;
}

/**
 * Loads the network that a run has saved, if it is what the run has saved.
 * @throws TransferError as `openSavedModel` does
 */
export async function loadPredictor(runFolder: string, engines: Engines): Promise<Predictor> {
  const { base, metadata, engine } = await openSavedModel(runFolder);
  const { topology, weights } = await withWeights(base);
  const network = await networkOnPixels(
    engineFor(topology, weights, preferring(engine, engines)),
    topology,
    weights,
    metadata.input,
  );
  return { predict: (file, edge) => predictOne(network, metadata, file, edge) };
}

/** What a network says of one image, or why that can't be read. */
export async function predictOne(
  network: NetworkOnPixels,
  { input, classes, weakBelow }: Pick<ModelMetadata, 'input' | 'classes' | 'weakBelow'>,
  file: string,
  edge?: number,
): Promise<Prediction> {
  const read = await readOne(input, file, edge);
  if ('error' in read) return read;
  const { decoded, picture } = read;
  const probabilities = await network.outputs([decoded.pixels]);
  const best = predictedLabel(probabilities);
  const probability = probabilities[best] ?? 0;
  return {
    file,
    label: classes[best] ?? '',
    probability,
    probabilities: Object.fromEntries(classes.map((name, label) => [name, probabilities[label] ?? 0])),
    ...(weakBelow === undefined ? {} : { weak: isWeak(probability, weakBelow), weakBelow }),
    ...(decoded.concern === null ? {} : { concern: decoded.concern }),
    ...(picture === undefined ? {} : { picture }),
  };
}

async function readOne(
  { size, resize }: PlanInput,
  file: string,
  edge: number | undefined,
): Promise<UnreadImage | { readonly decoded: DecodedImage; readonly picture: string | undefined }> {
  try {
    const { bytes } = await readImageBytes(file);
    const decoded = await decodeImage(bytes, size, resize, file);
    const small = edge === undefined ? undefined : await thumbnail(bytes, edge);
    return { decoded, picture: small && `data:image/jpeg;base64,${small.toString('base64')}` };
  } catch (error) {
    if (!isTransferError(error, 'unreadable-image')) throw error;
    return { file, error: error.message };
  }
}
