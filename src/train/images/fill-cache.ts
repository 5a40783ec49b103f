import type { PlanInput } from '../../design/plan';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { type BatchPlaces, placeName } from '../../disk/features/batch-places';
import type { FeatureCache } from '../../disk/features/feature-cache';
import { type DecodedImage, decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { augmentPixels, viewKey, viewRandom } from './augmentation';
import { inOrder } from './in-order';
import type { RunImage } from './run-image';
import type { Views } from './views';

/**
 * Turns a batch of pictures [height × width × 3, one byte a value] into rows of a cache, place by place. What it gives
 * for a place that is empty is of no meaning.
 */
export type RowMaker = (
  pictures: readonly (Uint8Array | undefined)[],
) => Promise<readonly (Float32Array | Uint8Array | undefined)[]>;

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
  /** Of all `placeNames` of the missing rows. */
  readonly places: BatchPlaces;
  readonly input: PlanInput;
  readonly shouldStop: () => boolean;
  readonly onProgress: (done: number, total: number) => void;
  /** Reads and decodes an image: for whoever measures how long that takes. */
  readonly decoding?: (work: () => Promise<DecodedImage>) => Promise<DecodedImage>;
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
      const key = keyOf({ image, views }, view);
      if (cache.has(key) || asked.has(key)) continue;
      asked.add(key);
      missing.push(view);
    }
    return missing.length === 0 ? [] : [{ image, views, missing }];
  });
  return { count: asked.size, images };
}

/** The names under which the places of missing rows are to be known: of images as they are, and of their views. */
export function placeNames({ images }: MissingRows): readonly (readonly string[])[] {
  return [
    images.filter(({ missing }) => missing.includes(0)).map(({ image }) => placeName(image.sha256, 0)),
    images.filter(({ missing }) => missing.some(isDrawn)).map(({ image }) => placeName(image.sha256, 1)),
  ];
}

/** Whether a view is made from the image, rather than the image as it is. */
function isDrawn(view: number): boolean {
  return view > 0;
}

/**
 * Computes and keeps the missing rows; what is there is not touched. Each row is computed in a batch of the size and at
 * the place that its image has, view by view; places whose images lack nothing stay empty.
 * @throws TransferError `machine-failure` where the machine does not give an image that it has
 */
export async function fillCache(task: FillTask): Promise<FillOutcome> {
  const { count, images } = task.missing;
  if (count === 0) return { finished: true, computed: 0, decoded: 0, unreadable: new Map() };

  const writer = task.cache.writer();
  const unreadable = new Map<string, string>();
  let computed = 0;
  const decoded = new DecodedLately(task);
  const outcome = (finished: boolean): FillOutcome => ({
    finished,
    computed,
    decoded: decoded.files,
    unreadable,
  });
  const compute = async (batch: DecodedBatch, view: number): Promise<void> => {
    const lacking = batch.map((picture) => (picture?.missing.includes(view) ? picture : undefined));
    const rows = await task.makeRows(lacking.map((picture) => picture && drawn(picture, view, task.input)));
    for (const [place, picture] of lacking.entries()) {
      const row = rows[place];
      if (picture === undefined || row === undefined) continue;
      await writer.add(keyOf(picture, view), row);
      computed += 1;
    }
    task.onProgress(computed, count);
  };
  try {
    // While a batch is computed the next one is decoded.
    const batches = inOrder(batchesOf(images, task.places), 1, (batch) => decoded.batch(batch));
    for await (const results of batches) {
      const batch = results.map((result) => {
        if (result !== undefined && 'reason' in result) unreadable.set(result.sha256, result.reason);
        return result !== undefined && 'pixels' in result ? result : undefined;
      });
      for (const view of missingIn(batch)) {
        if (task.shouldStop()) {
          await writer.finish();
          return outcome(false);
        }
        await compute(batch, view);
      }
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return outcome(true);
}

/** One view of an image's decoded pixels; view 0 is those themselves. */
export function pixelsOfView(
  pixels: Uint8Array,
  { sha256 }: Pick<RunImage, 'sha256'>,
  view: number,
  { augment, seed }: Views,
  { size }: Pick<PlanInput, 'size'>,
): Uint8Array {
  if (view === 0 || augment === null) return pixels;
  return augmentPixels(pixels, size, augment, viewRandom(sha256, view, augment, seed));
}

/** By place; undefined where no image stands. */
type Batch = (MissingViews | undefined)[];

/**
 * The images in as few batches as their places allow: those that stand at the same place of batches of one size go
 * into one batch each. A batch is of images as they are or of views. Batches with the same images follow each other.
 */
function batchesOf(images: readonly MissingViews[], places: BatchPlaces): Batch[] {
  const bySha256 = [...images].sort((one, other) => compare(one.image.sha256, other.image.sha256));
  const asTheyAre = split(bySha256, (view) => !isDrawn(view));
  const batches = [
    ...batchesOfKind(asTheyAre, 0, places),
    ...batchesOfKind(split(bySha256, isDrawn), 1, places),
  ];
  const first = (batch: Batch): string => batch.find((missing) => missing !== undefined)?.image.sha256 ?? '';
  return batches.sort((one, other) => compare(first(one), first(other)));
}

/** The images that lack some of these views, with those alone. */
function split(images: readonly MissingViews[], takes: (view: number) => boolean): readonly MissingViews[] {
  return images
    .map((image) => ({ ...image, missing: image.missing.filter(takes) }))
    .filter(({ missing }) => missing.length > 0);
}

function batchesOfKind(images: readonly MissingViews[], view: number, places: BatchPlaces): Iterable<Batch> {
  const batches = new Map<string, Batch>();
  const taken = new Map<string, number>();
  for (const missing of images) {
    const found = places.get(placeName(missing.image.sha256, view));
    if (found === undefined) throw new RangeError(`${missing.image.file} has no place in a batch.`);
    const { size, place } = found;
    const before = taken.get(`${size} ${place}`) ?? 0;
    taken.set(`${size} ${place}`, before + 1);
    const batch = batches.get(`${size} ${before}`) ?? Array.from<undefined>({ length: size });
    batches.set(`${size} ${before}`, batch);
    batch[place] = missing;
  }
  return batches.values();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

interface Undecodable {
  readonly sha256: string;
  readonly reason: string;
}

interface Picture extends MissingViews {
  readonly pixels: Uint8Array;
}

type DecodedBatch = readonly (Picture | undefined)[];

/** So many images stay decoded for the batches that follow: an image as it is and its views are in two. */
const keptDecoded = 96;

/** Decodes images, each once where the batches that it is in are near to each other. */
class DecodedLately {
  readonly #pixels = new Map<string, Promise<Uint8Array | Undecodable>>();
  readonly #files = new Set<string>();

  constructor(private readonly task: Pick<FillTask, 'input' | 'decoding' | 'onDecoded'>) {}

  /** The number of files that were decoded. */
  get files(): number {
    return this.#files.size;
  }

  batch(batch: Batch): Promise<readonly (Picture | Undecodable | undefined)[]> {
    return Promise.all(
      batch.map(async (missing) => {
        if (missing === undefined) return undefined;
        const pixels = await this.#pixelsOf(missing.image);
        return 'reason' in pixels ? pixels : { ...missing, pixels };
      }),
    );
  }

  #pixelsOf(image: RunImage): Promise<Uint8Array | Undecodable> {
    const kept = this.#pixels.get(image.sha256);
    const pixels = kept ?? this.#decode(image);
    this.#pixels.delete(image.sha256);
    this.#pixels.set(image.sha256, pixels);
    for (const oldest of this.#pixels.keys()) {
      if (this.#pixels.size <= keptDecoded) break;
      this.#pixels.delete(oldest);
    }
    return pixels;
  }

  async #decode(image: RunImage): Promise<Uint8Array | Undecodable> {
    try {
      const { input, decoding = (work) => work(), onDecoded } = this.task;
      const decoded = await decoding(async () => {
        const { bytes, sha256 } = await readImageBytes(image.path);
        if (sha256 !== image.sha256)
          throw new TransferError('unreadable-image', 'It was changed while the run was reading it.');
        return decodeImage(bytes, input.size, input.resize, image.path);
      });
      onDecoded?.(image, decoded);
      this.#files.add(image.sha256);
      return decoded.pixels;
    } catch (error) {
      if (!isTransferError(error, 'unreadable-image')) throw error;
      return { sha256: image.sha256, reason: error.message };
    }
  }
}

/** The views that a batch's images lack, each once, in order. */
function missingIn(batch: DecodedBatch): number[] {
  return [...new Set(batch.flatMap((picture) => picture?.missing ?? []))].sort((one, other) => one - other);
}

function keyOf({ image, views }: WantedImage, view: number): string {
  return viewKey(image.sha256, view, views.augment, views.seed);
}

function drawn({ image, views, pixels }: Picture, view: number, input: PlanInput): Uint8Array {
  return pixelsOfView(pixels, image, view, views, input);
}
