import { decodeImage, readImageBytes } from '../../disk/images/image-decoding';
import { seenPicture } from '../../disk/images/seen-picture';
import type { ChannelMap, LayerMaps, MapsQuestion } from '../../shared/seen';
import type { Engines } from '../engines/load-engines';
import { byStrength, type MapLayout, mapLayout, peakOf } from './map-layout';
import { networkToLayer, onPixels } from './network-to-layer';

/** Maps that are handed over; the others answer less. */
const mostMaps = 96;
/** Cells along an edge of one that is handed over: more can't be told apart where they are shown. */
const mostCells = 112;

/**
 * What the channels of a layer make of a picture, those with the greatest values first.
 *
 * @throws TransferError as `networkToLayer` does; `unreadable-image`; `engine` where the layer can't be computed; `machine-failure`
 */
export async function layerMaps({ place, picture }: MapsQuestion, engines: Engines): Promise<LayerMaps> {
  const toLayer = await networkToLayer(place, engines);
  const { layer, input } = toLayer;
  const { bytes } = await readImageBytes(picture);
  const { pixels } = await decodeImage(bytes, input.size, input.resize, picture);
  const network = await onPixels(toLayer);
  const output = await network.outputs([pixels]);
  network.dispose();
  const layout = mapLayout(layer);
  const strongest = Array.from({ length: layout.channels }, (_, channel) => ({
    channel,
    peak: peakOf(output, layout, channel),
  }))
    .sort((one, other) => byStrength(one.peak, other.peak))
    .slice(0, mostMaps);
  const step = Math.max(1, Math.ceil(Math.max(...layout.places) / mostCells));
  return {
    picture: await seenPicture(pixels, input.size),
    places: layout.isPicture ? reduced(layout, step) : null,
    channels: layout.channels,
    maps: strongest.map(({ channel, peak }) => ({
      channel,
      ...mapOf(output, layout, channel, step),
      strength: peak.value,
      peak: layout.isPicture ? placeIn(layout, peak.place, step) : null,
    })),
  };
}

function reduced({ places: [rows, columns] }: MapLayout, step: number): readonly [number, number] {
  return [Math.ceil(rows / step), Math.ceil(columns / step)];
}

function placeIn({ places: [, columns] }: MapLayout, place: number, step: number): readonly [number, number] {
  return [Math.floor(place / columns / step), Math.floor((place % columns) / step)];
}

/** Of `step` by `step` values the greatest is kept. */
function mapOf(
  output: Float32Array,
  layout: MapLayout,
  channel: number,
  step: number,
): Pick<ChannelMap, 'least' | 'values'> {
  const [rows, columns] = reduced(layout, step);
  const cells = new Float64Array(rows * columns).fill(Number.NEGATIVE_INFINITY);
  const [height, width] = layout.places;
  let least = Number.POSITIVE_INFINITY;
  for (let place = 0; place < height * width; place += 1) {
    const value = output[layout.at(channel, place)] as number;
    const [row, column] = placeIn(layout, place, step);
    const cell = row * columns + column;
    cells[cell] = Math.max(cells[cell] as number, value);
    least = Math.min(least, value);
  }
  if (!layout.isPicture) return { least, values: '' };
  const range = Math.max(...cells) - least;
  const bytes = Uint8Array.from(cells, (value) =>
    range > 0 ? Math.round(((value - least) / range) * 255) : 0,
  );
  return { least, values: Buffer.from(bytes).toString('base64') };
}
