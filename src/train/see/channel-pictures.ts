import { isTransferError } from '../../design/transfer-error';
import { type FeatureCache, openFeatureCache } from '../../disk/features/feature-cache';
import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { seenPicture } from '../../disk/images/seen-picture';
import type { ChannelPictures, ExcitingPicture, PicturesQuestion, SeenBox } from '../../shared/seen';
import type { Engines } from '../engines/load-engines';
import { viewKey } from '../images/augmentation';
import { prefixDescription } from '../images/frozen-prefix';
import type { NetworkOnPixels } from '../images/network-on-pixels';
import { type BaseToLayer, baseToLayer, onPixels } from './base-to-layer';
import { byStrength, type MapLayout, mapLayout, type Peak, peakOf } from './map-layout';
import { boxOf, type ReceptiveField, receptiveField } from './receptive-field';

/** Pictures that are shown of a channel. */
const mostShown = 9;
const mostAtOnce = 16;
/** Values of a layer that are computed at once: 64 MB. */
const mostValuesAtOnce = 2 ** 24;

/** Told of each batch of pictures. */
type Progress = (done: number, total: number) => void;

/**
 * The pictures that excite a channel most. The greatest values of all channels in each picture are kept in the cache, so that
 * another channel of the layer costs no more than reading them.
 *
 * @throws TransferError `base-…`, `engine` where the layer can't be computed; `machine-failure`
 */
export async function channelPictures(
  question: PicturesQuestion,
  engines: Engines,
  onProgress: Progress,
): Promise<ChannelPictures> {
  const { channel, input, pictures, layer } = question;
  const base = await baseToLayer(question, engines);
  const layout = mapLayout(layer);
  const cache = await openFeatureCache(question.cacheFolder, {
    description: {
      ...prefixDescription(base.engine, base.topology, base.weights, input),
      of: 'greatest values',
    },
    // Of each channel the greatest value, its place, and the mean.
    shape: [layout.channels, 3],
    format: 'float32',
  });
  const keys = await computed(question, base, layout, cache, onProgress);
  const peaks = peaksIn(cache, keys, channel);
  const strongest = peaks.sort((one, other) => byStrength(one.peak, other.peak)).slice(0, mostShown);
  const field = receptiveField(base.topology, input.size);
  const shown: ExcitingPicture[] = [];
  for (const { index, peak } of strongest) {
    const pixels = await pixelsOf(question, index);
    if (pixels === undefined) continue;
    const box = placeBox(layout, peak, input.size, field);
    shown.push({ index, strength: peak.value, picture: await seenPicture(pixels.pixels, input.size), box });
  }
  return { channel, looked: peaks.length, unreadable: pictures.length - peaks.length, pictures: shown };
}

/** @returns the key of each picture; undefined where it can't be read */
async function computed(
  question: PicturesQuestion,
  base: BaseToLayer,
  layout: MapLayout,
  cache: FeatureCache,
  onProgress: Progress,
): Promise<readonly (string | undefined)[]> {
  const { pictures, input, layer } = question;
  const size = layer.shape.reduce((product, edge) => product * edge, 1);
  const atOnce = Math.max(1, Math.min(mostAtOnce, Math.floor(mostValuesAtOnce / size)));
  const writer = cache.writer();
  const keys: (string | undefined)[] = [];
  let network: NetworkOnPixels | undefined;
  for (let from = 0; from < pictures.length; from += atOnce) {
    const indexes = pictures.slice(from, from + atOnce).map((_, at) => from + at);
    const read = await Promise.all(indexes.map((index) => pixelsOf(question, index, cache)));
    keys.push(...read.map((one) => one?.key));
    const missing = read.flatMap((one) => (one?.pixels ? [{ key: one.key, pixels: one.pixels }] : []));
    if (missing.length > 0) {
      // Only where something is to be computed: a full cache costs no time.
      network ??= await onPixels(base, input);
      const outputs = await network.outputs(missing.map(({ pixels }) => pixels));
      for (const [at, { key }] of missing.entries())
        if (!cache.has(key))
          await writer.add(key, peakRow(outputs.subarray(at * size, (at + 1) * size), layout));
    }
    onProgress(keys.length, pictures.length);
  }
  await writer.finish();
  network?.dispose();
  return keys;
}

interface ReadPicture {
  readonly key: string;
  readonly pixels: Uint8Array;
}

async function pixelsOf(question: PicturesQuestion, index: number): Promise<ReadPicture | undefined>;
/** Without pixels where its row is in the cache. */
async function pixelsOf(
  question: PicturesQuestion,
  index: number,
  cache: FeatureCache,
): Promise<(Pick<ReadPicture, 'key'> & Partial<ReadPicture>) | undefined>;
async function pixelsOf(
  { pictures, input }: PicturesQuestion,
  index: number,
  cache?: FeatureCache,
): Promise<(Pick<ReadPicture, 'key'> & Partial<ReadPicture>) | undefined> {
  const file = pictures[index] as string;
  try {
    const { bytes, sha256 } = await readImageBytes(file);
    const key = viewKey(sha256, 0, null, 0);
    if (cache?.has(key)) return { key };
    return { key, pixels: (await decodeImage(bytes, input.size, input.resize, file)).pixels };
  } catch (error) {
    if (!isTransferError(error, 'unreadable-image')) throw error;
    return undefined;
  }
}

function peakRow(output: Float32Array, layout: MapLayout): Float32Array {
  const row = new Float32Array(layout.channels * 3);
  for (let channel = 0; channel < layout.channels; channel += 1) {
    const { value, place, mean } = peakOf(output, layout, channel);
    row.set([value, place, mean], 3 * channel);
  }
  return row;
}

function peaksIn(
  cache: FeatureCache,
  keys: readonly (string | undefined)[],
  channel: number,
): { readonly index: number; readonly peak: Peak }[] {
  const readable = keys.flatMap((key, index) => (key === undefined ? [] : [{ key, index }]));
  const reader = cache.reader(readable.map(({ key }) => key));
  try {
    const row = new Float32Array(cache.rowValues);
    return readable.map(({ index }, at) => {
      reader.readRows([at], row);
      const [value = 0, place = 0, mean = 0] = row.subarray(3 * channel);
      return { index, peak: { value, place, mean } };
    });
  } finally {
    reader.close();
  }
}

function placeBox(
  { places, isPicture }: MapLayout,
  { place }: Peak,
  size: readonly [number, number],
  field: ReceptiveField | undefined,
): SeenBox | null {
  if (!isPicture) return null;
  const [, columns] = places;
  return boxOf([Math.floor(place / columns), place % columns], places, size, field);
}
