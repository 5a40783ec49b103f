import type { PlanInput } from '../../design/plan';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { countText } from '../../design/words/wording';
import { type FeatureCache, openFeatureCache } from '../../disk/features/feature-cache';
import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { seenPicture } from '../../disk/images/seen-picture';
import type { ChannelPictures, ExcitingPicture, PicturesQuestion, SeenBox } from '../../shared/seen';
import type { Engines } from '../engines/load-engines';
import { viewKey } from '../images/augmentation';
import { prefixDescription } from '../images/frozen-prefix';
import type { NetworkOnPixels } from '../images/network-on-pixels';
import { byStrength, type MapLayout, mapLayout, type Peak, peakOf } from './map-layout';
import { type NetworkToLayer, networkToLayer, onPixels } from './network-to-layer';
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
 * @throws TransferError as `networkToLayer` does; `see-impossible` where the layer has no such channel; `engine` where it can't be
 *   computed; `machine-failure`
 */
export async function channelPictures(
  question: PicturesQuestion,
  engines: Engines,
  onProgress: Progress,
): Promise<ChannelPictures> {
  const { channel, pictures } = question;
  const toLayer = await networkToLayer(question.place, engines);
  const { engine, topology, weights, input, layer } = toLayer;
  const layout = mapLayout(layer);
  if (!Number.isInteger(channel) || channel < 0 || channel >= layout.channels)
    throw new TransferError(
      'see-impossible',
      `\`${layer.name}\` has ${countText(layout.channels, 'channel')}, counted from 0: there is no ${channel}.`,
    );
  const cache = await openFeatureCache(question.cacheFolder, {
    description: {
      ...prefixDescription(engine, topology, weights, input),
      of: 'greatest values',
    },
    // Of each channel the greatest value, its place, and the mean.
    shape: [layout.channels, 3],
    format: 'float32',
  });
  const keys = await computed(pictures, toLayer, layout, cache, onProgress);
  const peaks = peaksIn(cache, keys, channel);
  const strongest = peaks.sort((one, other) => byStrength(one.peak, other.peak)).slice(0, mostShown);
  const field = receptiveField(topology, input.size);
  const shown: ExcitingPicture[] = [];
  for (const { index, peak } of strongest) {
    const pixels = await pixelsOf(pictures[index] as string, input);
    if (pixels === undefined) continue;
    const box = placeBox(layout, peak, input.size, field);
    shown.push({ index, strength: peak.value, picture: await seenPicture(pixels.pixels, input.size), box });
  }
  return { channel, looked: peaks.length, unreadable: pictures.length - peaks.length, pictures: shown };
}

/** @returns the key of each picture; undefined where it can't be read */
async function computed(
  pictures: PicturesQuestion['pictures'],
  toLayer: NetworkToLayer,
  layout: MapLayout,
  cache: FeatureCache,
  onProgress: Progress,
): Promise<readonly (string | undefined)[]> {
  const { input, layer } = toLayer;
  const size = layer.shape.reduce((product, edge) => product * edge, 1);
  const atOnce = Math.max(1, Math.min(mostAtOnce, Math.floor(mostValuesAtOnce / size)));
  const writer = cache.writer();
  const keys: (string | undefined)[] = [];
  let network: NetworkOnPixels | undefined;
  for (let from = 0; from < pictures.length; from += atOnce) {
    const some = pictures.slice(from, from + atOnce);
    const read = await Promise.all(some.map((file) => pixelsOf(file, input, cache)));
    keys.push(...read.map((one) => one?.key));
    const missing = read.flatMap((one) => (one?.pixels ? [{ key: one.key, pixels: one.pixels }] : []));
    if (missing.length > 0) {
      // Only where something is to be computed: a full cache costs no time.
      network ??= await onPixels(toLayer);
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

async function pixelsOf(file: string, input: PlanInput): Promise<ReadPicture | undefined>;
/** Without pixels where its row is in the cache. */
async function pixelsOf(
  file: string,
  input: PlanInput,
  cache: FeatureCache,
): Promise<(Pick<ReadPicture, 'key'> & Partial<ReadPicture>) | undefined>;
async function pixelsOf(
  file: string,
  input: PlanInput,
  cache?: FeatureCache,
): Promise<(Pick<ReadPicture, 'key'> & Partial<ReadPicture>) | undefined> {
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
