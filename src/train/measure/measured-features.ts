import type { MeasuredShift } from '../../design/measurement';
import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { PlanInput } from '../../design/plan';
import { isTransferError } from '../../design/transfer-error';
import { type FeatureCache, openFeatureCache } from '../../disk/features/feature-cache';
import type { FeatureSpace } from '../../disk/features/feature-space';
import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import type { MeasuredImage, MeasureQuestion } from '../../shared/measure-question';
import type { Engines } from '../engines/load-engines';
import { engineFor } from '../engines/load-engines';
import { batchesOf, firstNumbers } from '../fit/example-source';
import { readBase } from '../formats/read-base';
import { viewKey } from '../images/augmentation';
import { prefixDescription } from '../images/frozen-prefix';
import { inOrder } from '../images/in-order';
import { withInputSize } from '../network/sized-input';
import { type Topology, upTo } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { BaseInSteps } from './base-in-steps';
import { headFeatures } from './cut-features';
import type { FeatureTable } from './feature-table';
import { channelsOf } from './listening-step';
import { shiftsOf } from './statistics-of-layers';

/** What a head would get at each cut, of the images that could be read. */
export interface MeasuredFeatures {
  /** Of the base. */
  readonly fingerprint: string;
  /** By image. */
  readonly labels: readonly number[];
  /** By image, its place in the question. */
  readonly places: readonly number[];
  readonly unreadable: number;
  /** Of the batch normalisations that are named in the question; left out where none can be heard. */
  readonly shift?: readonly MeasuredShift[];
  /** Left out where all was in the cache. */
  readonly secondsPerImage?: number;
  /** By cut. Whether its features are finite numbers is unchecked. */
  table(cut: number): FeatureTable;
}

const atOnce = 16;

/**
 * Runs the images through the base once, from cut to cut, and keeps what heads would get; what is kept already is not
 * computed again.
 *
 * @throws TransferError `base-…` where the base can't be read, `engine` where none runs it
 */
export async function measuredFeatures(
  question: MeasureQuestion,
  engines: Engines,
  onProgress: (done: number, total: number) => void,
): Promise<MeasuredFeatures> {
  const { input, cuts, images, normalisations = [] } = question;
  const base = await readBase(question.base, input.size);
  const topology = withInputSize(base.topology, input.size);
  const caches: FeatureCache[] = [];
  for (const cut of cuts)
    caches.push(
      await openFeatureCache(question.cacheFolder, spaceOf(input, topology, base.weights, cut, engines)),
    );
  const listened = normalisations.filter((name) => channelsOf(name, base.weights) > 0);
  // What is heard is one more row of each image.
  if (listened.length > 0)
    caches.push(
      await openFeatureCache(
        question.cacheFolder,
        heardSpace(input, topology, base.weights, question, listened, engines),
      ),
    );
  const opened = { topology, weights: base.weights };
  let steps: BaseInSteps | undefined;
  const keys: { readonly key: string; readonly place: number }[] = [];
  let unreadable = 0;
  const writers = caches.map((cache) => cache.writer());
  const batches = inOrder(batchesOf(firstNumbers(images.length), atOnce), 1, (batch) =>
    Promise.all(batch.map((place) => readOne(question, place, caches))),
  );
  let done = 0;
  const computed = { images: 0, milliseconds: 0 };
  for await (const batch of batches) {
    const read = batch.filter((one) => one !== undefined);
    unreadable += batch.length - read.length;
    keys.push(...read.map(({ key, place }) => ({ key, place })));
    const missing = read.filter((one) => one.pixels !== undefined);
    if (missing.length > 0) {
      // Only where something is to be computed: a full cache costs no time.
      steps ??= await BaseInSteps.open(
        opened,
        cuts,
        input,
        (network) => engineFor(network, base.weights, engines),
        listened,
      );
      const start = performance.now();
      const { outputs, heard } = await steps.run(missing.map(({ pixels }) => pixels as Uint8Array));
      computed.milliseconds += performance.now() - start;
      computed.images += missing.length;
      for (const [at, writer] of writers.entries()) {
        const cut = cuts[at];
        const all = cut === undefined ? heard : (outputs[at] as Float32Array);
        const size = all.length / missing.length;
        for (const [row, { key }] of missing.entries()) {
          if (caches[at]?.has(key)) continue;
          const own = all.subarray(row * size, (row + 1) * size);
          await writer.add(key, cut === undefined ? own : headFeatures(own, cut));
        }
      }
    }
    done += batch.length;
    onProgress(done, images.length);
  }
  for (const writer of writers) await writer.finish();
  steps?.dispose();
  const rows = (cache: FeatureCache) =>
    rowsOf(
      cache,
      keys.map(({ key }) => key),
    );
  const heard = listened.length > 0 && keys.length > 0 ? caches[cuts.length] : undefined;
  return {
    fingerprint: base.fingerprint,
    ...(heard ? { shift: shiftsOf(rows(heard), listened, topology, base.weights) } : {}),
    ...(computed.images > 0 ? { secondsPerImage: computed.milliseconds / 1_000 / computed.images } : {}),
    labels: keys.map(({ place }) => images[place]?.label ?? 0),
    places: keys.map(({ place }) => place),
    unreadable,
    table: (cut) => rows(caches[cut] as FeatureCache),
  };
}

interface ReadImage {
  readonly key: string;
  readonly place: number;
  /** Left out where all that is asked of the image is kept. */
  readonly pixels?: Uint8Array;
}

/** @returns undefined where the image can't be read */
async function readOne(
  { images, input }: MeasureQuestion,
  place: number,
  caches: readonly FeatureCache[],
): Promise<ReadImage | undefined> {
  const { path } = images[place] as MeasuredImage;
  try {
    const { bytes, sha256 } = await readImageBytes(path);
    const key = viewKey(sha256, 0, null, 0);
    if (caches.every((cache) => cache.has(key))) return { key, place };
    return { key, place, pixels: (await decodeImage(bytes, input.size, input.resize, path)).pixels };
  } catch (error) {
    if (!isTransferError(error, 'unreadable-image')) throw error;
    return undefined;
  }
}

function spaceOf(
  input: PlanInput,
  topology: Topology,
  weights: NetworkWeights,
  { layer, pool, features }: CutToMeasure,
  engines: Engines,
): FeatureSpace {
  const network = upTo(topology, layer);
  const engine = engineFor(network, weights, engines);
  return {
    description: { ...prefixDescription(engine, network, weights, input), pool },
    shape: [features],
    format: 'float32',
  };
}

function heardSpace(
  input: PlanInput,
  topology: Topology,
  weights: NetworkWeights,
  { cuts }: MeasureQuestion,
  listened: readonly string[],
  engines: Engines,
): FeatureSpace {
  const network = upTo(topology, (cuts.at(-1) as CutToMeasure).layer);
  const engine = engineFor(network, weights, engines);
  return {
    description: {
      ...prefixDescription(engine, network, weights, input),
      heard: JSON.stringify(listened),
    },
    shape: [2 * listened.reduce((sum, name) => sum + channelsOf(name, weights), 0)],
    format: 'float32',
  };
}

function rowsOf(cache: FeatureCache, keys: readonly string[]): FeatureTable {
  const reader = cache.reader(keys);
  try {
    const values = new Float32Array(keys.length * cache.rowValues);
    reader.readRows(firstNumbers(keys.length), values);
    return { rows: keys.length, columns: cache.rowValues, values };
  } finally {
    reader.close();
  }
}
