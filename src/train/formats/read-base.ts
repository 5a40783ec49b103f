import { valuesIn } from '../../design/base/tensor-shape';
import { TransferError } from '../../design/transfer-error';
import { completeBatchNormalisation, type RewrittenBase } from '../network/batch-norm-rewrite';
import { inKnownLayers } from '../network/known-layers';
import type { LeftOutLayer } from '../network/read-topology';
import type { NetworkWeights, StoredWeight, WeightValues } from '../network/weight-values';
import { type Fields, isFields } from '../network/written-model';
import { fingerprintOf, locateFiles, recogniseBase, stampOfBase } from './base-files';
import type { BaseFiles, BaseFormat, OpenedBase } from './base-format';
import { configsSay } from './model-config';

/** The network of a base in layers that are known and train, without the values of its weights. */
export interface KnownBase extends OpenedBase, RewrittenBase {}

/** A base without the values of its weights. */
export interface OpenBase extends KnownBase {
  readonly format: BaseFormat;
  readonly files: BaseFiles;
}

/** A base with all of its weights, ready to be cut and built. */
export interface Base extends Omit<OpenBase, 'weights'> {
  readonly weights: NetworkWeights;
  readonly fingerprint: string;
}

/**
 * Opens the base that a file is, or that lies in a folder.
 * @param size height and width of the pictures, for a base that takes any
 * @throws TransferError `base-…` or TransferError where it is no usable base
 */
export async function openBase(place: string, size?: readonly [number, number]): Promise<OpenBase> {
  const found = await recogniseBase(place);
  const files = await locateFiles(found);
  const opened = await found.format.open(files, size);
  const says = saidTogether(opened.says, (await configsSay(files))?.says);
  return { ...(await asKnown({ ...opened, says })), format: found.format, files };
}

/** What lies beside a base was written for it, so it says more than what is known of the network. */
function saidTogether(base: unknown, beside: Fields | undefined): unknown {
  if (beside === undefined) return base;
  const own = isFields(base) ? base : {};
  const input = (says: Fields) => (isFields(says.input) ? says.input : {});
  return { ...own, ...beside, input: { ...input(own), ...input(beside) } };
}

/** The same network in layers that are known and train. @throws TransferError `base-layer` */
export async function asKnown(opened: OpenedBase): Promise<KnownBase> {
  const known = await inKnownLayers(opened.topology, opened.weights);
  const { rewrites, ...rewritten } = completeBatchNormalisation(known.topology, known.weights);
  const leftOut = opened.leftOut.map(leftOutSentence);
  return { ...opened, ...rewritten, rewrites: [...leftOut, ...rewrites] };
}

/**
 * Reads a base with all of its weights.
 * @param place its first file, or the folder that it lies in
 * @param size height and width of the pictures, for a base that takes any
 * @throws TransferError `base-…` or TransferError where it is no usable base
 */
export async function readBase(place: string, size?: readonly [number, number]): Promise<Base> {
  return withWeights(await openBase(place, size));
}

/**
 * The same base with all of its weights.
 * @throws TransferError `base-…` where its files are others by now, or no weights
 */
export async function withWeights(base: OpenBase): Promise<Base> {
  const { files } = base;
  const stamp = await stampOfBase(files);
  const fingerprint = await fingerprintOf(files);
  const weights = new Map<string, WeightValues>();
  for (const [name, { shape }] of base.weights) {
    weights.set(name, { shape, values: await readWeight(base, name) });
  }
  if ((await stampOfBase(files)) === stamp) return { ...base, weights, fingerprint };
  throw new TransferError('base-damaged', `${files.modelFile} was changed while it was read. Try again.`);
}

/**
 * The values of a weight of a base, which has it.
 * @throws TransferError `base-…` where they are not as many as its shape has, or one is no finite number
 */
export async function readWeight({ weights, files }: OpenBase, name: string): Promise<Float32Array> {
  const { shape, read } = weights.get(name) as StoredWeight;
  const values = await read();
  const place = values.length === valuesIn(shape) ? firstNotFinite(values) : values.length;
  if (place < 0) return values;
  const what = place < values.length ? `${values[place]} at place ${place}` : `${place} values`;
  throw new TransferError(
    'base-damaged',
    `The weight ${name} of ${files.modelFile} holds ${what}. ` +
      'The model is damaged or its training failed; get it again or choose another.',
  );
}

/** A plain loop: millions of values are looked at whenever a base is read. */
function firstNotFinite(values: Float32Array): number {
  for (let place = 0; place < values.length; place += 1) if (!Number.isFinite(values[place])) return place;
  return -1;
}

function leftOutSentence({ name, className }: LeftOutLayer): string {
  return `"${name}" (${className}) was left out: it does nothing when a network answers.`;
}
