import type { PlanInput } from '../../design/plan';
import { TransferError } from '../../design/transfer-error';
import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { seenPicture } from '../../disk/images/seen-picture';
import type { Evidence, EvidenceQuestion, Places, SeenLayer } from '../../shared/seen';
import type { RunnableNetwork } from '../engines/engine';
import { type Engines, engineFor } from '../engines/load-engines';
import { networkOnPixels } from '../images/network-on-pixels';
import { above, type Topology, upTo } from '../network/topology';
import { type MapLayout, mapLayout } from './map-layout';
import { openRunNetwork } from './run-network';

/** Tiles along an edge, at most: each costs a run of the layers behind. */
const mostTiles = 16;
/** Classes whose evidence is told. */
const mostClasses = 20;
/** Values that are given to the layers behind at once: 64 MB. */
const mostValuesAtOnce = 2 ** 24;
/** The smallest positive float: an impossible class has a logarithm all the same. */
const leastProbability = 1.2e-38;

/**
 * Where in a picture a run's answer comes from: the last tensor of its network that has places is taken apart into tiles, each of
 * which is set to zero in turn, and what that takes from the lead of each class is told.
 *
 * @throws TransferError as `openSavedModel` does; `see-impossible` where no layer has places; `unreadable-image`, `engine`
 */
export async function answerEvidence(
  { runFolder, picture }: EvidenceQuestion,
  engines: Engines,
): Promise<Evidence> {
  const run = await openRunNetwork(runFolder, engines);
  const { topology, weights, input } = run;
  const last = lastWithPlaces(topology, run.layers);
  const pixels = await pixelsOf(picture, input);
  const below = upTo(topology, last.layer.name);
  const prefix = await networkOnPixels(engineFor(below, weights, run.engines), below, weights, input);
  const features = await prefix.outputs([pixels]);
  prefix.dispose();
  const rest = await engineFor(last.rest, weights, run.engines).network(last.rest, weights);
  const layout = mapLayout(last.layer);
  const { tiles, places } = tilesOf(layout);
  const answers = await answersWithout(rest, features, last.layer, tiles);
  rest.dispose();
  const leads = answers.map(leadsIn);
  const [whole = [], ...others] = leads;
  const [probabilities = new Float32Array()] = answers;
  const ranked = run.classes
    .map((name, label) => ({
      name,
      probability: probabilities[label] ?? 0,
      lead: whole[label] ?? 0,
      tiles: others.map((lead) => (whole[label] ?? 0) - (lead[label] ?? 0)),
    }))
    .sort((one, other) => other.probability - one.probability);
  return {
    picture: await seenPicture(pixels, input.size),
    layer: last.layer.name,
    places,
    classes: ranked.slice(0, mostClasses),
    others: Math.max(0, ranked.length - mostClasses),
  };
}

async function pixelsOf(file: string, { size, resize }: PlanInput): Promise<Uint8Array> {
  const { bytes } = await readImageBytes(file);
  return (await decodeImage(bytes, size, resize, file)).pixels;
}

/** The last layer with places past which nothing leads, and what comes behind it. */
function lastWithPlaces(
  topology: Topology,
  layers: readonly SeenLayer[],
): { readonly layer: SeenLayer; readonly rest: Topology } {
  const inside = new Set(topology.layers.map(({ name }) => name));
  for (const layer of layers.toReversed()) {
    if (!inside.has(layer.name) || !mapLayout(layer).isPicture) continue;
    try {
      return { layer, rest: above(topology, layer.name, layer.shape) };
    } catch (error) {
      // Others' outputs pass beside it.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new TransferError(
    'see-impossible',
    'No layer of this network has places, so nothing tells where in the picture its answer comes from.',
  );
}

/** The places of each tile, row by row of tiles. */
function tilesOf({ places: [rows, columns] }: MapLayout): {
  readonly tiles: readonly (readonly number[])[];
  readonly places: Places;
} {
  const step = Math.ceil(Math.max(rows, columns) / mostTiles);
  const places: Places = [Math.ceil(rows / step), Math.ceil(columns / step)];
  const tiles = Array.from({ length: places[0] * places[1] }, (): number[] => []);
  for (let place = 0; place < rows * columns; place += 1) {
    const row = Math.floor(place / columns / step);
    const column = Math.floor((place % columns) / step);
    tiles[row * places[1] + column]?.push(place);
  }
  return { tiles, places };
}

/** The probabilities of all classes: of the features as they are, then without each tile. */
async function answersWithout(
  network: RunnableNetwork,
  features: Float32Array,
  layer: SeenLayer,
  tiles: readonly (readonly number[])[],
): Promise<readonly Float32Array[]> {
  const { channels, at } = mapLayout(layer);
  const left: readonly (readonly number[])[] = [[], ...tiles];
  const atOnce = Math.max(1, Math.floor(mostValuesAtOnce / features.length));
  const answers: Float32Array[] = [];
  for (let from = 0; from < left.length; from += atOnce) {
    const some = left.slice(from, from + atOnce);
    const values = new Float32Array(some.length * features.length);
    for (const [row, places] of some.entries()) {
      const own = values.subarray(row * features.length, (row + 1) * features.length);
      own.set(features);
      for (const place of places)
        for (let channel = 0; channel < channels; channel += 1) own[at(channel, place)] = 0;
    }
    const outputs = await network.outputs({ values, shape: [some.length, ...layer.shape] });
    const size = outputs.length / some.length;
    for (const row of some.keys()) answers.push(outputs.slice(row * size, (row + 1) * size));
  }
  return answers;
}

/**
 * How far each class's logit is above the mean of all: that mean is what softmax does not see. Logarithms of probabilities differ
 * from logits by a number that all classes share, so they do.
 */
function leadsIn(probabilities: Float32Array): readonly number[] {
  const logs = Array.from(probabilities, (probability) => Math.log(Math.max(probability, leastProbability)));
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  return logs.map((one) => one - mean);
}
