import { layerType } from '../../design/base/layer-types';
import type { Scale } from '../../design/config';
import type { Topology, TopologyLayer } from './topology';

/** What a network does to pixels before anything with weights sees them. */
export interface OwnScaling {
  /** The types of the layers that do it, in order. */
  readonly types: readonly string[];
  /** The pixels that it is made for, where its numbers tell. */
  readonly takes?: Scale;
}

/** Pixels that networks are made for, by their largest value. */
const pixels: readonly (readonly [Scale, number])[] = [
  ['0..255', 255],
  ['0..1', 1],
];

/** What comes of usual pixels by any usual scaling lies within; and is not all of it nearly nothing. */
const mostScaled = 12;
const leastSpan = 0.3;

export function ownScalingOf({ layers }: Topology): OwnScaling {
  const reached = new Set<string>();
  const scaling: TopologyLayer[] = [];
  for (const layer of layers) {
    const type = layerType(layer.className);
    if (type.weights !== undefined || !layer.inbound.every((source) => reached.has(source))) continue;
    reached.add(layer.name);
    if (type.scalesPixels) scaling.push(layer);
  }
  const takes = pixels.find(([, white]) => isUsual(scaling, white))?.[0];
  return {
    types: scaling.map(({ className }) => className),
    ...(scaling.length === 0 || takes === undefined ? {} : { takes }),
  };
}

/** Whether black and white come out as numbers that networks work with. */
function isUsual(scaling: readonly TopologyLayer[], white: number): boolean {
  const [blacks, whites] = [0, white].map((value) =>
    [0, 1, 2].map((channel) =>
      scaling.reduce(
        (scaled, { config }) =>
          scaled * numberAt(config.scale, channel) + numberAt(config.offset ?? 0, channel),
        value,
      ),
    ),
  ) as [number[], number[]];
  return blacks.every((black, channel) => {
    const end = whites[channel] ?? Number.NaN;
    return Math.abs(black) < mostScaled && Math.abs(end) < mostScaled && Math.abs(end - black) > leastSpan;
  });
}

/** One number for all channels, or one for each. */
function numberAt(value: unknown, channel: number): number {
  return Number(Array.isArray(value) ? value.flat(8)[channel] : value);
}
