import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { errorCode } from '../files/error-code';
import { filesBelow } from '../files/files-below';
import { makeIgnoredFolder } from '../files/ignored-folder';
import { makeFolder, readWhole, removeFile, removeTree } from '../files/project-files';
import { requireRealFolder } from '../files/real-place';
import { isOlderThanADay, removeLeftovers } from '../files/temporary-files';
import { writeFileWhole } from '../files/whole-file';
import { checkedPack, type FeaturePack } from './feature-pack';
import { FeatureReader, type RowPlace } from './feature-reader';
import { canonicalSpace, type FeatureSpace, rowValuesOf, spaceName } from './feature-space';
import { FeatureWriter } from './feature-writer';

/** The rows of one space that are on disk. A row's key says its image and view; see `viewKey`. */
export class FeatureCache {
  readonly rowValues: number;
  readonly #places = new Map<string, RowPlace>();

  /** @param damaged packs that were found changed and have been removed, each with what is wrong with it */
  constructor(
    readonly folder: string,
    readonly space: FeatureSpace,
    packs: readonly FeaturePack[],
    readonly damaged: readonly string[],
  ) {
    this.rowValues = rowValuesOf(space);
    for (const pack of packs) this.#learn(pack);
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Rows that it adds are in the cache when their pack is whole; all of them after its `finish()`. */
  writer(): FeatureWriter {
    return new FeatureWriter(
      this.folder,
      this.space,
      (key) => this.has(key),
      (pack) => this.#learn(pack),
    );
  }

  /** Reads rows by their number in `keys`. Throws if one of them is missing. */
  reader(keys: readonly string[]): FeatureReader {
    const places = keys.map((key) => {
      const place = this.#places.get(key);
      if (!place) throw new Error(`The feature cache ${this.folder} has no row ${key}.`);
      return place;
    });
    return new FeatureReader(this.space, places);
  }

  #learn(pack: FeaturePack): void {
    for (const [row, key] of pack.keys.entries()) {
      if (!this.#places.has(key)) this.#places.set(key, { pack, row });
    }
  }
}

/**
 * Opens the cache of `space` in `folder` (`.transfer/features`), which is made if it is not there. Every byte
 * that is kept is checked; a pack that was changed, cut short or made by somebody else is removed, named in
 * `damaged`, and its rows count as missing. What killed processes left is cleared away.
 */
export async function openFeatureCache(folder: string, space: FeatureSpace): Promise<FeatureCache> {
  const own = path.resolve(folder, await spaceName(space));
  await makeIgnoredFolder(folder);
  await makeFolder(own);
  await removeLeftovers(own);
  await describeSpace(own, space);
  const packs: FeaturePack[] = [];
  const damaged: string[] = [];
  const names = (await readdir(own)).filter((name) => /^[0-9a-f]{64}\.(json|npy)$/.test(name)).sort();
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    try {
      packs.push(await checkedPack(path.join(own, name), space));
    } catch (error) {
      const rows = name.replace(/json$/, 'npy');
      damaged.push(`${path.join(own, rows)} ${whatIsWrong(error)}`);
      await removeQuietly(path.join(own, name), path.join(own, rows));
    }
  }
  await removeOrphans(own, names);
  return new FeatureCache(own, space, packs, damaged);
}

/** A pack that can't be read is as good as a changed one: its rows are computed again. */
function whatIsWrong(error: unknown): string {
  if (isTransferError(error, 'damaged-pack')) return error.message;
  if (isTransferError(error, 'place-refused')) return `can't be read: ${error.message}`;
  return `can't be read (${errorCode(error) ?? error})`;
}

/** For people: which cache this folder is. Nothing depends on it. */
async function describeSpace(folder: string, space: FeatureSpace): Promise<void> {
  const file = path.join(folder, 'space.json');
  const text = `${canonicalSpace(space)}\n`;
  const there = await readWhole(file, Buffer.byteLength(text)).catch(() => undefined);
  if (there?.toString('utf8') !== text) await writeFileWhole(file, text);
}

/** Rows whose process was killed before it wrote the index, or is about to write it. */
async function removeOrphans(folder: string, names: readonly string[]): Promise<void> {
  const known = new Set(names);
  for (const name of names) {
    const file = path.join(folder, name);
    const isOrphan = name.endsWith('.npy') && !known.has(name.replace(/npy$/, 'json'));
    if (isOrphan && (await isOlderThanADay(file))) await removeQuietly(file);
  }
}

/** A file that another process has open can't be removed on Windows; it is not used, so it may stay. */
async function removeQuietly(...files: readonly string[]): Promise<void> {
  for (const file of files) await removeFile(file).catch(() => {});
}

/** The bytes that all caches in `folder` take on disk. */
export async function featureCacheSize(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await filesBelow(folder).catch(() => [])) {
    const facts = await stat(file).catch(() => undefined);
    bytes += facts?.size ?? 0;
  }
  return bytes;
}

/**
 * Removes all caches in `folder`. Runs that are going on may fail and can be resumed.
 * @throws TransferError `place-refused` where a link leads to the folder
 */
export async function clearFeatureCache(folder: string): Promise<void> {
  await requireRealFolder(folder);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => /^[0-9a-f]{64}$/.test(each))) {
    await removeTree(path.join(folder, name));
  }
}
