import { createHash } from 'node:crypto';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import { errorCode } from '../files/error-code';
import { type BaseManifest, parseManifest, type ShardGroup } from './base-manifest';
import { decodeWeight } from './base-weights';

/** What one weight of a base is; its values are 32 bit floats however they are stored. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

export interface BaseFiles {
  /** The parsed model.json; its topology is unchecked. */
  readonly modelJson: unknown;
  /** In the manifest's order; without those that no layer can have, such as an optimizer's. */
  readonly weightSpecs: readonly WeightSpec[];
  /** By name; as many values as the shape has. */
  readonly weightData: ReadonlyMap<string, Float32Array>;
  /** See `baseFingerprint`. */
  readonly fingerprint: string;
}

/** Bounds on a base's files, on disk and over the network. */
export const baseLimits = { modelJsonBytes: 32 * 1024 ** 2, totalBytes: 1024 ** 3 } as const;

/**
 * Reads a base from its model.json and the shards beside it, and checks what can be checked without knowing the
 * layers: format, names, sizes against shapes, finite values. Throws TransferError `base-…`.
 */
export async function readBaseFiles(modelFile: string): Promise<BaseFiles> {
  const modelBytes = await readModelJson(modelFile);
  const manifest = parseManifest(modelBytes, modelFile);
  const hash = createHash('sha256').update(modelBytes);
  const weightSpecs: WeightSpec[] = [];
  const weightData = new Map<string, Float32Array>();
  for (const group of await locateShards(manifest, modelFile)) {
    const bytes = await readGroup(group, modelFile);
    hash.update(bytes);
    let offset = 0;
    for (const weight of group.weights) {
      if (weight.isUsable) {
        weightSpecs.push({ name: weight.name, shape: weight.shape, dtype: 'float32' });
        weightData.set(weight.name, decodeWeight(bytes, offset, weight, modelFile));
      }
      offset += weight.bytes;
    }
  }
  return { modelJson: manifest.json, weightSpecs, weightData, fingerprint: hash.digest('hex') };
}

/**
 * The sha256 (hexadecimal) over the bytes of model.json followed by those of its shards in the manifest's order:
 * what `cat model.json SHARD… | sha256sum` says, and what `base.sha256` pins. Throws TransferError `base-…`.
 */
export async function baseFingerprint(modelFile: string): Promise<string> {
  const modelBytes = await readModelJson(modelFile);
  const hash = createHash('sha256').update(modelBytes);
  for (const group of await locateShards(parseManifest(modelBytes, modelFile), modelFile)) {
    hash.update(await readGroup(group, modelFile));
  }
  return hash.digest('hex');
}

/**
 * The paths of the files that a model.json takes its weights from.
 * @throws TransferError `base-…` where they are not all there
 */
export async function shardFiles(modelFile: string): Promise<string[]> {
  const groups = await locateShards(parseManifest(await readModelJson(modelFile), modelFile), modelFile);
  return groups.flatMap(({ shards }) => shards.map(({ file }) => file));
}

async function readModelJson(modelFile: string): Promise<Buffer> {
  const size = await sizeOf(modelFile);
  if (size > baseLimits.modelJsonBytes) {
    throw new TransferError(
      'base-format',
      `${modelFile} has ${bytesText(size)}, too much for a model.json. Give the model.json of a TF.js model.`,
    );
  }
  return readFile(modelFile);
}

interface LocatedShard {
  readonly file: string;
  readonly bytes: number;
}

interface LocatedGroup extends ShardGroup {
  readonly shards: readonly LocatedShard[];
}

/** Finds all shards and compares their sizes with what the weights need, before any of them is read. */
async function locateShards(manifest: BaseManifest, modelFile: string): Promise<LocatedGroup[]> {
  const folder = path.dirname(modelFile);
  const groups: LocatedGroup[] = [];
  for (const group of manifest.groups) {
    const shards: LocatedShard[] = [];
    for (const name of group.paths) shards.push(await locateShard(name, folder, modelFile));
    const found = shards.reduce((sum, { bytes }) => sum + bytes, 0);
    if (found !== group.bytes) {
      throw new TransferError(
        'base-damaged',
        `${namesOf(group.paths)} beside ${modelFile} hold ${found} bytes and its weights need ${group.bytes}. ` +
          'They are cut short or belong to another model; get them again.',
      );
    }
    groups.push({ ...group, shards });
  }
  const total = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > baseLimits.totalBytes) {
    throw new TransferError(
      'base-format',
      `The weights of ${modelFile} have ${bytesText(total)}; at most ` +
        `${bytesText(baseLimits.totalBytes)} can be read. Choose a smaller base.`,
    );
  }
  return groups;
}

function namesOf(paths: readonly string[]): string {
  const [first = 'No shards', ...others] = paths;
  const rest = others.length > 3 ? [`${others.length} others`] : others;
  return [first, ...rest].join(', ');
}

async function locateShard(name: string, folder: string, modelFile: string): Promise<LocatedShard> {
  const file = path.join(folder, name);
  const bytes = await sizeOf(file, ` It is listed in ${modelFile}; put it there or get the model again.`);
  const fromFolder = path.relative(await realpath(folder), await realpath(file));
  if (fromFolder.startsWith('..') || path.isAbsolute(fromFolder)) {
    throw new TransferError(
      'base-outside',
      `${file} is a link that leads out of the model's folder. Put the file itself there.`,
    );
  }
  return { file, bytes };
}

async function readGroup(group: LocatedGroup, modelFile: string): Promise<Buffer> {
  const whole = Buffer.alloc(group.bytes);
  let offset = 0;
  for (const { file, bytes } of group.shards) {
    const handle = await open(file, 'r').catch((error) => {
      throw unreadable(file, error);
    });
    try {
      const { bytesRead } = await handle.read(whole, offset, bytes, 0);
      if (bytesRead !== bytes) {
        throw new TransferError('base-damaged', `${file} changed while ${modelFile} was read. Try again.`);
      }
    } finally {
      await handle.close();
    }
    offset += bytes;
  }
  return whole;
}

async function sizeOf(file: string, advice = ' Check the path.'): Promise<number> {
  const facts = await stat(file).catch((error) => {
    throw unreadable(file, error, advice);
  });
  if (facts.isFile()) return facts.size;
  throw new TransferError('base-missing', `${file} is not a file.${advice}`);
}

function unreadable(file: string, error: unknown, advice = ''): TransferError {
  const code = errorCode(error) ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new TransferError('base-missing', `There is no file ${file}.${advice}`);
  }
  return new TransferError('base-missing', `${file} can't be read (${code}).${advice}`);
}
