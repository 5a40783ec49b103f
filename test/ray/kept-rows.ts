import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openFeatureCache } from '../../src/disk/features/feature-cache';
import type { FeatureSpace } from '../../src/disk/features/feature-space';
import { viewKey } from '../../src/train/images/augmentation';
import { plainView, type Views } from '../../src/train/images/views';
import { plainSeal, readTensorFile } from '../../src/train/run/tensor-file';
import { jobFolder, run } from './python-for-ray';

/** What the frozen layers of a phase have answered. */
export interface KeptRows {
  /** The sha256 of each image. */
  readonly images: readonly string[];
  /** Of one image after the other. */
  readonly values: Float32Array;
}

/** What jobs have kept in a storage of each phase of an exported project, and after it of each of its views from the first on. */
export async function rowsThere(python: string, exported: string, storage: string): Promise<KeptRows[]> {
  const file = path.join(exported, 'rows.bin');
  const script = path.join(import.meta.dirname, '../fixtures/ray/write-rows.py');
  await run(python, script, jobFolder, exported, storage, file);
  const { json, tensors } = await readTensorFile(file, plainSeal);
  const images = json as Readonly<Record<string, readonly string[]>>;
  return [...tensors].map(([phase, { values }]) => ({
    images: images[phase] ?? [],
    values: values as Float32Array,
  }));
}

/**
 * The same of a project that was trained on this machine.
 *
 * @param features its folder of kept rows, with one space of each format
 * @param format of the rows; decoded pixels are `uint8`
 * @param view of the given images, as they are by default
 * @returns those of the given images that it has
 */
export async function rowsHere(
  features: string,
  format: FeatureSpace['format'],
  images: readonly string[],
  [view, { augment, seed }]: readonly [number, Pick<Views, 'augment' | 'seed'>] = [0, plainView],
): Promise<KeptRows> {
  for (const name of await readdir(features)) {
    const text = await readFile(path.join(features, name, 'space.json'), 'utf8').catch(() => '{}');
    const space = JSON.parse(text) as FeatureSpace;
    // What was looked at of pictures is kept as bytes too.
    if (space.format !== format || 'look' in space.description) continue;
    const cache = await openFeatureCache(features, space);
    const keyOf = (image: string): string => viewKey(image, view, augment, seed);
    const there = images.filter((image) => cache.has(keyOf(image)));
    const reader = cache.reader(there.map(keyOf));
    const size = there.length * cache.rowValues;
    const into = format === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
    reader.readRows([...there.keys()], into);
    reader.close();
    return { images: there, values: Float32Array.from(into) };
  }
  throw new Error(`${features} has no rows of ${format}.`);
}

/** The rows of some of the images, in their order. */
export function rowsOf({ images, values }: KeptRows, wanted: readonly string[]): Float32Array {
  const size = values.length / images.length;
  const places = new Map(images.map((image, at) => [image, at * size]));
  const found = new Float32Array(wanted.length * size);
  for (const [row, image] of wanted.entries()) {
    const at = places.get(image) ?? Number.NaN;
    found.set(values.subarray(at, at + size), row * size);
  }
  return found;
}

/** The largest difference between any two values. */
export function farthest(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length || one.length === 0) return Number.NaN;
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? Number.NaN))), 0);
}
