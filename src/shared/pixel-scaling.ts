import type { ScaleNumbers } from '../design/config';

/**
 * Turns decoded RGB bytes into the network's numbers: `(value - mean) / std`, channel by channel, in the
 * network's order of channels, rounded once to 32 bits.
 * @param pixels `[height, width, 3]`, RGB, 0..255
 * @param into receives as many numbers as `pixels` has, from `offset` on
 */
export function scalePixels(
  pixels: Uint8Array,
  scale: ScaleNumbers,
  into: Float32Array,
  offset: number,
): void {
  if (offset < 0 || offset + pixels.length > into.length) {
    throw new RangeError(`${pixels.length} values do not fit at ${offset} of ${into.length}.`);
  }
  const [red, green, blue] = tablesOf(scale);
  const [toRed, toBlue] = scale.channels === 'rgb' ? [0, 2] : [2, 0];
  for (let from = 0, to = offset; from + 2 < pixels.length; from += 3, to += 3) {
    into[to + toRed] = red[pixels[from] as number] as number;
    into[to + 1] = green[pixels[from + 1] as number] as number;
    into[to + toBlue] = blue[pixels[from + 2] as number] as number;
  }
}

type Tables = readonly [red: Float32Array, green: Float32Array, blue: Float32Array];

/** A pixel has only 256 values, so each channel's formula is worked out once for each of them. */
const known = new WeakMap<ScaleNumbers, Tables>();

function tablesOf(scale: ScaleNumbers): Tables {
  const before = known.get(scale);
  if (before) return before;
  const table = (channel: 0 | 1 | 2) =>
    Float32Array.from({ length: 256 }, (_, value) => (value - scale.mean[channel]) / scale.std[channel]);
  const tables: Tables =
    scale.channels === 'rgb' ? [table(0), table(1), table(2)] : [table(2), table(1), table(0)];
  known.set(scale, tables);
  return tables;
}
