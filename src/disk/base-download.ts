import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseManifest } from './base-manifest';
import { BaseProblem } from './base-problem';
import { baseLimits } from './base-reading';
import { asDiskFull, readableBytes } from './disk-full';
import { removeLeftovers, temporaryPath } from './temporary-files';
import { syncFolder } from './whole-file';

/** What `fetch` is, as far as it is used; tests put a local server here. */
export type Request = (
  address: string,
  init: { redirect: 'manual'; signal: AbortSignal },
) => Promise<Response>;

export interface DownloadLimits {
  /** For model.json, and for everything together. */
  readonly modelJsonBytes: number;
  readonly totalBytes: number;
  /** Without a byte for this long, the server counts as dead. */
  readonly stallMilliseconds: number;
  readonly totalMilliseconds: number;
}

export const downloadLimits: DownloadLimits = {
  ...baseLimits,
  stallMilliseconds: 20_000,
  totalMilliseconds: 60 * 60 * 1000,
};

export interface DownloadOptions {
  readonly downloadFolder: string;
  readonly sha256?: string | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly request?: Request | undefined;
  readonly limits?: Partial<DownloadLimits> | undefined;
}

/**
 * Downloads a model.json and its shards into `downloadFolder/<sha256>/`, whole or not at all.
 * @returns the sha256, as `baseFingerprint` says it
 * @throws BaseProblem, DiskFull
 */
export async function downloadBase(address: string, options: DownloadOptions): Promise<string> {
  await mkdir(options.downloadFolder, { recursive: true });
  await removeLeftovers(options.downloadFolder);
  const temporary = temporaryPath(options.downloadFolder);
  const download = new Download(options);
  try {
    await mkdir(temporary);
    const fingerprint = await download.files(address, temporary);
    if (options.sha256 !== undefined && fingerprint !== options.sha256) {
      throw wrongHash(address, options.sha256, fingerprint);
    }
    await moveInto(temporary, path.join(options.downloadFolder, fingerprint));
    return fingerprint;
  } catch (error) {
    throw asDiskFull(error, options.downloadFolder, download.doneBytes);
  } finally {
    download.end();
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
}

/** The problem of files whose sha256 is not the pinned one. */
export function wrongHash(where: string, pinned: string, found: string): BaseProblem {
  return new BaseProblem(
    'base-hash',
    `The sha256 of ${where} and its shards is ${found}, and the file pins ${pinned}. ` +
      'If you trust what is there now, pin that; else get the model from where the pin came from.',
  );
}

/** A folder of that name was moved there whole, by another process that had the same wish. */
async function moveInto(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(code)) throw error;
  }
  await syncFolder(path.dirname(folder));
}

class Download {
  doneBytes = 0;
  #totalBytes = 0;
  readonly #limits: DownloadLimits;
  readonly #abort = new AbortController();
  readonly #clock: NodeJS.Timeout;

  constructor(private readonly options: DownloadOptions) {
    this.#limits = { ...downloadLimits, ...options.limits };
    this.#clock = setTimeout(() => this.#abort.abort(), this.#limits.totalMilliseconds);
  }

  end(): void {
    clearTimeout(this.#clock);
  }

  /** Gets model.json and its shards into `folder`; the result is the sha256 over all of them. */
  async files(address: string, folder: string): Promise<string> {
    const pieces: Buffer[] = [];
    await this.#get(address, this.#limits.modelJsonBytes, async (piece) => void pieces.push(piece));
    const modelJson = Buffer.concat(pieces);
    const { groups } = parseManifest(modelJson, address);
    this.#totalBytes = groups.reduce((sum, { bytes }) => sum + bytes, modelJson.length);
    if (this.#totalBytes > this.#limits.totalBytes) throw tooLarge(address, this.#limits.totalBytes);
    const hash = createHash('sha256').update(modelJson);
    await writeNew(path.join(folder, 'model.json'), async (write) => write(modelJson));
    for (const group of groups) {
      let left = group.bytes;
      for (const name of group.paths) {
        left -= await this.#shard(shardAddress(name, address), path.join(folder, name), left, hash);
      }
      if (left > 0) throw cutShort(address, group.paths, left);
    }
    return hash.digest('hex');
  }

  async #shard(address: string, file: string, most: number, hash: Hash): Promise<number> {
    let bytes = 0;
    await mkdir(path.dirname(file), { recursive: true });
    await writeNew(file, (write) =>
      this.#get(address, most, async (piece) => {
        hash.update(piece);
        bytes += piece.length;
        await write(piece);
      }),
    );
    return bytes;
  }

  /** Gets one address piece by piece, within the bounds of size and time. */
  async #get(address: string, most: number, onPiece: (piece: Buffer) => Promise<void>): Promise<void> {
    const stall = new AbortController();
    const stallClock = setTimeout(() => stall.abort(), this.#limits.stallMilliseconds);
    const signal = AbortSignal.any([stall.signal, this.#abort.signal]);
    try {
      const response = await this.#respond(address, signal);
      let bytes = 0;
      for await (const piece of response.body ?? []) {
        stallClock.refresh();
        bytes += piece.length;
        if (bytes > most) throw tooLarge(address, most);
        this.doneBytes += piece.length;
        await onPiece(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
        this.options.onProgress?.(this.doneBytes, Math.max(this.#totalBytes, this.doneBytes));
      }
    } catch (error) {
      if (stall.signal.aborted) throw stalled(address, this.#limits.stallMilliseconds);
      if (this.#abort.signal.aborted) throw stalled(address, this.#limits.totalMilliseconds);
      throw isNetworkError(error) ? notReached(address, error) : error;
    } finally {
      clearTimeout(stallClock);
      stall.abort();
    }
  }

  async #respond(address: string, signal: AbortSignal): Promise<Response> {
    const request = this.options.request ?? fetch;
    let place = address;
    for (let hop = 0; hop <= 5; hop += 1) {
      refuseOtherThanHttps(place);
      const response = await request(place, { redirect: 'manual', signal });
      const next = response.status >= 300 && response.status < 400 && response.headers.get('location');
      if (!next) return accepted(response, address);
      await response.body?.cancel();
      place = new URL(next, place).href;
    }
    throw new BaseProblem('base-download', `${address} leads from one address to the next without end.`);
  }
}

/** Only https: what is trained from must not be changed on its way. */
export function refuseOtherThanHttps(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') return;
  throw new BaseProblem(
    'base-download',
    `${address} is not an https address, and a base is downloaded over https only. Use https, or a local file.`,
  );
}

/** Names were checked in the manifest; what comes of them must lie beside model.json all the same. */
function shardAddress(name: string, modelAddress: string): string {
  const folder = new URL('.', modelAddress);
  folder.search = '';
  const address = new URL(name.split('/').map(encodeURIComponent).join('/'), folder);
  if (address.href.startsWith(folder.href)) return address.href;
  throw new BaseProblem('base-outside', `${modelAddress} names the shard ${name}, which leads elsewhere.`);
}

async function writeNew(
  file: string,
  fill: (write: (piece: Buffer) => Promise<void>) => Promise<void>,
): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await fill((piece) => handle.writeFile(piece));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function accepted(response: Response, address: string): Response {
  if (response.ok) return response;
  const advice = response.status === 404 ? 'Check the address.' : 'Try again later, or check your access.';
  throw new BaseProblem('base-download', `${address} answered ${response.status}. ${advice}`);
}

function tooLarge(address: string, most: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${address} is larger than it should be (more than ${readableBytes(most)}). Check the address.`,
  );
}

function cutShort(address: string, names: readonly string[], missing: number): BaseProblem {
  return new BaseProblem(
    'base-damaged',
    `${names.join(', ')} beside ${address} lack ${missing} bytes of the weights. The model there is damaged.`,
  );
}

function stalled(address: string, milliseconds: number): BaseProblem {
  return new BaseProblem(
    'base-download',
    `${address} stalled: it was given up after ${milliseconds / 1000} s. Try again later.`,
  );
}

/** `fetch` reports all its failures as a TypeError with the cause beside it. */
function isNetworkError(error: unknown): error is TypeError {
  return error instanceof TypeError;
}

function notReached(address: string, error: TypeError): BaseProblem {
  const cause = error.cause instanceof Error ? error.cause : error;
  const reason = 'code' in cause ? String(cause.code) : cause.message;
  return new BaseProblem(
    'base-download',
    `${address} could not be reached (${reason}). Check the connection.`,
  );
}
