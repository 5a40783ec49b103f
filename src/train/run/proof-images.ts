import { placesInOrder } from '../../disk/features/batch-places';
import { openFeatureCache } from '../../disk/features/feature-cache';
import { viewKey } from '../images/augmentation';
import { decodeRunImage } from '../images/decoded-images';
import { fillCache, missingRows } from '../images/fill-cache';
import { pixelPrefix } from '../images/frozen-prefix';
import type { RunImage } from '../images/run-image';
import { plainView } from '../images/views';
import { inputLayerOf } from '../network/topology';
import type { RunSession } from './run-session';

const mostImages = 8;

export interface ProofImage {
  readonly image: RunImage;
  /** Its place among the examples of its side. */
  readonly example: number;
}

/** A few images spread over the list, hence over the classes. */
export function chooseProofImages(images: readonly RunImage[]): ProofImage[] {
  const count = Math.min(mostImages, images.length);
  return Array.from({ length: count }, (_, index) => {
    const example = Math.floor((index * images.length) / count);
    return { image: images[example] as RunImage, example };
  });
}

/** Their decoded pixels. Kept in the cache, so that a later run on the same images decodes none. */
export async function proofPixels(session: RunSession, chosen: readonly ProofImage[]): Promise<Uint8Array[]> {
  const { input } = session.plan.base;
  if (!session.plan.training.cache) {
    return Promise.all(chosen.map(({ image }) => decodeRunImage(image, input)));
  }
  const prefix = pixelPrefix(session.plan, inputLayerOf(session.network.topology).name);
  const cache = await openFeatureCache(session.cacheFolder, prefix.space);
  const images = chosen.map(({ image }) => ({ image, views: plainView }));
  const { makeRows } = prefix;
  const { unreadable } = await fillCache({
    cache,
    makeRows,
    missing: missingRows(cache, images),
    places: placesInOrder(
      chosen.map(({ image }) => image.sha256),
      mostImages,
    ),
    input,
    shouldStop: () => false,
    onProgress: () => undefined,
  });
  // Decoding them says which one it is, and what to do.
  if (unreadable.size > 0) await Promise.all(images.map(({ image }) => decodeRunImage(image, input)));
  const reader = cache.reader(chosen.map(({ image }) => viewKey(image.sha256, 0, null, 0)));
  try {
    return chosen.map((_, row) => {
      const pixels = new Uint8Array(cache.rowValues);
      reader.readRows([row], pixels);
      return pixels;
    });
  } finally {
    reader.close();
  }
}
