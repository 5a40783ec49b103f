import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import type { FileGroup } from '../../../disk/bases/base-look';
import { graphModel } from '../refused-formats';

/** model.json as far as its files are concerned. */
export interface Manifest {
  /** The whole parsed file, unchecked beyond what stands here. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly groups: readonly ShardGroup[];
}

/** Shards, and the weights that lie in them in order. */
export interface ShardGroup extends FileGroup {
  readonly weights: readonly ShardWeight[];
}

/** A weight as it lies in the shards. Its value is `stored · scale + min` where it is quantised to integers. */
export interface ShardWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether it is one of a layer's numbers. Counters, states of random layers and of an optimizer only take up bytes. */
  readonly isUsable: boolean;
  readonly stored: StoredType;
  readonly scale: number;
  readonly min: number;
  readonly values: number;
  readonly bytes: number;
}

export type StoredType = 'float32' | 'float16' | 'uint8' | 'uint16';

const bytesOfType: Readonly<Record<StoredType, number>> = { float32: 4, float16: 2, uint8: 1, uint16: 2 };

/** Types that no layer trains with, by their bytes: TensorFlow.js writes them beside a layer's numbers. */
const bytesOfOtherTypes: ReadonlyMap<unknown, number> = new Map([
  ['int32', 4],
  ['bool', 1],
  ['complex64', 8],
]);

/** Of a weight, in letters. */
const longestName = 500;

/**
 * Reads a model.json: that it is the JSON of a TF.js LayersModel, and what its weights manifest says.
 * @param where the file or address, for messages
 * @throws TransferError `base-…`
 */
export function parseManifest(bytes: Buffer, where: string): Manifest {
  const json = parseLayersModel(bytes, where);
  if (!Array.isArray(json.weightsManifest) || json.weightsManifest.length === 0) {
    throw new TransferError(
      'base-format',
      `${where} describes a network without weights (no weightsManifest). Save the model with its weights.`,
    );
  }
  const groups = json.weightsManifest.map((group, index) => parseGroup(group, index, where));
  const usable = groups.flatMap(({ weights }) => weights.filter(({ isUsable }) => isUsable));
  refuseRepeats(
    usable.map(({ name }) => name),
    where,
  );
  return { json, groups };
}

function parseLayersModel(bytes: Buffer, where: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new TransferError(
      'base-damaged',
      `${where} is not valid JSON${placeOf(error)}. Get the file again.`,
    );
  }
  if (!isRecord(json)) throw notAModel(where);
  const topology = json.modelTopology;
  // Its own format tells it by how it begins, which need not be how it says so.
  if (json.format === 'graph-model' || (isRecord(topology) && 'node' in topology)) {
    throw new TransferError('base-format', graphModel.refusal(where));
  }
  if (json.format !== undefined && json.format !== 'layers-model') {
    throw new TransferError(
      'base-format',
      `${where} has the format ${quoted(json.format)}; "layers-model" is needed. ` +
        'Save or convert the model as a TF.js LayersModel.',
    );
  }
  if (!isRecord(topology)) throw notAModel(where);
  return json;
}

/** Where JSON breaks off. The parser's own sentence quotes the text, which may be anything that a server answered. */
function placeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0];
  if (place !== undefined) return ` (${place})`;
  return message.includes('end of JSON') ? ' (it breaks off)' : '';
}

function notAModel(where: string): TransferError {
  return new TransferError(
    'base-format',
    `${where} is JSON but describes no network (no modelTopology). ` +
      'Give the model.json of a TF.js LayersModel.',
  );
}

function parseGroup(group: unknown, index: number, where: string): ShardGroup {
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw new TransferError(
      'base-damaged',
      `The weightsManifest of ${where} is damaged. Get the file again.`,
    );
  }
  const names = group.paths.map((name) => shardName(name));
  refuseWrongOrder(names, where);
  const weights = group.weights.map((weight, place) =>
    parseWeight(weight, `weight ${place + 1} of group ${index + 1}`, where),
  );
  const bytes = weights.reduce((sum, weight) => sum + weight.bytes, 0);
  return { names, weights, bytes };
}

/** `./` at the beginning of a shard's name, as TensorFlow.js writes for downloads, is left out. */
function shardName(name: unknown): string {
  return typeof name === 'string' ? name.replace(/^(?:\.\/)+/, '') : '';
}

/** The order decides which bytes are which weight, and wrong ones of equal size would pass unseen. */
function refuseWrongOrder(paths: readonly string[], where: string): void {
  const numbers = paths.map((name) => /shard(\d+)of(\d+)/.exec(name));
  if (!numbers.every((found) => found !== null)) return;
  const ordered = numbers.every(([, place, count], index) => {
    return Number(place) === index + 1 && Number(count) === paths.length;
  });
  if (ordered) return;
  throw new TransferError(
    'base-damaged',
    `${where} lists its shards as ${shortened(paths.join(', '))}: not all of them, or not in order, ` +
      'so weights would get the wrong values. Put them in order or get the model again.',
  );
}

function parseWeight(weight: unknown, which: string, where: string): ShardWeight {
  const { name, shape, dtype, quantization, group } = isRecord(weight) ? weight : {};
  if (typeof name !== 'string' || name === '' || !isShape(shape)) {
    throw new TransferError('base-damaged', `In ${where}, ${which} is without name or shape. Get it again.`);
  }
  if (name.length > longestName) {
    throw new TransferError(
      'base-damaged',
      `In ${where}, the name of ${which} has ${name.length} letters, which no layer's has. Get it again.`,
    );
  }
  const values = valuesIn(shape);
  if (!Number.isSafeInteger(values)) {
    throw new TransferError(
      'base-damaged',
      `The weight ${shortened(name)} in ${where} has a shape that can't be. Get it again.`,
    );
  }
  const storage = parseStorage(dtype, quantization);
  if (!storage) {
    const isQuantised = quantization !== undefined;
    throw new TransferError(
      'base-format',
      isQuantised
        ? `The weight ${shortened(name)} in ${where} is quantised in an unknown way (${quoted(quantization)}). ` +
            'Convert the model without quantisation.'
        : `The weight ${shortened(name)} in ${where} has the type ${quoted(dtype)}, which can't be read. ` +
            'Convert the model with float32 weights.',
    );
  }
  const { bytesOfValue, ...rest } = storage;
  const isUsable = rest.isUsable && group !== 'optimizer';
  return { name, shape, ...rest, isUsable, values, bytes: values * bytesOfValue };
}

type Storage = Pick<ShardWeight, 'stored' | 'scale' | 'min' | 'isUsable'> & {
  readonly bytesOfValue: number;
};

/** How TensorFlow.js stores a weight of a type; undefined where it does not. */
function parseStorage(dtype: unknown, quantization: unknown): Storage | undefined {
  const stored = (type: StoredType, scale = 1, min = 0): Storage => {
    const isUsable = dtype === 'float32' || dtype === 'float16';
    return { stored: type, scale, min, isUsable, bytesOfValue: bytesOfType[type] };
  };
  if (quantization === undefined) {
    if (dtype === 'float32' || dtype === 'float16') return stored(dtype);
    const bytesOfValue = bytesOfOtherTypes.get(dtype);
    return bytesOfValue === undefined ? undefined : { ...stored('uint8'), bytesOfValue };
  }
  if (!isRecord(quantization) || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
  const { dtype: type, scale, min } = quantization;
  if (type === 'float16') return dtype === 'float32' ? stored('float16') : undefined;
  const isInteger = type === 'uint8' || type === 'uint16';
  if (!isInteger || !Number.isFinite(scale) || !Number.isFinite(min)) return undefined;
  return stored(type, Number(scale), Number(min));
}

function refuseRepeats(names: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new TransferError(
        'base-damaged',
        `${where} lists the weight ${shortened(name)} twice. Get the model again.`,
      );
    }
    seen.add(name);
  }
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of the file as a message shows it: it may be anything, and as much of it as the file has. */
function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(typeof value === 'string' ? shortened(value) : value) ?? 'undefined';
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
