import { createHash, type Hash } from 'node:crypto';
import path from 'node:path';
import type { StatedHash } from '../../catalog/catalog-base';
import { TransferError } from '../../design/transfer-error';
import { shownAddress } from '../../design/words/shown-address';
import { asDiskFull } from '../files/disk-full';
import { errorCode } from '../files/error-code';
import {
  createFile,
  makeFolder,
  makeNewFolder,
  moveFolder,
  readWhole,
  removeTree,
} from '../files/project-files';
import { removeLeftovers, temporaryPath } from '../files/temporary-files';
import { syncFolder } from '../files/whole-file';
import { type FileGroup, mostBaseBytes } from './base-look';
import { type Access, BoundedFetch, type FetchLimits, type Request, tooLarge } from './bounded-fetch';

export interface DownloadLimits extends FetchLimits {
  /** Of all files together. */
  readonly totalBytes: number;
}

export const downloadLimits: DownloadLimits = {
  totalBytes: mostBaseBytes,
  stallMilliseconds: 20_000,
  totalMilliseconds: 60 * 60 * 1000,
  pauses: [1_000, 3_000, 9_000],
};

export interface DownloadOptions {
  readonly downloadFolder: string;
  /** What the folder of this one is called in there; by default its sha256. */
  readonly folderName?: string | undefined;
  /** What the hash of the first file is, as whoever publishes it states it. */
  readonly stated?: StatedHash | undefined;
  /** All files that there are where the base is published, where that is known, by address. */
  readonly published?: ReadonlyMap<string, PublishedFile> | undefined;
  /** Addresses of files that are to lie beside the first one before it is asked which files belong to it. */
  readonly configs?: readonly string[] | undefined;
  readonly access?: Access | undefined;
  /** How many bytes will come, about, where that is known. */
  readonly expectedBytes?: number | undefined;
  /** See `BaseLook`. */
  readonly filesBeside: (modelFile: string) => Promise<readonly FileGroup[]>;
  readonly sha256?: string | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** By default `fetch`. */
  readonly request?: Request | undefined;
  /** Ends the download. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<DownloadLimits> | undefined;
}

export interface PublishedFile {
  readonly bytes: number;
  readonly hash: StatedHash;
}

/**
 * Downloads a base's first file and those beside it into a folder in `downloadFolder`, whole or not at all.
 * @returns the sha256 over all of them
 * @throws TransferError `base-…`, `disk-full`, `place-refused`, the signal's reason
 */
export async function downloadBase(address: string, options: DownloadOptions): Promise<string> {
  await makeFolder(options.downloadFolder);
  await removeLeftovers(options.downloadFolder);
  const temporary = temporaryPath(options.downloadFolder);
  const download = new Download(options);
  try {
    await makeNewFolder(temporary);
    const fingerprint = await download.files(address, temporary);
    if (options.sha256 !== undefined && fingerprint !== options.sha256) {
      throw wrongHash(shownAddress(address), options.sha256, fingerprint);
    }
    await moveInto(temporary, options, fingerprint);
    return fingerprint;
  } catch (error) {
    throw asDiskFull(error, options.downloadFolder, download.doneBytes);
  } finally {
    download.end();
    await removeTree(temporary).catch(() => {});
  }
}

/** What the first file of a download is called. */
export function nameAt(address: string): string {
  const name = new URL(address).pathname.split('/').at(-1) ?? '';
  return /^\w[\w.-]{0,100}$/.test(name) ? name : 'model';
}

/** The problem of files whose sha256 is not the one that is pinned, or was seen at the first download. */
export function wrongHash(where: string, expected: string, found: string): TransferError {
  return new TransferError(
    'base-hash',
    `The sha256 of ${where} (and the files that belong to it) is ${found} instead of ${expected}: the model has changed. ` +
      'If you trust what is there now, set base.sha256 to the new one; else get the model that was meant.',
  );
}

/** The problem of a file that is not the one whose hash its publisher states. */
export function wrongStatedHash(
  where: string,
  { algorithm, digits }: StatedHash,
  found: string,
): TransferError {
  return new TransferError(
    'base-hash',
    `The ${algorithm} of ${where} is ${found} instead of ${digits}, which its publisher states: it is damaged, or another. ` +
      'Try again later, or from another network; a proxy may have changed it.',
  );
}

/** Where a folder of that sha256 is, another process had the same wish; one of that name may be a damaged one. */
async function moveInto(
  temporary: string,
  { downloadFolder, folderName }: DownloadOptions,
  fingerprint: string,
): Promise<void> {
  const folder = path.join(downloadFolder, folderName ?? fingerprint);
  try {
    await moveFolder(temporary, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
    if (folderName !== undefined) {
      await removeTree(folder);
      await moveFolder(temporary, folder);
    }
  }
  await syncFolder(path.dirname(folder));
}

class Download {
  doneBytes = 0;
  #totalBytes = 0;
  readonly #limits: DownloadLimits;
  readonly #fetch: BoundedFetch;

  constructor(private readonly options: DownloadOptions) {
    this.#limits = { ...downloadLimits, ...options.limits };
    this.#fetch = new BoundedFetch(options.request ?? fetch, this.#limits, options.signal, options.access);
  }

  end(): void {
    this.#fetch.end();
  }

  /** Gets all files of the base into `folder`; the result is the sha256 over them. */
  async files(address: string, folder: string): Promise<string> {
    const hash = createHash('sha256');
    const first = path.join(folder, nameAt(address));
    const { configs = [], expectedBytes, published, stated } = this.options;
    const there = new Set<string>();
    for (const config of configs) {
      there.add(nameAt(config));
      await this.#file(config, path.join(folder, nameAt(config)), this.#limits.totalBytes);
    }
    this.#totalBytes = expectedBytes ?? published?.get(address)?.bytes ?? 0;
    const bytes = await this.#file(address, first, this.#limits.totalBytes, hash, stated);
    const groups = await this.#filesBeside(first, address);
    this.#totalBytes = groups.reduce((sum, group) => sum + group.bytes, bytes);
    if (this.#totalBytes > this.#limits.totalBytes) throw tooLarge(address, this.#limits.totalBytes);
    for (const group of groups) {
      let left = group.bytes;
      for (const name of group.names) {
        const file = path.join(folder, name);
        left -= there.has(name)
          ? await hashFile(file, hash)
          : await this.#file(addressBeside(name, address), file, left, hash);
      }
      if (left > 0) throw cutShort(address, group.names, left);
    }
    return hash.digest('hex');
  }

  /** What is wrong with the first file is told of its address. */
  async #filesBeside(first: string, address: string): Promise<readonly FileGroup[]> {
    try {
      return await this.options.filesBeside(first);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      throw new TransferError(error.code, error.message.replaceAll(first, shownAddress(address)));
    }
  }

  /**
   * Gets one file, whose bytes go into `hash`, too.
   * @returns how many there are
   */
  async #file(
    address: string,
    file: string,
    most: number,
    hash?: Hash,
    stated = this.#published(address)?.hash,
  ): Promise<number> {
    let bytes = 0;
    const found = stated && statedHash(stated, this.#published(address)?.bytes ?? 0);
    await makeFolder(path.dirname(file));
    await writeNew(file, (write) =>
      this.#get(address, most, async (piece) => {
        hash?.update(piece);
        found?.update(piece);
        bytes += piece.length;
        await write(piece);
      }),
    );
    const digits = found?.digest('hex');
    if (stated !== undefined && digits !== undefined && digits !== stated.digits)
      throw wrongStatedHash(shownAddress(address), stated, digits);
    return bytes;
  }

  #published(address: string): PublishedFile | undefined {
    const { published } = this.options;
    const file = published?.get(address);
    if (published === undefined || file !== undefined) return file;
    throw new TransferError(
      'base-download',
      `${shownAddress(address)} belongs to the base, and is not there. The model there is damaged; choose another.`,
    );
  }

  async #get(address: string, most: number, onPiece: (piece: Buffer) => Promise<void>): Promise<void> {
    await this.#fetch.get(address, most, async (piece) => {
      await onPiece(piece);
      this.doneBytes += piece.length;
      this.options.onProgress?.(this.doneBytes, Math.max(this.#totalBytes, this.doneBytes));
    });
  }
}

function statedHash({ algorithm }: StatedHash, bytes: number): Hash {
  return algorithm === 'git' ? createHash('sha1').update(`blob ${bytes}\0`) : createHash(algorithm);
}

/** Puts a file that is there into the hash. @returns how many bytes it has */
async function hashFile(file: string, hash: Hash): Promise<number> {
  const bytes = await readWhole(file, mostBaseBytes);
  hash.update(bytes);
  return bytes.length;
}

/** Names were checked where they were read; what comes of them must lie beside the first file all the same. */
function addressBeside(name: string, modelAddress: string): string {
  const folder = new URL('.', modelAddress);
  folder.search = '';
  const address = new URL(name.split('/').map(encodeURIComponent).join('/'), folder);
  if (address.href.startsWith(folder.href)) return address.href;
  throw new TransferError(
    'base-outside',
    `${shownAddress(modelAddress)} names the file ${name}, which leads elsewhere.`,
  );
}

async function writeNew(
  file: string,
  fill: (write: (piece: Buffer) => Promise<void>) => Promise<void>,
): Promise<void> {
  const handle = await createFile(file);
  try {
    await fill((piece) => handle.writeFile(piece));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function cutShort(address: string, names: readonly string[], missing: number): TransferError {
  return new TransferError(
    'base-damaged',
    `The files beside ${shownAddress(address)} (${names.length === 1 ? names[0] : names.length}) lack ${missing} bytes of the weights. The model there is damaged.`,
  );
}
