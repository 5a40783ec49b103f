import { closeSync, openSync, readSync } from 'node:fs';
import type { FeaturePack } from './feature-pack';
import { type FeatureSpace, rowBytesOf } from './feature-space';

/** Where a row stands. */
export interface RowPlace {
  readonly pack: FeaturePack;
  readonly row: number;
}

/** Packs kept open at once; systems allow a process a few hundred files. */
const mostOpen = 128;

/**
 * Reads rows of a feature cache by number, straight into the caller's buffer. Holds only where each row stands,
 * so memory does not grow with the size of the rows.
 */
export class FeatureReader {
  readonly #packs: readonly FeaturePack[];
  readonly #packOf: Int32Array;
  readonly #rowOf: Int32Array;
  readonly #rowBytes: number;
  /** By pack; the least recently opened first. */
  readonly #open = new Map<number, number>();

  /** @param places of row 0, 1, … in order */
  constructor(
    private readonly space: FeatureSpace,
    places: readonly RowPlace[],
  ) {
    const numbers = new Map<FeaturePack, number>();
    for (const { pack } of places) if (!numbers.has(pack)) numbers.set(pack, numbers.size);
    this.#packs = [...numbers.keys()];
    this.#packOf = Int32Array.from(places, ({ pack }) => numbers.get(pack) ?? 0);
    this.#rowOf = Int32Array.from(places, ({ row }) => row);
    this.#rowBytes = rowBytesOf(space);
  }

  /**
   * Reads `rows` (numbers of keys), one after the other, into `into` from its start. Rows that are neighbours on
   * disk and in `rows` are read at once.
   * @param into at least `rows.length × rowValues` values, a Float32Array or Uint8Array as the space's format
   * @throws RangeError for a row or size that does not fit; Error where the disk gives less than it had
   */
  readRows(rows: readonly number[], into: Float32Array | Uint8Array): void {
    const fits = this.space.format === 'float32' ? Float32Array : Uint8Array;
    if (!(into instanceof fits) || into.byteLength < rows.length * this.#rowBytes) {
      throw new RangeError(
        `${rows.length} rows of ${this.space.format} do not fit into ${into.length} values.`,
      );
    }
    const bytes = new Uint8Array(into.buffer, into.byteOffset, rows.length * this.#rowBytes);
    for (let start = 0; start < rows.length; ) {
      const end = this.#endOfNeighbours(rows, start);
      this.#read(rows[start] as number, bytes.subarray(start * this.#rowBytes, end * this.#rowBytes));
      start = end;
    }
  }

  /** Closes the files. The reader opens them again if it is used again. */
  close(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #endOfNeighbours(rows: readonly number[], start: number): number {
    let end = start + 1;
    while (end < rows.length && this.#follows(rows[end - 1] as number, rows[end] as number)) end += 1;
    return end;
  }

  #follows(first: number, second: number): boolean {
    return (
      this.#packOf[first] === this.#packOf[second] && this.#rowOf[second] === (this.#rowOf[first] ?? 0) + 1
    );
  }

  #read(row: number, into: Uint8Array): void {
    const number = this.#packOf[row];
    const place = this.#rowOf[row];
    if (number === undefined || place === undefined) {
      throw new RangeError(`There is no row ${row}; there are ${this.#rowOf.length}.`);
    }
    const pack = this.#packs[number] as FeaturePack;
    const position = pack.headerBytes + place * this.#rowBytes;
    const descriptor = this.#descriptorOf(number, pack);
    for (let done = 0; done < into.length; ) {
      const read = readSync(descriptor, into, done, into.length - done, position + done);
      if (read === 0) {
        throw new Error(`${pack.file} was cut short while it was in use. Run again; it will be made anew.`);
      }
      done += read;
    }
  }

  #descriptorOf(number: number, pack: FeaturePack): number {
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    if (this.#open.size >= mostOpen) this.#closeOldest();
    const descriptor = openSync(pack.file, 'r');
    this.#open.set(number, descriptor);
    return descriptor;
  }

  #closeOldest(): void {
    for (const [number, descriptor] of this.#open) {
      closeSync(descriptor);
      this.#open.delete(number);
      return;
    }
  }
}
