/** How a picture is brought to the size that a network takes. */
export type Fit = 'stretch' | 'crop' | 'pad';

/** What of an axis is taken, and where it comes to lie. */
interface Span {
  /** Length of the axis in the picture. */
  readonly from: number;
  /** How many pixels of the picture one of what was scaled stands for. */
  readonly shrink: number;
  /** Length of what was scaled. */
  readonly scaled: number;
  /** Of what was scaled, the first that is taken. */
  readonly first: number;
  /** Where that comes to lie. */
  readonly at: number;
  readonly count: number;
}

/** For each place of the result the places of the picture that it is made of, with their weights. */
interface Weights {
  readonly starts: Int32Array;
  readonly lists: readonly Float64Array[];
}

/** Hands out the rows of a picture, from the top, each as RGBA bytes. */
export type Rows = Iterable<Uint8ClampedArray>;

/**
 * Scales a picture to `[height, width, 3]` bytes as the library does that pictures are trained with (libvips by
 * `sharp`, kernel "linear"): where it shrinks to less than half, whole blocks are averaged first, then a triangle
 * is laid over what is left; where it grows, values are interpolated between the middles of pixels.
 *
 * @param rows as many as the picture is high, read once
 * @param from height and width of the picture
 * @param to height and width of the result
 */
export function resample(
  rows: Rows,
  from: readonly [number, number],
  to: readonly [number, number],
  fit: Fit,
): Uint8Array {
  const [vertical, horizontal] = spans(from, to, fit);
  const [height, width] = to;
  const grows = Math.min(vertical.shrink, horizontal.shrink) < 1;
  const down = weightsOf(vertical, grows);
  const across = weightsOf(horizontal, grows);
  const sums = new Float64Array(height * width * 3);
  const row = new Float64Array(horizontal.count * 3);
  let y = 0;
  for (const pixels of rows) {
    let isSummed = false;
    for (let place = 0; place < vertical.count; place += 1) {
      const weight = down.lists[place]?.[y - (down.starts[place] ?? 0)];
      if (weight === undefined) continue;
      if (!isSummed) sumAcross(pixels, across, row);
      isSummed = true;
      const start = ((place + vertical.at) * width + horizontal.at) * 3;
      for (let at = 0; at < row.length; at += 1) sums[start + at]! += weight * (row[at] ?? 0);
    }
    y += 1;
  }
  // Rounded to the nearest, held within a byte.
  return new Uint8Array(Uint8ClampedArray.from(sums));
}

function sumAcross(pixels: Uint8ClampedArray, { starts, lists }: Weights, row: Float64Array): void {
  for (const [place, weights] of lists.entries()) {
    let [red, green, blue] = [0, 0, 0];
    let at = (starts[place] ?? 0) * 4;
    for (const weight of weights) {
      red += weight * (pixels[at] ?? 0);
      green += weight * (pixels[at + 1] ?? 0);
      blue += weight * (pixels[at + 2] ?? 0);
      at += 4;
    }
    row[place * 3] = red;
    row[place * 3 + 1] = green;
    row[place * 3 + 2] = blue;
  }
}

function spans(
  from: readonly [number, number],
  to: readonly [number, number],
  fit: Fit,
): readonly [Span, Span] {
  const shrinks = [from[0] / to[0], from[1] / to[1]] as const;
  const both = fit === 'stretch' ? undefined : Math[fit === 'crop' ? 'min' : 'max'](...shrinks);
  const spanOf = (axis: 0 | 1): Span => {
    const wanted = to[axis];
    const shrink = both ?? shrinks[axis];
    const scaled = Math.max(1, Math.round(from[axis] / shrink));
    return {
      ...{ from: from[axis], shrink, scaled, count: Math.min(scaled, wanted) },
      first: Math.max(0, Math.round((scaled - wanted) / 2)),
      at: Math.max(0, Math.floor((wanted - scaled) / 2)),
    };
  };
  return [spanOf(0), spanOf(1)];
}

/** @param grows whether the picture grows along either axis: then the library begins half a pixel before, along both */
function weightsOf(span: Span, grows: boolean): Weights {
  const places = Array.from({ length: span.count }, (_, place) => {
    const at = span.first + place;
    if (!grows || span.shrink < 1) return [weightsAt(span, at)];
    return [weightsAt(span, Math.max(0, at - 1)), weightsAt(span, at)];
  });
  const starts = Int32Array.from(places, (parts) => Math.min(...parts.map(({ start }) => start)));
  const lists = places.map((parts, place) => {
    const start = starts[place] ?? 0;
    const end = Math.max(...parts.map((part) => part.start + part.list.length));
    const sum = new Float64Array(end - start);
    for (const part of parts)
      for (const [at, weight] of part.list.entries()) sum[part.start - start + at]! += weight / parts.length;
    return sum;
  });
  return { starts, lists };
}

/** The weights of the pixels that one place is made of, from the first on; `at` is its place in what was scaled. */
function weightsAt({ from, shrink, scaled }: Span, at: number): { start: number; list: Float64Array } {
  const block = Math.max(1, Math.floor(shrink / 2));
  const blocks = Math.ceil(from / block);
  // In blocks: how far one step of the result is, and how far its triangle reaches.
  const step = shrink / block;
  const reach = Math.max(1, step);
  // What is left over stands over on both sides alike.
  const begin = shrink < 1 ? -0.5 : step / 2 - 0.5 - (step * scaled - from / block) / 2;
  const middle = begin + at * step;
  const inside = (place: number) => Math.min(blocks - 1, Math.max(0, place));
  const [low, high] = [Math.ceil(middle - reach), Math.floor(middle + reach)];
  const heightAt = (place: number) => 1 - Math.abs(place - middle) / reach;
  let total = 0;
  for (let place = low; place <= high; place += 1) total += heightAt(place);
  const start = inside(low) * block;
  const list = new Float64Array(Math.min(from, (inside(high) + 1) * block) - start);
  for (let place = low; place <= high; place += 1) {
    const first = inside(place) * block;
    const end = Math.min(from, first + block);
    const weight = heightAt(place) / total / (end - first);
    for (let pixel = first; pixel < end; pixel += 1) list[pixel - start]! += weight;
  }
  return { start, list };
}
