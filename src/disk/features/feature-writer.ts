import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { asDiskFull } from '../files/disk-full';
import { createFile, moveFile, removeFile } from '../files/project-files';
import { temporaryPath } from '../files/temporary-files';
import { syncFolder, writeTemporary } from '../files/whole-file';
import { type FeaturePack, npyHeader, packIndex } from './feature-pack';
import { type FeatureSpace, rowBytesOf, rowsPerPack } from './feature-space';

/** Rows are gathered to pieces of about this size before they are written. */
const pieceBytes = 1 << 20;

/** A pack that is being written, under a temporary name. */
interface OpenPack {
  readonly temporary: string;
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly keys: string[];
  written: number;
}

/**
 * Adds rows to a feature cache, pack by pack. A pack counts from the moment it is whole and has its name; a kill
 * before that loses this one only. After an error nothing more can be added.
 */
export class FeatureWriter {
  readonly #rowBytes: number;
  readonly #headerBytes: number;
  #pack: OpenPack | undefined;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  /** Everything happens one after the other, also when the caller does not wait. */
  #queue: Promise<void> = Promise.resolve();
  readonly #pending = new Set<string>();

  /**
   * @param isKnown whether a row of that key is in the cache already
   * @param onPack told of each pack when it is on disk
   */
  constructor(
    private readonly folder: string,
    private readonly space: FeatureSpace,
    private readonly isKnown: (key: string) => boolean,
    private readonly onPack: (pack: FeaturePack) => void,
  ) {
    this.#rowBytes = rowBytesOf(space);
    this.#headerBytes = npyHeader(space, 0).length;
  }

  /**
   * Adds a row; `values` are copied before this returns. A key that is there already is passed over. Wait for
   * the promise: it is what keeps rows from piling up in memory. Throws TransferError `disk-full`.
   */
  add(key: string, values: Float32Array | Uint8Array): Promise<void> {
    const fits = this.space.format === 'float32' ? Float32Array : Uint8Array;
    if (!(values instanceof fits) || values.byteLength !== this.#rowBytes) {
      const found = `${values.length} values in a ${values.constructor.name}`;
      throw new TypeError(
        `A row of this cache has ${this.#rowBytes} bytes of ${this.space.format}, not ${found}.`,
      );
    }
    if (this.isKnown(key) || this.#pending.has(key)) return this.#queue;
    this.#pending.add(key);
    const row = Buffer.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return this.#enqueue(() => this.#append(key, row));
  }

  /** Closes the last pack. Without it the rows of that pack are lost. Throws TransferError `disk-full`. */
  finish(): Promise<void> {
    return this.#enqueue(() => this.#closePack());
  }

  /** Throws the unfinished pack away; packs that are on disk stay. */
  async abandon(): Promise<void> {
    await this.#queue.catch(() => {});
    await this.#dropPack();
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      try {
        await step();
      } catch (error) {
        await this.#dropPack();
        throw asDiskFull(error, this.folder, this.#rowBytes * rowsPerPack(this.space));
      }
    });
    return this.#queue;
  }

  async #append(key: string, row: Buffer): Promise<void> {
    this.#pack ??= await this.#openPack();
    this.#pack.keys.push(key);
    this.#pack.hash.update(row);
    this.#gathered.push(row);
    this.#gatheredBytes += row.length;
    if (this.#gatheredBytes >= pieceBytes) await this.#writeGathered(this.#pack);
    if (this.#pack.keys.length >= rowsPerPack(this.space)) await this.#closePack();
  }

  async #openPack(): Promise<OpenPack> {
    const temporary = temporaryPath(this.folder);
    const handle = await createFile(temporary);
    return { temporary, handle, hash: createHash('sha256'), keys: [], written: this.#headerBytes };
  }

  async #writeGathered(pack: OpenPack): Promise<void> {
    const piece = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await writeAll(pack.handle, piece, pack.written);
    pack.written += piece.length;
  }

  async #closePack(): Promise<void> {
    const pack = this.#pack;
    if (!pack) return;
    await this.#writeGathered(pack);
    const header = npyHeader(this.space, pack.keys.length);
    await writeAll(pack.handle, header, 0);
    await pack.handle.sync();
    await pack.handle.close();
    const { name, text } = await packIndex(this.space, pack.keys, pack.hash.digest('hex'));
    // With both files written a full disk can't come between the two names. The index's comes last: it counts.
    const index = await writeTemporary(this.folder, text);
    const file = path.join(this.folder, `${name}.npy`);
    await moveFile(pack.temporary, file);
    await moveFile(index, path.join(this.folder, `${name}.json`));
    await syncFolder(this.folder);
    this.#pack = undefined;
    for (const key of pack.keys) this.#pending.delete(key);
    this.onPack({ file, headerBytes: header.length, keys: pack.keys });
  }

  async #dropPack(): Promise<void> {
    const pack = this.#pack;
    this.#pack = undefined;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (!pack) return;
    await pack.handle.close().catch(() => {});
    await removeFile(pack.temporary).catch(() => {});
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
