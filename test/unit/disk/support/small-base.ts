import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface SmallBase {
  readonly modelJson: string;
  /** By name. */
  readonly shards: Readonly<Record<string, Buffer>>;
}

export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: object;
}

export const kernel = { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' };
export const bias = { name: 'dense/bias', shape: [2], dtype: 'float32' };

/** Six weights in two shards, the cut between them in the middle of a weight. */
export const smallBase: SmallBase = baseOf([kernel, bias], floats(1, 2, 3, 4, 5, 6), 14);

export function floats(...values: number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

/** A base whose weights are `bytes`, cut into shards at the places given. */
export function baseOf(weights: readonly Weight[], bytes: Buffer, ...cuts: readonly number[]): SmallBase {
  const ends = [...cuts, bytes.length];
  const paths = ends.map((_, shard) => `group1-shard${shard + 1}of${ends.length}.bin`);
  const shards = paths.map(
    (name, shard) => [name, bytes.subarray(ends[shard - 1] ?? 0, ends[shard])] as const,
  );
  return {
    modelJson: JSON.stringify({
      format: 'layers-model',
      modelTopology: { class_name: 'Model' },
      weightsManifest: [{ paths, weights }],
    }),
    shards: Object.fromEntries(shards),
  };
}

/** Writes it into the folder; the result is the path of its model.json. */
export function writeBase(folder: string, base: SmallBase): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(base.shards)) writeFileSync(path.join(folder, name), bytes);
  const modelFile = path.join(folder, 'model.json');
  writeFileSync(modelFile, base.modelJson);
  return modelFile;
}

export function sha256Of(base: SmallBase): string {
  const hash = createHash('sha256').update(base.modelJson);
  for (const bytes of Object.values(base.shards)) hash.update(bytes);
  return hash.digest('hex');
}
