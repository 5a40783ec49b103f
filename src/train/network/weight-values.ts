import { TransferError } from '../../design/transfer-error';

/** One tensor of weights in plain memory. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights by the name `layer/weight`, e.g. `conv1/kernel`. */
export type NetworkWeights = ReadonlyMap<string, WeightValues>;

/** One tensor of weights that is not read before it is asked for. */
export interface StoredWeight {
  readonly shape: readonly number[];
  /** Its values, as many as the shape has; what they are is unchecked. */
  read(): Promise<Float32Array>;
}

/** Those of a base's files, by the name `layer/weight`. */
export type StoredWeights = ReadonlyMap<string, StoredWeight>;

/** @throws TransferError `base-weights` where a tensor's shape is not the one that its layer needs */
export function requireShape(
  name: string,
  shape: readonly number[],
  needed: readonly (number | null)[],
): void {
  if (shape.join() === needed.join()) return;
  throw new TransferError(
    'base-weights',
    `The weights "${name}" have the shape [${shape}] where the layer needs [${needed}]. The layers and the weights of the base do not belong together; convert or copy the base again.`,
  );
}

/** The layer a weight belongs to: all of its name before the last slash. */
export function layerOfWeight(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** Statistics that batch normalisation keeps change by the batches that they see, and not down a gradient. */
export function isStatistic(weight: string): boolean {
  return /\/moving_(mean|variance)$/.test(weight);
}

export function sameShape(one: WeightValues, other: WeightValues): boolean {
  return one.shape.join() === other.shape.join() && one.values.length === other.values.length;
}

/** Whether two tensors have the same shape and, bit for bit, the same values. */
export function sameBits(one: WeightValues, other: WeightValues): boolean {
  return sameShape(one, other) && bytesOf(one.values).equals(bytesOf(other.values));
}

export function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
