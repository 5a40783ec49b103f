import path from 'node:path';
import type { PlanPhase } from '../../design/plan';
import { prefixBatch } from '../../design/plan/memory-need';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import { type BatchPlaces, batchPlaces, placesInOrder } from '../../disk/features/batch-places';
import { type FeatureCache, openFeatureCache } from '../../disk/features/feature-cache';
import { bytesNeeded } from '../../disk/features/feature-space';
import { roomFor, spareBytes } from '../../disk/files/disk-full';
import type { Side } from '../../disk/images/image-copies';
import { scalePixels } from '../../shared/pixel-scaling';
import type { CacheEvent } from '../../shared/run-events';
import type { FeatureEngine } from '../engines/engine';
import { CachedFeatures } from '../fit/cached-features';
import type { ExampleSource } from '../fit/example-source';
import { CachedPixels, DecodedImages, PixelExamples, type PixelStore } from '../fit/pixel-examples';
import { viewKey } from '../images/augmentation';
import { lookAtRunImage } from '../images/decoded-images';
import { fillCache, type MissingRows, missingRows, placeNames, type WantedImage } from '../images/fill-cache';
import { type FrozenPrefix, frozenPrefix, pixelPrefix } from '../images/frozen-prefix';
import { inOrder } from '../images/in-order';
import type { RunImage } from '../images/run-image';
import { plainView, type Views } from '../images/views';
import { inputLayerOf } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { answered } from './answered';
import { lookAtRest, warnOfImages } from './image-warnings';
import { leaveOut } from './left-out-images';
import { progressTeller, type RunSession, shouldStop, tell } from './run-session';

/** The images of a phase behind its frozen prefix, ready to be read in batches. */
export interface PhaseExamples {
  readonly prefix: { readonly cut: string; readonly shape: readonly number[] };
  /** The images of one side, in the order of the examples. */
  readonly images: (side: Side) => readonly RunImage[];
  readonly source: (side: Side) => ExampleSource;
  /** How the rows of the cache are made, so that some can be made anew; null where there is no cache. */
  readonly rows: CachedRows | null;
}

export interface CachedRows {
  /** The views that the rows of a side are in: epoch e of a source reads view e mod count. */
  readonly views: (side: Side) => Views;
  /** Begins from the network and the pictures alone. */
  readonly maker: () => RowsAnew;
}

export interface RowsAnew {
  /** @param pictures as a `RowMaker`'s; at most `prefixBatch` */
  rows(pictures: readonly Uint8Array[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** The cache's keys of an image, a view each. */
function rowKeys({ image, views }: WantedImage): string[] {
  return Array.from({ length: views.count }, (_, view) =>
    viewKey(image.sha256, view, views.augment, views.seed),
  );
}

/**
 * Makes the examples of some sides for a phase: from the cache, which is filled first, or from the files where
 * the plan wants no cache.
 *
 * @param weights the network's as the phase begins
 * @returns undefined if the user stopped the run meanwhile
 * @throws TransferError `unreadable-images` if more than 5 % of the images can't be read, `disk-full` if the
 *   cache would not fit
 */
export async function phaseExamples(
  session: RunSession,
  phaseNumber: number,
  phase: PlanPhase,
  weights: NetworkWeights,
  sides: readonly Side[],
): Promise<PhaseExamples | undefined> {
  const input = inputLayerOf(session.network.topology).name;
  if (phase.cache === null) return uncached(session, input, sides);
  const isPixels = phase.cache.cut === input;
  const { cut } = phase.cache;
  const network = session.network.topology;
  const prefixBy = (engine: FeatureEngine): FrozenPrefix =>
    isPixels ? pixelPrefix(session.plan, input) : frozenPrefix(engine, network, weights, session.plan, cut);
  const examples = await answered(session, async (engine) => {
    const prefix = prefixBy(engine);
    try {
      return await cached(session, phaseNumber, prefix, isPixels, sides);
    } finally {
      await prefix.dispose();
    }
  });
  return (
    examples && {
      ...examples,
      rows: {
        views: viewsOf(session, isPixels),
        maker: () => rowsAnew(session, prefixBy(session.answering)),
      },
    }
  );
}

async function cached(
  session: RunSession,
  phase: number,
  prefix: FrozenPrefix,
  isPixels: boolean,
  sides: readonly Side[],
): Promise<Omit<PhaseExamples, 'rows'> | undefined> {
  const start = performance.now();
  const views = viewsOf(session, isPixels);
  const cache = await openFeatureCache(session.cacheFolder, prefix.space);
  for (const damaged of cache.damaged) {
    tell(session, {
      event: 'warning',
      code: 'cache-damaged',
      message: `${damaged}. It was removed and is computed again.`,
    });
  }
  const wanted = session.images
    .filter(({ side }) => sides.includes(side))
    .map((image) => ({ image, views: views(image.side) }));
  const missing = missingRows(cache, wanted);
  await requireRoom(session, bytesNeeded(prefix.space, missing.count));
  const reused = newlyAsked(session, cache, wanted).filter((key) => cache.has(key)).length;
  const filled = await fillCache({
    cache,
    makeRows: prefix.makeRows,
    missing,
    places: await placesOf(session, missing, isPixels),
    input: session.plan.base.input,
    shouldStop: () => shouldStop(session),
    onProgress: progressTeller(session, 'frozen prefix'),
    onDecoded: ({ sha256 }, decoded) => session.looks.learn(sha256, decoded, session.plan.base.input.size),
  });
  if (!filled.finished) return undefined;
  leaveOut(session, filled.unreadable);
  if (!(await lookAtRest(session, sides))) return undefined;
  await warnOfImages(session);
  const rows = wanted.reduce((sum, each) => sum + each.views.count, 0);
  const used: CacheEvent = {
    event: 'cache',
    phase,
    cut: prefix.cut,
    reused,
    computed: filled.computed,
    decoded: filled.decoded,
    bytes: bytesNeeded(prefix.space, rows),
    seconds: (performance.now() - start) / 1000,
    ...(isPixels ? {} : { engine: session.answering.name }),
  };
  session.caches.push(used);
  tell(session, used);
  const images = (side: Side): readonly RunImage[] => session.images.filter((image) => image.side === side);
  return {
    prefix,
    images,
    source: (side) => sourceOf(session, cache, prefix, isPixels, images(side), views(side)),
  };
}

/** Decoded pixels are the same wherever they are decoded; for outputs of layers the project remembers the places. */
async function placesOf(
  { cacheFolder }: RunSession,
  missing: MissingRows,
  isPixels: boolean,
): Promise<BatchPlaces> {
  const names = placeNames(missing);
  if (isPixels) return placesInOrder(names.flat(), prefixBatch);
  return batchPlaces(path.join(path.dirname(cacheFolder), 'batches.json'), names, prefixBatch);
}

function sourceOf(
  session: RunSession,
  cache: FeatureCache,
  prefix: FrozenPrefix,
  isPixels: boolean,
  images: readonly RunImage[],
  views: Views,
): ExampleSource {
  const keys = images.flatMap((image) => rowKeys({ image, views }));
  const reader = cache.reader(keys);
  if (!isPixels)
    return new CachedFeatures(
      images.map(({ label }) => label),
      prefix.shape,
      reader,
      views,
    );
  return pixelExamples(session, images, new CachedPixels(reader, cache.rowValues));
}

function pixelExamples({ plan }: RunSession, images: readonly RunImage[], store: PixelStore): ExampleSource {
  return new PixelExamples(images, store, plan.base.input, plan.training.augment, plan.training.seed);
}

const decodedAhead = 8;

/** Without a cache every epoch decodes; images are decoded once before, to know the unreadable ones. */
async function uncached(
  session: RunSession,
  input: string,
  sides: readonly Side[],
): Promise<PhaseExamples | undefined> {
  const onProgress = progressTeller(session, 'read images');
  const wanted = session.images.filter(({ side }) => sides.includes(side));
  const unreadable = new Map<string, string>();
  const looks = inOrder(wanted, decodedAhead, async (image) => {
    try {
      return { image, decoded: await lookAtRunImage(image, session.plan.base.input) };
    } catch (error) {
      const isItsOwn = isTransferError(error, 'unreadable-image', 'image-changed');
      if (!isItsOwn) throw error;
      return { image, reason: error.message };
    }
  });
  let done = 0;
  for await (const look of looks) {
    if (shouldStop(session)) return undefined;
    const { sha256 } = look.image;
    if ('reason' in look) unreadable.set(sha256, look.reason);
    else session.looks.learn(sha256, look.decoded, session.plan.base.input.size);
    onProgress(++done, wanted.length);
  }
  leaveOut(session, unreadable);
  await warnOfImages(session);
  const images = (side: Side): readonly RunImage[] => session.images.filter((image) => image.side === side);
  return {
    prefix: { cut: input, shape: [...session.plan.base.input.size, 3] },
    images,
    source: (side) =>
      pixelExamples(session, images(side), new DecodedImages(images(side), session.plan.base.input)),
    rows: null,
  };
}

function viewsOf(session: RunSession, isPixels: boolean): (side: Side) => Views {
  return (side) => (side === 'train' && !isPixels ? trainingViews(session) : plainView);
}

/** Rows as a phase reads them: pixels are scaled as they are read. */
function rowsAnew({ plan }: RunSession, prefix: FrozenPrefix): RowsAnew {
  return {
    rows: async (pictures) =>
      (await prefix.makeRows(pictures)).map((row) => {
        if (row === undefined) throw new RangeError('A picture was given and no row came back.');
        if (row instanceof Float32Array) return row;
        const scaled = new Float32Array(row.length);
        scalePixels(row, plan.base.input.scale, scaled, 0);
        return scaled;
      }),
    dispose: () => prefix.dispose(),
  };
}

function trainingViews({ plan }: RunSession): Views {
  const { augment, seed } = plan.training;
  return augment === null ? plainView : { count: augment.views, augment, seed };
}

/** The rows that this run has not asked this cache for before; from now on it has. */
function newlyAsked(session: RunSession, cache: FeatureCache, wanted: readonly WantedImage[]): string[] {
  const asked = session.askedRows.get(cache.folder) ?? new Set<string>();
  session.askedRows.set(cache.folder, asked);
  return wanted.flatMap(rowKeys).filter((key) => {
    const isNew = !asked.has(key);
    asked.add(key);
    return isNew;
  });
}

async function requireRoom(session: RunSession, bytes: number): Promise<void> {
  const room = await roomFor(session.cacheFolder, bytes);
  if (room.enough) return;
  throw new TransferError(
    'disk-full',
    `The outputs of the frozen layers take ${bytesText(bytes)} and the run up to ${bytesText(spareBytes)} more, but ${bytesText(room.free)} are free where ${session.cacheFolder} lies. Free some room, clear old caches, use fewer views, or set "train: { cache: off }".`,
  );
}
