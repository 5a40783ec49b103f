/** How a window moves along one side of pictures: all lengths are pixels. */
export interface WindowSide {
  /** How often the window stands along the side. */
  readonly places: number;
  readonly stride: number;
  readonly size: number;
  /** How far the first window reaches over the edge. */
  readonly before: number;
  /** Of the pictures. */
  readonly length: number;
}

/** How many pixels of the pictures each of a window's places holds: fewer where it reaches over an edge. */
export function windowPixels({ places, stride, size, before, length }: WindowSide): number[] {
  return Array.from({ length: places }, (_, place) => {
    const begin = place * stride - before;
    return Math.min(begin + size, length) - Math.max(begin, 0);
  });
}
