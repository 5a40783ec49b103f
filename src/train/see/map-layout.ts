import type { Places, SeenLayer } from '../../shared/seen';

/** How the channels of a layer's output lie in memory: each has a value at each of its places. */
export interface MapLayout {
  readonly channels: number;
  /** 1 by 1 for a plain vector. */
  readonly places: Places;
  /** Whether the places are those of a picture; not so for vectors, tokens and volumes. */
  readonly isPicture: boolean;
  /** The place of a value in the output. */
  readonly at: (channel: number, place: number) => number;
}

export function mapLayout({ shape, channelsFirst }: Omit<SeenLayer, 'name'>): MapLayout {
  const positions = channelsFirst ? shape.slice(1) : shape.slice(0, -1);
  const channels = (channelsFirst ? shape[0] : shape.at(-1)) ?? 1;
  const count = positions.reduce((product, edge) => product * edge, 1);
  const [rows = 1, columns = 1] = positions;
  const isPicture = positions.length === 2 && count > 1;
  return {
    channels,
    places: isPicture ? [rows, columns] : [1, count],
    isPicture,
    at: channelsFirst
      ? (channel, place) => channel * count + place
      : (channel, place) => place * channels + channel,
  };
}

/** How much a channel answers to a picture. */
export interface Peak {
  /** The greatest value, and the first place that has it. */
  readonly value: number;
  readonly place: number;
  /** Over all places. */
  readonly mean: number;
}

export function peakOf(
  output: Float32Array,
  { places: [rows, columns], at }: MapLayout,
  channel: number,
): Peak {
  let [value, place, sum] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (let one = 0; one < rows * columns; one += 1) {
    const own = output[at(channel, one)] as number;
    sum += own;
    if (own > value) [value, place] = [own, one];
  }
  return { value, place, mean: sum / (rows * columns) };
}

/** What answers most first: by the greatest value; of those that are as great, as where a layer bounds them, by the mean. */
export function byStrength(one: Peak, other: Peak): number {
  return other.value - one.value || other.mean - one.mean;
}
