import { valuesIn } from '../base/tensor-shape';
import type { ImageCounts } from '../images/image-counts';
import type { KeptBase } from '../network/freeze-map';

/** Features are kept as 32-bit floats. */
const bytesAFeature = 4;

/**
 * The bytes that a frozen prefix's outputs take for all images, the views of training images included. For the
 * base's input layer these are decoded pixels, one byte a value, without views: those are drawn anew each epoch.
 */
export function cacheBytes(kept: KeptBase, prefix: string, images: ImageCounts, views: number): number {
  const { facts } = kept;
  const values = valuesIn(facts.layer.get(prefix)?.outputShape ?? []);
  const others = images.validation + images.test;
  if (prefix === facts.graph.layers[0]?.name) return values * (images.train + others);
  return bytesAFeature * values * (images.train * views + others);
}
