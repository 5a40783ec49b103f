import { valuesIn } from '../../design/base/tensor-shape';
import { keyedHash } from '../files/user-secret';

/**
 * What all rows of one cache have in common: everything that decides a row's values except the image's bytes
 * and the view. Two spaces with equal values are the same space.
 */
export interface FeatureSpace {
  /** Decoding, preprocessing, topology and weights up to the cut, the cut, engine with version, and so on. */
  readonly description: Readonly<Record<string, string | number>>;
  /** Of one row, without the batch axis; empty for a single value. */
  readonly shape: readonly number[];
  readonly format: FeatureFormat;
}

export type FeatureFormat = 'float32' | 'uint8';

/** A pack is closed when it has grown to this many bytes; a kill loses at most one. */
const packBytes = 64_000_000;

/** The number of values in one row. */
export function rowValuesOf(space: FeatureSpace): number {
  return valuesIn(space.shape);
}

export function rowBytesOf(space: FeatureSpace): number {
  return rowValuesOf(space) * (space.format === 'float32' ? 4 : 1);
}

export function rowsPerPack(space: FeatureSpace): number {
  return Math.max(1, Math.floor(packBytes / Math.max(1, rowBytesOf(space))));
}

/** How much disk `rows` new rows take, their index included. */
export function bytesNeeded(space: FeatureSpace, rows: number): number {
  const indexBytesPerRow = 100;
  const headerBytesPerPack = 512;
  const packs = Math.ceil(rows / rowsPerPack(space));
  return rows * (rowBytesOf(space) + indexBytesPerRow) + packs * headerBytesPerPack;
}

/** The same text for equal spaces, whatever the order of their keys. */
export function canonicalSpace(space: FeatureSpace): string {
  const description = Object.fromEntries(
    Object.entries(space.description).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return JSON.stringify({ description, shape: space.shape, format: space.format });
}

/**
 * The name of the space's folder. Each user has their own: a cache that came with a project, or that somebody else
 * keeps in the same folder, is never looked at.
 */
export function spaceName(space: FeatureSpace): Promise<string> {
  return keyedHash('feature space', canonicalSpace(space));
}
