import { describe, expect, it } from 'vitest';
import { decodeFloats, type FloatType } from '../../../../../src/train/formats/keras/float-values';

const bytesOf = (values: Float64Array | Float32Array | Uint16Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('floating-point numbers of a file', () => {
  it.each<[FloatType, Uint8Array]>([
    ['float16', bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001))],
    ['bfloat16', bytesOf(Uint16Array.of(0x3f80, 0xc000, 0x3380))],
    ['float32', bytesOf(Float32Array.of(1, -2, 2 ** -24))],
    ['float64', bytesOf(Float64Array.of(1, -2, 2 ** -24))],
  ])('are the same, and stand from their place on: %s', (type, bytes) => {
    // Once where they can be seen in memory as they lie, and once where not.
    for (const shift of [0, 1]) {
      const lying = new Uint8Array(bytes.length + shift).subarray(shift);
      lying.set(bytes);
      const target = new Float32Array(5);
      decodeFloats(lying, type, target, 2);
      expect([...target]).toEqual([0, 0, 1, -2, 2 ** -24]);
    }
  });
});
