import { randomInt } from 'node:crypto';
import { prefixBatch } from '../../design/plan/memory-need';
import { isTransferError, TransferError } from '../../design/transfer-error';
import type { Side } from '../../disk/images/image-copies';
import type { RecomputedRows } from '../../shared/run-events';
import type { ExampleSource } from '../fit/example-source';
import { decodeRunImage } from '../images/decoded-images';
import { pixelsOfView } from '../images/fill-cache';
import type { RunImage } from '../images/run-image';
import { largestDifference } from './evaluate';
import type { CachedRows, PhaseExamples } from './phase-examples';
import type { RunSession } from './run-session';

/**
 * Between a row as it was read and the same row made anew, as a share of its largest value: on some processors a
 * row's last bits depend on what else is in its batch.
 */
const mostDifference = 1e-5;
/** A share of forged rows of 1 % shows in all but six of a thousand runs that have the time for so many. */
const mostRows = 512;
/** The share of the time so far that may be spent on it. */
const timeShare = 0.03;

/** One row: an image in one of its views. */
interface Row {
  readonly side: Side;
  readonly example: number;
  readonly view: number;
}

/**
 * Makes rows anew that the phase has read from the cache: from the image's file and the frozen layers, and compares
 * them with what the very sources that it trained on give, labels included. The rows are drawn when it is over and by
 * chance that no seed repeats, so whoever prepared a cache could not foresee them: if a share f of it is forged, n rows
 * show that except in (1 - f)^n of such runs. The result of a run does not depend on them.
 *
 * @param sources of the sides to draw from
 * @param seconds that the phase took; one batch is made anew in any case
 * @returns null where nothing came from a cache
 * @throws TransferError `cache-differs`
 */
export async function recomputeRows(
  session: RunSession,
  examples: PhaseExamples,
  sources: Readonly<Partial<Record<Side, ExampleSource>>>,
  seconds: number,
): Promise<RecomputedRows | null> {
  const { rows: cached } = examples;
  if (cached === null) return null;
  const sides = Object.keys(sources) as Side[];
  const rows = sides.flatMap((side) =>
    examples.images(side).map((_, example) => ({ side, example, views: cached.views(side).count })),
  );
  const of = rows.reduce((sum, { views }) => sum + views, 0);
  const end = performance.now() + seconds * timeShare * 1000;
  const anew = cached.maker();
  let made = 0;
  let difference = 0;
  try {
    const order = inRandomOrder(rows);
    do {
      const drawn = Array.from({ length: prefixBatch }, () => order.next().value ?? []).flat();
      if (drawn.length === 0) break;
      const pictures = await picturesOf(session, examples, cached, drawn);
      if (pictures.length === 0) continue;
      const batch = await anew.rows(pictures.map(({ pixels }) => pixels));
      const least = Math.max(...batch.map(largestOf)) / 1000;
      for (const [index, picture] of pictures.entries()) {
        const { side, example, view } = picture;
        const source = sources[side] as ExampleSource;
        const found = await source.read([example], view);
        const apart = shareOfLargest(found, batch[index] as Float32Array, least);
        if (!(apart <= mostDifference) || source.labels[example] !== picture.image.label) {
          throw differs(picture.image, apart);
        }
        difference = Math.max(difference, apart);
        made += 1;
      }
    } while (made < mostRows && performance.now() < end);
  } finally {
    await anew.dispose();
  }
  return { rows: made, of, difference };
}

/** Two counts as one; null counts nothing. */
export function bothRecomputed(
  one: RecomputedRows | null,
  other: RecomputedRows | null,
): RecomputedRows | null {
  if (one === null || other === null) return one ?? other;
  return {
    rows: one.rows + other.rows,
    of: one.of + other.of,
    difference: Math.max(one.difference, other.difference),
  };
}

/** Every view of every image once, in an order that nobody can foresee; one at a time, however many there are. */
function* inRandomOrder(
  images: readonly (Omit<Row, 'view'> & { readonly views: number })[],
): Generator<Row, undefined> {
  const ends: number[] = [];
  for (const { views } of images) ends.push((ends.at(-1) ?? 0) + views);
  // Fisher and Yates's shuffle, of which only what has moved is held.
  const moved = new Map<number, number>();
  for (let left = ends.at(-1) ?? 0; left > 0; left -= 1) {
    const at = randomInt(left);
    const number = moved.get(at) ?? at;
    moved.set(at, moved.get(left - 1) ?? left - 1);
    const image = ends.findIndex((end) => number < end);
    const { side, example, views } = images[image] as (typeof images)[number];
    yield { side, example, view: number - ((ends[image] ?? 0) - views) };
  }
}

interface Picture extends Row {
  readonly image: RunImage;
  readonly pixels: Uint8Array;
}

/** From the files themselves. An image that is gone, or another by now, can't be made anew; training is over. */
async function picturesOf(
  { plan }: RunSession,
  examples: PhaseExamples,
  cached: CachedRows,
  rows: readonly Row[],
): Promise<Picture[]> {
  const { input } = plan.base;
  const pictures = await Promise.all(
    rows.map(async (row) => {
      const image = examples.images(row.side)[row.example] as RunImage;
      try {
        const plain = await decodeRunImage(image, input);
        const pixels = pixelsOfView(plain, image, row.view, cached.views(row.side), input);
        return [{ ...row, image, pixels }];
      } catch (error) {
        if (isTransferError(error, 'image-changed')) return [];
        throw error;
      }
    }),
  );
  return pictures.flat();
}

function largestOf(row: Float32Array): number {
  let largest = 0;
  for (const value of row) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/**
 * The largest difference of two rows' values, as a share of the largest value; NaN where there is no number.
 * @param least is divided by at least: a row of nothing but last bits differs in all of them
 */
function shareOfLargest(found: Float32Array, made: Float32Array, least: number): number {
  const difference = largestDifference(found, made);
  return difference === 0 ? 0 : difference / Math.max(largestOf(made), least);
}

function differs(image: RunImage, difference: number): TransferError {
  return new TransferError(
    'cache-differs',
    `What the run has read from the feature cache for ${image.path} is not what the frozen layers make of it${Number.isFinite(difference) ? ` (it differs by ${difference} of the largest value; at most ${mostDifference} is allowed)` : ''}, or it stands for another class. Do not use what was trained on it. Clear the feature cache and train again; if it stays, please report this with the run's folder.`,
  );
}
