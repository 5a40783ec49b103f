import { halfTable } from '../half-table';

/** Floating-point numbers as files hold them, little endian. */
export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';

/** Widens numbers, or rounds those of 64 bits, into `target` from place `at` on. */
export function decodeFloats(bytes: Uint8Array, type: FloatType, target: Float32Array, at: number): void {
  // Numbers are seen in memory only from a place that is a multiple of their size.
  const { buffer } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const start = bytes.byteOffset % 8 === 0 ? bytes.byteOffset : 0;
  switch (type) {
    case 'float32':
      target.set(new Float32Array(buffer, start, bytes.length / 4), at);
      return;
    case 'float64':
      target.set(new Float64Array(buffer, start, bytes.length / 8), at);
      return;
    case 'float16': {
      const table = halfTable();
      const bits = new Uint16Array(buffer, start, bytes.length / 2);
      for (const [index, half] of bits.entries()) target[at + index] = table[half] ?? 0;
      return;
    }
    case 'bfloat16': {
      const wide = new Uint32Array(new Uint16Array(buffer, start, bytes.length / 2)).map(
        (bits) => bits << 16,
      );
      target.set(new Float32Array(wide.buffer), at);
    }
  }
}
