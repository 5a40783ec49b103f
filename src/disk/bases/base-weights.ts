import { TransferError } from '../../design/transfer-error';
import type { StoredWeight } from './base-manifest';

/**
 * The values of a weight, as TensorFlow.js decodes them: 8 and 16 bit integers are `q · scale + min` rounded once
 * to 32 bits; 16 bit floats are widened exactly. Where it can, the result shares memory with `group`.
 * @param group the bytes of the whole group of shards, little endian
 * @param offset where the weight begins
 * @throws TransferError `base-…` for a value that is no finite number
 */
export function decodeWeight(
  group: Buffer,
  offset: number,
  weight: StoredWeight,
  modelFile: string,
): Float32Array {
  const bytes = group.subarray(offset, offset + weight.bytes);
  const values = decoders[weight.stored](bytes, weight);
  const place = firstNotFinite(values);
  if (place < 0) return values;
  throw new TransferError(
    'base-damaged',
    `The weight ${weight.name} of ${modelFile} holds ${values[place]} at place ${place}. ` +
      'The model is damaged or its training failed; get it again or choose another.',
  );
}

/** A plain loop: millions of values are looked at whenever a base is read. */
function firstNotFinite(values: Float32Array): number {
  for (let place = 0; place < values.length; place += 1) if (!Number.isFinite(values[place])) return place;
  return -1;
}

const decoders: Readonly<
  Record<StoredWeight['stored'], (bytes: Buffer, weight: StoredWeight) => Float32Array>
> = {
  float32: (bytes, { values }) => new Float32Array(...aligned(bytes, 4), values),
  float16: (bytes, { values }) => {
    const table = halfTable();
    return Float32Array.from(new Uint16Array(...aligned(bytes, 2), values), (half) => table[half] ?? 0);
  },
  uint8: (bytes, { scale, min }) => Float32Array.from(bytes, (value) => value * scale + min),
  uint16: (bytes, { values, scale, min }) =>
    Float32Array.from(new Uint16Array(...aligned(bytes, 2), values), (value) => value * scale + min),
};

/** A weight that lies after an odd number of bytes has to be moved before it can be seen as numbers. */
function aligned(bytes: Buffer, size: number): [ArrayBuffer, number] {
  const source = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return [source.buffer as ArrayBuffer, source.byteOffset];
}

let halves: Float32Array | undefined;

/** Every 16 bit float (IEEE 754 binary16) as a number. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return halves;
}
