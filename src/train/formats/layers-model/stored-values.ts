import { halfTable } from '../half-table';
import type { ShardWeight } from './manifest';

/**
 * The values of a weight, as TensorFlow.js decodes them: 8 and 16 bit integers are `q · scale + min` rounded once
 * to 32 bits; 16 bit floats are widened exactly. Where it can, the result shares memory with `bytes`.
 * @param bytes of the weight, little endian
 */
export function decodeWeight(bytes: Buffer, weight: ShardWeight): Float32Array {
  return decoders[weight.stored](bytes, weight);
}

const decoders: Readonly<
  Record<ShardWeight['stored'], (bytes: Buffer, weight: ShardWeight) => Float32Array>
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

/** Bytes that lie at an odd place have to be moved before they can be seen as numbers. */
function aligned(bytes: Buffer, size: number): [ArrayBuffer, number] {
  const source = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return [source.buffer as ArrayBuffer, source.byteOffset];
}
