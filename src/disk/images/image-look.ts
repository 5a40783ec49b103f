import { createHash } from 'node:crypto';

/** What a decoded picture looks like, small enough to be kept of a hundred thousand of them. */
export interface ImageLook {
  /** The same for the same pixels, whatever file they came from. */
  readonly pixels: string;
  /** `[12, 12, 3]`: the picture averaged over areas. */
  readonly small: Uint8Array;
  /** 64 bits, in two halves: whether the picture becomes lighter from each place to the one right of it. */
  readonly slopes: readonly [number, number];
}

/** Goes into the key of what is kept; counted up when looks are made another way. */
export const lookVersion = 1;

export const smallEdge = 12;
const slopeRows = 8;
const slopeColumns = 9;

/** A step must be this much (of 255) to count, so that what is plain stays so whatever a file format does to it. */
const clearStep = 3;

/**
 * @param pixels `[height, width, 3]`, 0..255
 * @param size height and width
 */
export function lookOf(pixels: Uint8Array, size: readonly [number, number]): ImageLook {
  return {
    pixels: createHash('sha256').update(pixels).digest('hex').slice(0, 32),
    ...looksOf(averaged(pixels, size, smallEdge, smallEdge), averaged(pixels, size, slopeRows, slopeColumns)),
  };
}

function looksOf(small: Float32Array, coarse: Float32Array): Pick<ImageLook, 'small' | 'slopes'> {
  const slopes: [number, number] = [0, 0];
  const light = (place: number) =>
    0.299 * (coarse[place * 3] ?? 0) +
    0.587 * (coarse[place * 3 + 1] ?? 0) +
    0.114 * (coarse[place * 3 + 2] ?? 0);
  for (let row = 0; row < slopeRows; row += 1) {
    for (let column = 0; column < slopeColumns - 1; column += 1) {
      const place = row * slopeColumns + column;
      if (light(place + 1) - light(place) <= clearStep) continue;
      const bit = row * 8 + column;
      slopes[bit >> 5] = ((slopes[bit >> 5] ?? 0) | (1 << (bit & 31))) >>> 0;
    }
  }
  return { small: Uint8Array.from(small, Math.round), slopes };
}

/** Means over areas, `[rows, columns, 3]`; a pixel that lies in two of them counts in each by its share. */
function averaged(
  pixels: Uint8Array,
  [height, width]: readonly [number, number],
  rows: number,
  columns: number,
): Float32Array {
  // First along the rows, then down the columns: an axis at a time.
  const across = new Float32Array(height * columns * 3);
  const ways = shares(width, columns);
  for (let row = 0; row < height; row += 1) {
    for (const { from, to, share } of ways) {
      const source = (row * width + from) * 3;
      const target = (row * columns + to) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        across[target + channel] = (across[target + channel] ?? 0) + share * (pixels[source + channel] ?? 0);
      }
    }
  }
  const mean = new Float32Array(rows * columns * 3);
  for (const { from, to, share } of shares(height, rows)) {
    for (let index = 0; index < columns * 3; index += 1) {
      const target = to * columns * 3 + index;
      mean[target] = (mean[target] ?? 0) + share * (across[from * columns * 3 + index] ?? 0);
    }
  }
  return mean;
}

interface Share {
  readonly from: number;
  readonly to: number;
  /** Of the area's mean. */
  readonly share: number;
}

function shares(length: number, areas: number): Share[] {
  const all: Share[] = [];
  const area = length / areas;
  for (let to = 0; to < areas; to += 1) {
    const start = to * area;
    const end = start + area;
    for (let from = Math.floor(start); from < Math.min(length, Math.ceil(end)); from += 1) {
      const share = (Math.min(end, from + 1) - Math.max(start, from)) / area;
      if (share > 0) all.push({ from, to, share });
    }
  }
  return all;
}
