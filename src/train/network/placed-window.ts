/** Height and width. */
export type Pair = readonly [number, number];

/** How a window stands on pictures of a size: all but the places are pixels. */
export interface PlacedWindow {
  readonly size: Pair;
  readonly strides: Pair;
  readonly pictures: Pair;
  /** How often the window stands along height and width. */
  readonly places: Pair;
  /** How far the first and the last window may reach over the edges. */
  readonly before: Pair;
  readonly after: Pair;
}

/** Row and column of each pixel of a window, row by row. */
export function pixelsOf({ size: [height, width] }: Pick<PlacedWindow, 'size'>): Pair[] {
  return Array.from({ length: height * width }, (_, at): Pair => [Math.floor(at / width), at % width]);
}

/** How far the last window does reach over the far edges; below zero it is how many pixels none reaches. */
export function pixelsBeyond({ size, strides, pictures, places, before }: Omit<PlacedWindow, 'after'>): Pair {
  const beyond = (side: 0 | 1): number =>
    (places[side] - 1) * strides[side] + size[side] - before[side] - pictures[side];
  return [beyond(0), beyond(1)];
}

/** One divided by how many pixels of the pictures each of a window's places holds, row by row: fewer stand at edges. */
export function sharesOfPixels({ size, strides, pictures, places, before }: PlacedWindow): number[] {
  const held = (side: 0 | 1): number[] =>
    Array.from({ length: places[side] }, (_, place) => {
      const begin = place * strides[side] - before[side];
      return Math.min(begin + size[side], pictures[side]) - Math.max(begin, 0);
    });
  return held(0).flatMap((height) => held(1).map((width) => 1 / (height * width)));
}
