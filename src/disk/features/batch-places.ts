import path from 'node:path';
import { makeFolder, readWhole } from '../files/project-files';
import { removeLeftovers } from '../files/temporary-files';
import { writeFileWhole } from '../files/whole-file';

/**
 * Where an image stands in the batches that its rows are computed in. On some processors the last bits of a row depend
 * on both, and on nothing else of its batch: what others are in it, or that a place is empty, changes nothing.
 */
export interface BatchPlace {
  /** Places in the batch. */
  readonly size: number;
  /** From 0. */
  readonly place: number;
}

export type BatchPlaces = ReadonlyMap<string, BatchPlace>;

/** `.transfer/batches.json`: the names of images (see `placeName`), batch by batch, in the order of their places. */
interface BatchFile {
  readonly format: 1;
  readonly batches: readonly (readonly string[])[];
}

/** More would hold four million images; such a file is not ours. */
const mostFileBytes = 256_000_000;

/**
 * Under which an image has a place. Its views but the first have one of their own, for other images are computed in
 * views than as they are: batches stay full in either case.
 */
export function placeName(sha256: string, view: number): string {
  return view === 0 ? sha256 : `${sha256}-views`;
}

/**
 * The places of images in batches of at most `batchSize`, by name, as `file` remembers them. Names that it does not
 * know are given places behind the others, those of a group in batches of their own, and written down before this
 * returns. So a row that is computed again, after a break, after images were added or after the cache was cleared, is
 * the same to the last bit.
 *
 * The file decides last bits alone: one that is lost, is not what was written or lacks what another run wrote at the
 * same moment does no harm. Throws TransferError `disk-full`, `place-refused`.
 */
export async function batchPlaces(
  file: string,
  groups: readonly (readonly string[])[],
  batchSize: number,
): Promise<BatchPlaces> {
  const known = await readBatches(file, batchSize);
  const places = placesIn(known);
  const added = groups.flatMap((names) =>
    inBatches([...new Set(names)].filter((name) => !places.has(name)).sort(), batchSize),
  );
  if (added.length === 0) return places;
  const content: BatchFile = { format: 1, batches: [...known, ...added] };
  await makeFolder(path.dirname(file));
  await removeLeftovers(path.dirname(file));
  await writeFileWhole(file, `${JSON.stringify(content)}\n`);
  return placesIn(content.batches);
}

/** Places in the images' own order, remembered nowhere: for rows that are the same wherever they are computed. */
export function placesInOrder(names: readonly string[], batchSize: number): BatchPlaces {
  return placesIn(inBatches([...new Set(names)], batchSize));
}

function inBatches(names: readonly string[], batchSize: number): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < names.length; start += batchSize) {
    batches.push(names.slice(start, start + batchSize));
  }
  return batches;
}

function placesIn(batches: readonly (readonly string[])[]): Map<string, BatchPlace> {
  const places = new Map<string, BatchPlace>();
  for (const batch of batches) {
    for (const [place, name] of batch.entries()) {
      if (!places.has(name)) places.set(name, { size: batch.length, place });
    }
  }
  return places;
}

async function readBatches(file: string, batchSize: number): Promise<readonly (readonly string[])[]> {
  try {
    const content: unknown = JSON.parse((await readWhole(file, mostFileBytes)).toString('utf8'));
    return isBatchFile(content, batchSize) ? content.batches : [];
  } catch {
    return [];
  }
}

function isBatchFile(content: unknown, batchSize: number): content is BatchFile {
  if (typeof content !== 'object' || content === null) return false;
  const { format, batches } = content as Partial<BatchFile>;
  return format === 1 && Array.isArray(batches) && batches.every((batch) => isBatch(batch, batchSize));
}

function isBatch(batch: unknown, batchSize: number): boolean {
  return (
    Array.isArray(batch) &&
    batch.length > 0 &&
    batch.length <= batchSize &&
    batch.every((name) => typeof name === 'string' && /^[0-9a-f]{64}(-views)?$/.test(name))
  );
}
