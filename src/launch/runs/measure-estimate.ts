import type { LayerGraph } from '../../design/layer-graph';
import type { EngineId } from '../../shared/engines';
import type { MeasurementLookup } from '../project/kept-measurement';
import { measuredImages } from './measure-project';

/** Multiply-adds a second of two cores, with the decoding of the images in it: EfficientNet-Lite0 at 224×224, measured. */
const pace: Readonly<Record<EngineId, number>> = {
  'tfjs-node': 1e10,
  'onnxruntime-node': 1e10,
  webassembly: 2e9,
};

/** Seconds for the process, its engine and the base. */
const startSeconds = 1;

/** Seconds by the cube of the smaller of images and values, for what is decomposed at each cut: 500 images, measured. */
const decomposition = 2.8e-8;

/**
 * How long measuring takes, in seconds, with nothing in the cache: so it may be less, and on other machines it is another
 * time. Images through the base up to the last cut, then the cuts judged.
 */
export function estimateMeasuring(
  { cuts, trainingImages }: Pick<MeasurementLookup, 'cuts' | 'trainingImages'>,
  { layers }: Pick<LayerGraph, 'layers'>,
  engine: EngineId,
): number {
  const images = Math.min(trainingImages, measuredImages.usual);
  const last = cuts.at(-1)?.layer;
  const end = layers.findIndex(({ name }) => name === last);
  const work = layers.slice(0, end + 1).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const judged = cuts.reduce((sum, { features }) => sum + Math.min(images, features) ** 3, 0);
  return startSeconds + (images * work) / pace[engine] + judged * decomposition;
}
