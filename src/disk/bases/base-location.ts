import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog, catalogBase } from '../../catalog/catalog';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { shownAddress } from '../../design/words/shown-address';
import { removeTree } from '../files/project-files';
import { downloadBase, nameAt, wrongHash } from './base-download';
import type { LocatedBase } from './base-look';
import { refuseOtherThanHttps } from './bounded-fetch';
import { firstSeen, noteSeen } from './first-seen';
import { locatePublished, type PublishedOptions } from './published-base';
import { publishedPlace } from './published-place';

export interface LocateOptions extends PublishedOptions {
  /** What the base's fingerprint must be. Without it an address is trusted at its first download. */
  readonly sha256?: string | undefined;
  /** Downloads are kept here, in folders named by their fingerprint. */
  readonly downloadFolder: string;
}

/**
 * Finds a base: a catalog name (`demo`), the path of its first file or of the folder that it lies in (relative to
 * `fromFolder`), or the https address of its first file. What is found is read once and its fingerprint compared
 * with the pinned one; a download that has changed on disk is downloaded anew.
 * @param catalogFolder holds one folder a name
 * @throws TransferError `base-…`, `disk-full`, `place-refused`, the signal's reason
 */
export async function locateBase(
  reference: string,
  fromFolder: string,
  catalogFolder: string,
  options: LocateOptions,
): Promise<LocatedBase> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(reference)) return locateDownload(reference, options);
  const published = catalogBase(reference);
  if (published !== undefined) return locatePublished(published, options.sha256, options);
  if (isPlainName(reference) && (await isFolder(catalogPlace(catalogFolder, reference)))) {
    const found = await verified(catalogPlace(catalogFolder, reference), options.sha256, options);
    return { ...found, catalog: reference };
  }
  const place = path.resolve(fromFolder, reference);
  if (await stat(place).catch(() => undefined)) return verified(place, options.sha256, options);
  // A width such as 0.5 is no ending of a file.
  if (isPlainName(reference) && !/\.[a-z][a-z0-9]*$/i.test(reference))
    throw await unknownName(reference, fromFolder, catalogFolder);
  throw new TransferError('base-missing', `There is no base at ${place}. Check the path.`);
}

async function verified(
  place: string,
  pinned: string | undefined,
  options: LocateOptions,
): Promise<LocatedBase> {
  const found = await options.find(place);
  if (pinned === undefined || found.fingerprint === pinned) return found;
  throw wrongHash(found.modelFile, pinned, found.fingerprint);
}

async function locateDownload(address: string, options: LocateOptions): Promise<LocatedBase> {
  refuseOtherThanHttps(address);
  const known = options.sha256 ?? (await firstSeen(address, options.downloadFolder));
  const kept = known && (await keptDownload(address, known, options));
  if (kept) return kept;
  if (!options.allowDownload) {
    throw new TransferError(
      'base-not-downloaded',
      `${shownAddress(address)} has not been downloaded yet. Training downloads it.`,
    );
  }
  const fingerprint = await downloadBase(address, { ...options, sha256: known });
  await noteSeen(address, fingerprint, options.downloadFolder);
  return { modelFile: path.join(options.downloadFolder, fingerprint, nameAt(address)), fingerprint };
}

/** The download of that fingerprint, if it is there and unchanged; a changed one is removed. */
async function keptDownload(
  address: string,
  fingerprint: string,
  options: LocateOptions,
): Promise<LocatedBase | undefined> {
  const folder = path.join(options.downloadFolder, fingerprint);
  if (!(await isFolder(folder))) return undefined;
  const modelFile = path.join(folder, nameAt(address));
  try {
    // It may have come from another address, by another name.
    const isThere = await stat(modelFile).catch(() => undefined);
    return await verified(isThere ? modelFile : folder, fingerprint, options);
  } catch (error) {
    if (!(error instanceof TransferError) || !options.allowDownload) throw error;
    await removeTree(folder);
    return undefined;
  }
}

function isPlainName(reference: string): boolean {
  return /^[\w-][\w.-]*$/.test(reference);
}

/** Where a base of the catalog lies: a published one in the user's folder, one that comes along with this program. */
export function catalogPlace(catalogFolder: string, name: string): string {
  const published = catalogBase(name);
  return published ? publishedPlace(published) : path.resolve(catalogFolder, name);
}

async function unknownName(name: string, fromFolder: string, catalogFolder: string): Promise<TransferError> {
  const names = await catalogNames(catalogFolder);
  const nearest = nearestName(name, names);
  const meant = nearest
    ? `Did you mean ${nearest}?`
    : `The catalog has ${names.slice(0, 2).join(', ')} and ${names.length - 2} others, which are offered where \`base:\` is typed.`;
  return new TransferError(
    'base-missing',
    `There is no base called ${name} in the catalog nor in ${fromFolder}. ${meant}`,
  );
}

async function catalogNames(catalogFolder: string): Promise<string[]> {
  const entries = await readdir(catalogFolder, { withFileTypes: true }).catch(() => []);
  const own = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return [...own, ...catalog.map(({ name }) => name)];
}

async function isFolder(place: string): Promise<boolean> {
  return stat(place).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
