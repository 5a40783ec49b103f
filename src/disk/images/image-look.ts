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

/**
 * Means over areas, `[rows, columns, 3]`; a pixel that lies in two of them counts in each by its share. Every sum is rounded
 * to 32 bits at each step, as what is kept was made.
 */
function averaged(
  pixels: Uint8Array,
  [height, width]: readonly [number, number],
  rows: number,
  columns: number,
): Float32Array {
  const { fround } = Math;
  // First along the rows, then down the columns: an axis at a time.
  const across = new Float32Array(height * columns * 3);
  const areas = areasOf(width, columns);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const { from, shares } = areas[column] as Area;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let place = 0; place < shares.length; place += 1) {
        const share = shares[place] as number;
        const source = (row * width + from + place) * 3;
        red = fround(red + share * (pixels[source] as number));
        green = fround(green + share * (pixels[source + 1] as number));
        blue = fround(blue + share * (pixels[source + 2] as number));
      }
      const target = (row * columns + column) * 3;
      across[target] = red;
      across[target + 1] = green;
      across[target + 2] = blue;
    }
  }
  const mean = new Float32Array(rows * columns * 3);
  for (const [row, { from, shares }] of areasOf(height, rows).entries()) {
    for (let index = 0; index < columns * 3; index += 1) {
      let sum = 0;
      for (let place = 0; place < shares.length; place += 1) {
        const value = across[(from + place) * columns * 3 + index] as number;
        sum = fround(sum + (shares[place] as number) * value);
      }
      mean[row * columns * 3 + index] = sum;
    }
  }
  return mean;
}

/** A stretch of an axis that is averaged to one value. */
interface Area {
  /** Its first place. */
  readonly from: number;
  /** Of the mean, of each place from there on. */
  readonly shares: Float64Array;
}

function areasOf(length: number, count: number): readonly Area[] {
  const size = length / count;
  return Array.from({ length: count }, (_, area) => {
    const start = area * size;
    const end = start + size;
    const from = Math.floor(start);
    const places = Math.min(length, Math.ceil(end)) - from;
    const shareAt = (place: number) => (Math.min(end, place + 1) - Math.max(start, place)) / size;
    return {
      from,
      shares: Float64Array.from({ length: places }, (__, at) => Math.max(0, shareAt(from + at))),
    };
  });
}
