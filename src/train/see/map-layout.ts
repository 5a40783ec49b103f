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

export interface Peak {
  readonly value: number;
  readonly place: number;
}

/** The greatest value of a channel, and the first place that has it. */
export function peakOf(
  output: Float32Array,
  { places: [rows, columns], at }: MapLayout,
  channel: number,
): Peak {
  let peak: Peak = { value: output[at(channel, 0)] as number, place: 0 };
  for (let place = 1; place < rows * columns; place += 1) {
    const value = output[at(channel, place)] as number;
    if (value > peak.value) peak = { value, place };
  }
  return peak;
}
