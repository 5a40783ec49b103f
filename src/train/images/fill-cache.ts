import type { PlanInput } from '../../design/plan';
import { augmentPixels, viewKey, viewRandom } from '../../disk/augmentation';
import type { FeatureCache } from '../../disk/feature-cache';
import { type DecodedImage, decodeImage, readImageBytes, UnreadableImage } from '../../disk/image-decoding';
import { inOrder } from './in-order';
import type { RunImage } from './run-image';
import type { Views } from './views';

/** Turns pictures [height × width × 3, one byte a value] into rows of a cache, a batch at a time. */
export type RowMaker = (pictures: readonly Uint8Array[]) => Promise<readonly (Float32Array | Uint8Array)[]>;

/** An image in the views that a run wants it in. */
export interface WantedImage {
  readonly image: RunImage;
  readonly views: Views;
}

/** What a cache lacks of the images a run wants. */
export interface MissingRows {
  readonly count: number;
  readonly images: readonly MissingViews[];
}

interface MissingViews extends WantedImage {
  readonly missing: readonly number[];
}

export interface FillTask {
  readonly cache: FeatureCache;
  readonly makeRows: RowMaker;
  readonly missing: MissingRows;
  readonly input: PlanInput;
  readonly batchSize: number;
  readonly shouldStop: () => boolean;
  readonly onProgress: (done: number, total: number) => void;
  /** Told of each image as it is decoded. */
  readonly onDecoded?: (image: RunImage, decoded: DecodedImage) => void;
}

export interface FillOutcome {
  readonly finished: boolean;
  readonly computed: number;
  /** Image files that were decoded. */
  readonly decoded: number;
  /** The reason by sha256 of what could not be decoded. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** What a cache lacks of the images' views; of files with the same bytes only the first counts. */
export function missingRows(cache: FeatureCache, wanted: readonly WantedImage[]): MissingRows {
  const asked = new Set<string>();
  const images = wanted.flatMap(({ image, views }) => {
    const missing: number[] = [];
    for (let view = 0; view < views.count; view += 1) {
      const key = viewKey(image.sha256, view, views.augment, views.seed);
      if (cache.has(key) || asked.has(key)) continue;
      asked.add(key);
      missing.push(view);
    }
    return missing.length === 0 ? [] : [{ image, views, missing }];
  });
  return { count: asked.size, images };
}

/**
 * Computes and keeps the missing rows; what is there is not touched.
 * @throws MachineFailure where the machine does not give an image that it has
 */
export async function fillCache(task: FillTask): Promise<FillOutcome> {
  const { count, images } = task.missing;
  if (count === 0) return { finished: true, computed: 0, decoded: 0, unreadable: new Map() };

  const writer = task.cache.writer();
  const unreadable = new Map<string, string>();
  let computed = 0;
  let decoded = 0;
  let batch: { key: string; pixels: Uint8Array }[] = [];
  const flush = async (): Promise<void> => {
    const rows = await task.makeRows(batch.map(({ pixels }) => pixels));
    for (const [index, row] of rows.entries()) await writer.add(batch[index]?.key ?? '', row);
    computed += batch.length;
    batch = [];
    task.onProgress(computed, count);
  };
  try {
    // While a batch is computed the next one is decoded.
    for await (const result of inOrder(images, task.batchSize, (view) => decodeViews(view, task))) {
      if (task.shouldStop()) {
        await writer.finish();
        return { finished: false, computed, decoded, unreadable };
      }
      if ('reason' in result) unreadable.set(result.sha256, result.reason);
      else {
        decoded += 1;
        for (const picture of result.pictures) {
          batch.push(picture);
          if (batch.length === task.batchSize) await flush();
        }
      }
    }
    if (batch.length > 0) await flush();
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return { finished: true, computed, decoded, unreadable };
}

interface Undecodable {
  readonly sha256: string;
  readonly reason: string;
}

interface DecodedViews {
  readonly pictures: readonly { readonly key: string; readonly pixels: Uint8Array }[];
}

async function decodeViews(
  { image, views, missing }: MissingViews,
  { input, onDecoded }: FillTask,
): Promise<DecodedViews | Undecodable> {
  try {
    const { bytes, sha256 } = await readImageBytes(image.path);
    if (sha256 !== image.sha256) throw new UnreadableImage('It was changed while the run was reading it.');
    const decoded = await decodeImage(bytes, input.size, input.resize, image.path);
    onDecoded?.(image, decoded);
    const { pixels } = decoded;
    const { augment, seed } = views;
    return {
      pictures: missing.map((view) => ({
        key: viewKey(image.sha256, view, views.augment, views.seed),
        pixels:
          view === 0 || augment === null
            ? pixels
            : augmentPixels(pixels, input.size, augment, viewRandom(image.sha256, view, augment, seed)),
      })),
    };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { sha256: image.sha256, reason: error.message };
  }
}
