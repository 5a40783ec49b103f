import { BaseProblem } from './base-problem';

/** model.json as far as its files are concerned. */
export interface BaseManifest {
  /** The whole parsed file, unchecked beyond what stands here. */
  readonly json: unknown;
  readonly groups: readonly ShardGroup[];
}

/** Shards that are read one after the other as one run of bytes, and the weights that lie in it in order. */
export interface ShardGroup {
  /** Names relative to model.json's folder, with `/`; none leads out of it. */
  readonly paths: readonly string[];
  readonly weights: readonly StoredWeight[];
  readonly bytes: number;
}

/** A weight as it lies in the shards. Its value is `stored · scale + min` where it is quantised to integers. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly stored: StoredType;
  readonly scale: number;
  readonly min: number;
  readonly values: number;
  readonly bytes: number;
}

export type StoredType = 'float32' | 'float16' | 'uint8' | 'uint16';

const bytesOfType: Readonly<Record<StoredType, number>> = { float32: 4, float16: 2, uint8: 1, uint16: 2 };

/**
 * Reads a model.json: that it is the JSON of a TF.js LayersModel, and what its weights manifest says.
 * @param where the file or address, for messages
 * @throws BaseProblem
 */
export function parseManifest(bytes: Buffer, where: string): BaseManifest {
  const json = parseLayersModel(bytes, where);
  if (!Array.isArray(json.weightsManifest) || json.weightsManifest.length === 0) {
    throw new BaseProblem(
      'base-format',
      `${where} describes a network without weights (no weightsManifest). Save the model with its weights.`,
    );
  }
  const groups = json.weightsManifest.map((group) => parseGroup(group, where));
  refuseRepeats(
    groups.flatMap(({ paths }) => paths.map((name) => name.toLowerCase())),
    'shard',
    where,
  );
  refuseRepeats(
    groups.flatMap(({ weights }) => weights.map(({ name }) => name)),
    'weight',
    where,
  );
  return { json, groups };
}

function parseLayersModel(bytes: Buffer, where: string): Record<string, unknown> {
  const otherFormat = formatByContent(bytes);
  if (otherFormat) throw new BaseProblem('base-format', `${where} is ${otherFormat}`);
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BaseProblem('base-damaged', `${where} is not valid JSON (${reason}). Get the file again.`);
  }
  if (!isRecord(json)) throw notAModel(where);
  const topology = json.modelTopology;
  if (json.format === 'graph-model' || (isRecord(topology) && 'node' in topology)) {
    throw new BaseProblem(
      'base-format',
      `${where} is a TF.js GraphModel, whose layers can't be cut or trained. ` +
        'Convert the original model again with --output_format=tfjs_layers_model.',
    );
  }
  if (json.format !== undefined && json.format !== 'layers-model') {
    throw new BaseProblem(
      'base-format',
      `${where} has the format ${JSON.stringify(json.format)}; "layers-model" is needed. ` +
        'Save or convert the model as a TF.js LayersModel.',
    );
  }
  if (!isRecord(topology)) throw notAModel(where);
  return json;
}

function notAModel(where: string): BaseProblem {
  return new BaseProblem(
    'base-format',
    `${where} is JSON but describes no network (no modelTopology). ` +
      'Give the model.json of a TF.js LayersModel.',
  );
}

/** What the file is instead of JSON, as the end of a sentence with the advice after it. */
function formatByContent(bytes: Buffer): string | undefined {
  const text = bytes.subarray(0, 64).toString('latin1').trimStart();
  if (text.startsWith('<')) {
    return 'a web page, not a model. Give the address of the file itself (often called "raw" or "download").';
  }
  if (text.startsWith('version https://git-lfs')) {
    return 'a Git LFS pointer, not the model. Run `git lfs pull` where it came from.';
  }
  if (text.startsWith('\x89HDF')) {
    return 'a Keras HDF5 file, of another format. Convert it with tensorflowjs_converter --input_format=keras.';
  }
  if (text.startsWith('PK\x03\x04')) {
    return 'a ZIP archive (.keras or .zip). Convert it to a TF.js LayersModel, or unpack it.';
  }
  return bytes.length === 0 ? 'empty. Get the file again.' : undefined;
}

function parseGroup(group: unknown, where: string): ShardGroup {
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw new BaseProblem('base-damaged', `The weightsManifest of ${where} is damaged. Get the file again.`);
  }
  const paths = group.paths.map((name) => parseShardName(name, where));
  refuseWrongOrder(paths, where);
  const weights = group.weights.map((weight) => parseWeight(weight, where));
  return { paths, weights, bytes: weights.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** A shard's name may lead below model.json's folder and nowhere else, on any system. */
function parseShardName(name: unknown, where: string): string {
  const text = typeof name === 'string' ? name : '';
  const parts = text.split('/');
  const inside = parts.every((part) => part !== '' && part !== '..' && part !== '.');
  const plain = !/[\\:?#%]/.test(text) && ![...text].some((letter) => letter < ' ');
  if (inside && plain && text.toLowerCase() !== 'model.json') return text;
  throw new BaseProblem(
    'base-outside',
    `${where} names the shard ${JSON.stringify(name)}, which is no plain name within its folder. ` +
      'Use a model whose shards lie beside its model.json.',
  );
}

/** The order decides which bytes are which weight, and wrong ones of equal size would pass unseen. */
function refuseWrongOrder(paths: readonly string[], where: string): void {
  const numbers = paths.map((name) => /shard(\d+)of(\d+)/.exec(name));
  if (!numbers.every((found) => found !== null)) return;
  const ordered = numbers.every(([, place, count], index) => {
    return Number(place) === index + 1 && Number(count) === paths.length;
  });
  if (ordered) return;
  throw new BaseProblem(
    'base-damaged',
    `${where} lists its shards as ${paths.join(', ')}: not all of them, or not in order, ` +
      'so weights would get the wrong values. Put them in order or get the model again.',
  );
}

function parseWeight(weight: unknown, where: string): StoredWeight {
  const { name, shape, dtype, quantization } = isRecord(weight) ? weight : {};
  if (typeof name !== 'string' || name === '' || !isShape(shape)) {
    const found = JSON.stringify(weight)?.slice(0, 80);
    throw new BaseProblem('base-damaged', `${where} lists a weight without name or shape: ${found}.`);
  }
  if (dtype !== 'float32') {
    throw new BaseProblem(
      'base-format',
      `The weight ${name} in ${where} has the type ${JSON.stringify(dtype)}; only float32 can be trained. ` +
        'Convert the model with float32 weights; where this is the count of a layer such as Normalization, ' +
        'which TensorFlow.js does not know, take that layer out of the model first.',
    );
  }
  const storage = parseStorage(quantization);
  if (!storage) {
    const found = JSON.stringify(quantization).slice(0, 80);
    throw new BaseProblem(
      'base-format',
      `The weight ${name} in ${where} is quantised in an unknown way (${found}). ` +
        'Convert the model without quantisation.',
    );
  }
  const values = shape.reduce((product, length) => product * length, 1);
  return { name, shape, ...storage, values, bytes: values * bytesOfType[storage.stored] };
}

function parseStorage(quantization: unknown): Pick<StoredWeight, 'stored' | 'scale' | 'min'> | undefined {
  if (quantization === undefined) return { stored: 'float32', scale: 1, min: 0 };
  if (!isRecord(quantization)) return undefined;
  const { dtype, scale, min } = quantization;
  if (dtype === 'float16') return { stored: 'float16', scale: 1, min: 0 };
  const isInteger = dtype === 'uint8' || dtype === 'uint16';
  if (!isInteger || !Number.isFinite(scale) || !Number.isFinite(min)) return undefined;
  return { stored: dtype, scale: Number(scale), min: Number(min) };
}

function refuseRepeats(names: readonly string[], what: string, where: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new BaseProblem('base-damaged', `${where} lists the ${what} ${repeated} twice. Get the model again.`);
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
