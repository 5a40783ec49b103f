import { type ChannelStatistics, fitLimits, scalesToTry, statisticsShift } from '../design/base/scale-fit';
import { numbersOf } from '../design/base/scale-numbers';
import type { Scale } from '../design/config';
import type { ScaleMeasurement, ScaleTrial } from '../design/scale-measurement';
import { isTransferError } from '../design/transfer-error';
import { decodeImage, readImageBytes } from '../disk/images/image-decoding';
import { scalePixels } from '../shared/pixel-scaling';
import type { ScaleQuestion } from '../shared/scale-question';
import type { InspectedNetwork, InspectingEngine, Listener } from './engines/engine';
import { type OpenBase, openBase, readWeight } from './formats/read-base';
import { multiplyAdds } from './network/multiply-adds';
import { withInputSize } from './network/sized-input';
import { type StoredStatistics, storedStatistics } from './network/stored-statistics';
import { type Topology, type TopologyLayer, upTo } from './network/topology';
import { layerOfWeight, type WeightValues } from './network/weight-values';

/**
 * Batch normalisations that are listened to. One or two were led astray by pictures unlike the base's; later ones tell
 * scales apart less (docs/using.md).
 */
const layersListenedTo = [4, 3] as const;
/** For all pictures and scales together: about ten seconds in WebAssembly, where most bases take two. */
const mostMultiplyAdds = 50e9;

/**
 * Runs the first layers of a base on some pictures by each of the usual scales, and compares what its first batch
 * normalisations are given with what they have stored of their training.
 *
 * @returns undefined where that tells nothing: hardly a batch normalisation, too few pictures that can be read or
 *   too little contrast in them, too much to compute
 * @throws TransferError `base-…` where the base can't be read, `machine-failure` where an image can't
 */
export async function measureScales(
  place: string,
  question: ScaleQuestion,
  engine: InspectingEngine,
): Promise<Omit<ScaleMeasurement, 'fingerprint'> | undefined> {
  const base = await openBase(place, question.size);
  const listened = await firstNormalisations(base, question, engine);
  if (listened === undefined) return undefined;
  const { network, layers } = listened;
  const listener = await network.listen(layers.map(({ name }) => name));
  const stored = await Promise.all(layers.map((layer) => statisticsIn(layer, base)));
  const pictures = listener && (await decodedPictures(question));
  if (listener === undefined || pictures === undefined) return undefined;
  if (pictures.length < fitLimits.pictures || contrastOf(pictures) < fitLimits.contrast) return undefined;
  const trials: ScaleTrial[] = [];
  for (const scale of scalesToTry(question.stated)) {
    const given = givenStatistics(listener, pictures, question.size, scale);
    const shifts = layers.map(({ name }, index) => {
      const one = given.get(name);
      const { epsilon, ...kept } = stored[index] as StoredStatistics;
      return one === undefined ? Number.NaN : statisticsShift(together(one), kept, epsilon);
    });
    const shift = shifts.reduce((sum, one) => sum + one, 0) / shifts.length;
    if (Number.isFinite(shift)) trials.push({ scale, shift });
  }
  network.dispose();
  return { pictures: pictures.length, trials };
}

interface Listened {
  readonly network: InspectedNetwork;
  /** Batch normalisations, in their order. */
  readonly layers: readonly TopologyLayer[];
}

/** The least of the network that has a few batch normalisations, as far as that is soon computed. */
async function firstNormalisations(
  base: OpenBase,
  { size }: ScaleQuestion,
  engine: InspectingEngine,
): Promise<Listened | undefined> {
  const topology = withInputSize(base.topology, size);
  const runs = scalesToTry(undefined).length * fitLimits.pictures;
  for (const prefix of prefixes(topology)) {
    const weights = new Map<string, WeightValues>();
    const inside = new Set(prefix.layers.map(({ name }) => name));
    for (const [name, { shape }] of base.weights)
      if (inside.has(layerOfWeight(name))) weights.set(name, { shape, values: await readWeight(base, name) });
    const network = await engine.inspect(prefix, weights);
    if (runs * costOf(network) <= mostMultiplyAdds)
      return { network, layers: prefix.layers.filter(isNormalisation) };
    network.dispose();
  }
  return undefined;
}

/** The network up to a batch normalisation with that many of them on the way, where there is one. */
function prefixes(topology: Topology): readonly Topology[] {
  const normalisations = topology.layers.filter(isNormalisation);
  return layersListenedTo.flatMap((count) => {
    // With so many of them there are that many on the way to one of the first, or nowhere near the input.
    for (const layer of normalisations.slice(0, 4 * count)) {
      const prefix = upTo(topology, layer.name);
      if (prefix.layers.filter(isNormalisation).length === count) return [prefix];
    }
    return [];
  });
}

/** Batch normalisation of channels that stand last. */
function isNormalisation({ className, config }: TopologyLayer): boolean {
  const axis = Array.isArray(config.axis) ? config.axis[0] : (config.axis ?? -1);
  return className === 'BatchNormalization' && (axis === -1 || axis === 3);
}

function costOf({ layers }: InspectedNetwork): number {
  return layers.reduce((sum, { name, type, outputShape, weights }) => {
    const kernels = new Map(weights.map((weight) => [weight.name.slice(name.length + 1), weight.shape]));
    return sum + multiplyAdds(type, outputShape, kernels);
  }, 0);
}

async function statisticsIn(layer: TopologyLayer, base: OpenBase): Promise<StoredStatistics> {
  const names = ['moving_mean', 'moving_variance'] as const;
  const values = await Promise.all(names.map((name) => readWeight(base, `${layer.name}/${name}`)));
  return storedStatistics(layer, (name) => values[names.indexOf(name)]);
}

/** Those that can be read, in their order. */
async function decodedPictures({ images, size, resize }: ScaleQuestion): Promise<readonly Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for (const image of images) {
    if (pictures.length === fitLimits.pictures) break;
    try {
      const { bytes } = await readImageBytes(image);
      pictures.push((await decodeImage(bytes, size, resize, image)).pixels);
    } catch (error) {
      if (!isTransferError(error, 'unreadable-image')) throw error;
    }
  }
  return pictures;
}

/** The deviation of all values of all pictures, 0 to 255. */
function contrastOf(pictures: readonly Uint8Array[]): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const pixels of pictures) {
    count += pixels.length;
    for (const value of pixels) {
      sum += value;
      squares += value * value;
    }
  }
  return Math.sqrt(squares / count - (sum / count) ** 2);
}

/** What the layers are given, a picture at a time, so that memory holds the layers' outputs for one. */
function givenStatistics(
  listener: Listener,
  pictures: readonly Uint8Array[],
  [height, width]: readonly [number, number],
  scale: Scale,
): ReadonlyMap<string, readonly ChannelStatistics[]> {
  const all = new Map<string, ChannelStatistics[]>();
  const values = new Float32Array(height * width * 3);
  for (const pixels of pictures) {
    scalePixels(pixels, numbersOf(scale), values, 0);
    for (const [name, one] of listener({ values, shape: [1, height, width, 3] }))
      all.set(name, [...(all.get(name) ?? []), one]);
  }
  return all;
}

/** The statistics of all pictures out of those of each, which have as many positions. */
function together(pictures: readonly ChannelStatistics[]): ChannelStatistics {
  const channels = pictures[0]?.means.length ?? 0;
  const mean = (of: (picture: ChannelStatistics) => number): number =>
    pictures.reduce((sum, picture) => sum + of(picture), 0) / pictures.length;
  const means = Array.from({ length: channels }, (_, channel) => mean(({ means }) => Number(means[channel])));
  const variances = means.map((all, channel) =>
    mean(({ means: own, variances: within }) => Number(within[channel]) + (Number(own[channel]) - all) ** 2),
  );
  return { means, variances };
}
