import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog, catalogBase } from '../../catalog/catalog';
import { hubReference, hubText, namesHub } from '../../design/hub-reference';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { shownAddress } from '../../design/words/shown-address';
import { removeTree } from '../files/project-files';
import { downloadBase, nameAt, wrongHash } from './base-download';
import type { LocatedBase } from './base-look';
import { refuseOtherThanHttps } from './bounded-fetch';
import { addressSeen, firstSeen, noteAddress, noteSeen } from './first-seen';
import { commitIn, findOnHub, hubAccess } from './hub';
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
 * `fromFolder`), the https address of its first file, or a repository of the Hugging Face hub. What is found is read once and its fingerprint compared
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
  if (namesHub(reference)) return locateOnHub(reference, options);
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
  if (!options.allowDownload) throw notDownloaded(shownAddress(address));
  const fingerprint = await downloadBase(address, { ...options, sha256: known });
  await noteSeen(address, fingerprint, options.downloadFolder);
  return { modelFile: path.join(options.downloadFolder, fingerprint, nameAt(address)), fingerprint };
}

/**
 * A base of the Hugging Face hub. One that names no commit is of the commit that the first download found: which that
 * was, and which of its files the base is, is noted as what the name was first seen as.
 */
async function locateOnHub(reference: string, options: LocateOptions): Promise<LocatedBase> {
  const named = hubReference(reference);
  if (named === undefined)
    throw new TransferError('base-missing', `${reference} names no repository of the Hugging Face hub.`);
  const { downloadFolder } = options;
  const address = await addressSeen(reference, downloadFolder);
  const seen = address && (await firstSeen(address, downloadFolder));
  const known = options.sha256 ?? seen;
  const pinned = (place = '') => {
    const revision = commitIn(place);
    return revision === undefined ? {} : { pinned: hubText({ ...named, revision }) };
  };
  const kept = known && (await keptDownload(address ?? reference, known, options));
  if (kept) return { ...kept, ...pinned(address) };
  if (!options.allowDownload) throw notDownloaded(reference);
  // What was first seen is got again as it was, also where a branch has moved on.
  const commit = known === seen ? commitIn(address ?? '') : undefined;
  const found = await findOnHub(commit === undefined ? named : { ...named, revision: commit }, options);
  const fingerprint = await downloadBase(found.address, {
    ...{ ...options, ...found, sha256: known, access: hubAccess(named) },
  });
  await noteSeen(found.address, fingerprint, downloadFolder);
  await noteAddress(reference, found.address, downloadFolder);
  const modelFile = path.join(downloadFolder, fingerprint, nameAt(found.address));
  return { modelFile, fingerprint, ...pinned(found.address) };
}

function notDownloaded(shown: string): TransferError {
  return new TransferError(
    'base-not-downloaded',
    `${shown} has not been downloaded yet. Training downloads it.`,
  );
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
