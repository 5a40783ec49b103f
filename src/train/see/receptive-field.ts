import type { Places, SeenBox } from '../../shared/seen';
import type { Topology, TopologyLayer } from '../network/topology';

/** Along one edge: how many pixels a value depends on, how far apart those of neighbours begin, and where the first begins. */
interface Side {
  readonly pixels: number;
  readonly step: number;
  readonly begin: number;
  /** How many values there are. */
  readonly places: number;
}

/** What each value of a layer depends on: along height and along width. */
export type ReceptiveField = readonly [Side, Side];

/** Layers each of whose values depends on the values at the same place. */
const placeByPlace: ReadonlySet<string> = new Set([
  ...[
    'Activation',
    'BatchNormalization',
    'Dropout',
    'ELU',
    'LayerNormalization',
    'LeakyReLU',
    'Normalization',
  ],
  ...['PReLU', 'ReLU', 'Rescaling', 'Softmax', 'SpatialDropout2D', 'ThresholdedReLU', 'LayerScale'],
  ...['Add', 'Average', 'Concatenate', 'Maximum', 'Minimum', 'Multiply', 'Subtract'],
]);

const windows: ReadonlySet<string> = new Set([
  ...['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'MaxPooling2D', 'AveragePooling2D'],
]);

/**
 * The pixels on which a layer's values depend (Araujo, Norris and Sim 2019, Computing Receptive Fields of Convolutional Neural
 * Networks), by kernels, strides, dilations and paddings on the way.
 *
 * @param network up to the layer
 * @returns undefined where a layer on the way is none of those that keep places, or its settings are not known here
 */
export function receptiveField(network: Topology, [height, width]: Places): ReceptiveField | undefined {
  const fields = new Map<string, ReceptiveField>();
  const pixel = (places: number): Side => ({ pixels: 1, step: 1, begin: 0, places });
  for (const layer of network.layers) {
    const inputs = layer.inbound.map((name) => fields.get(name));
    const field =
      layer.inbound.length === 0 ? ([pixel(height), pixel(width)] as const) : fieldOf(layer, inputs);
    if (field === undefined) return undefined;
    fields.set(layer.name, field);
  }
  return fields.get(network.layers.at(-1)?.name ?? '');
}

function fieldOf(
  { className, config }: TopologyLayer,
  inputs: readonly (ReceptiveField | undefined)[],
): ReceptiveField | undefined {
  const [first] = inputs;
  if (first === undefined || inputs.includes(undefined) || config.data_format === 'channels_first')
    return undefined;
  if (placeByPlace.has(className)) return widest(inputs as readonly ReceptiveField[]);
  if (className === 'ZeroPadding2D') return padded(first, config.padding);
  if (!windows.has(className)) return undefined;
  const kernel = pair(config.kernel_size ?? config.pool_size);
  const strides = pair(config.strides ?? (className.endsWith('Pooling2D') ? kernel : 1));
  const dilation = pair(config.dilation_rate ?? 1);
  const { padding = 'valid' } = config;
  if (!kernel || !strides || !dilation || (padding !== 'same' && padding !== 'valid')) return undefined;
  const along = (side: 0 | 1): Side =>
    seenThrough(first[side], (kernel[side] - 1) * dilation[side] + 1, strides[side], padding === 'same');
  return [along(0), along(1)];
}

function seenThrough(
  { pixels, step, begin, places }: Side,
  kernel: number,
  stride: number,
  isSame: boolean,
): Side {
  const out = isSame ? Math.ceil(places / stride) : Math.floor((places - kernel) / stride) + 1;
  // As TensorFlow pads: what is odd stands behind.
  const before = isSame ? Math.floor(Math.max(0, (out - 1) * stride + kernel - places) / 2) : 0;
  return {
    pixels: pixels + (kernel - 1) * step,
    step: step * stride,
    begin: begin - before * step,
    places: out,
  };
}

/** Of layers that bring several together, at the same places. */
function widest(fields: readonly ReceptiveField[]): ReceptiveField | undefined {
  const along = (side: 0 | 1): Side | undefined => {
    const sides = fields.map((field) => field[side]);
    const [{ step, places }] = sides as [Side];
    if (sides.some((one) => one.step !== step || one.places !== places)) return undefined;
    const begin = Math.min(...sides.map((one) => one.begin));
    const end = Math.max(...sides.map((one) => one.begin + one.pixels));
    return { pixels: end - begin, step, begin, places };
  };
  const [rows, columns] = [along(0), along(1)];
  return rows && columns && [rows, columns];
}

function padded(field: ReceptiveField, padding: unknown): ReceptiveField | undefined {
  const sides = Array.isArray(padding) ? padding : [padding, padding];
  const along = (side: 0 | 1): Side | undefined => {
    const both = pair(sides[side]);
    const { pixels, step, begin, places } = field[side];
    return both && { pixels, step, begin: begin - both[0] * step, places: places + both[0] + both[1] };
  };
  const [rows, columns] = [along(0), along(1)];
  return rows && columns && [rows, columns];
}

function pair(value: unknown): readonly [number, number] | undefined {
  const [first, second = first] = [value].flat();
  return Number.isInteger(first) && Number.isInteger(second)
    ? [first as number, second as number]
    : undefined;
}

/** Of a picture's area: a field that takes more of it says nothing of the place. It may reach over the edges: for one layer all are alike. */
const mostOfPicture = 0.5;

/**
 * Where in a picture a value of a map comes from: all that it depends on where that is known and no more than half of the picture,
 * else the map's cell, brought to the picture's size.
 *
 * @param place row and column in the map
 * @param places of the map
 * @param size of the picture, in pixels
 */
export function boxOf(
  place: Places,
  places: Places,
  size: Places,
  field: ReceptiveField | undefined,
): SeenBox {
  const seen = field && fieldBox(field, place, places, size);
  if (seen) return seen;
  const [height, width] = [size[0] / places[0], size[1] / places[1]];
  return { top: place[0] * height, left: place[1] * width, height, width, is: 'cell' };
}

function fieldBox(field: ReceptiveField, place: Places, places: Places, size: Places): SeenBox | undefined {
  if (field[0].places !== places[0] || field[1].places !== places[1]) return undefined;
  const along = (side: 0 | 1) => {
    const { pixels, step, begin } = field[side];
    const from = Math.max(0, begin + place[side] * step);
    return { from, length: Math.min(size[side], begin + place[side] * step + pixels) - from };
  };
  if (field[0].pixels * field[1].pixels > mostOfPicture * size[0] * size[1]) return undefined;
  const [rows, columns] = [along(0), along(1)];
  return { top: rows.from, left: columns.from, height: rows.length, width: columns.length, is: 'field' };
}
