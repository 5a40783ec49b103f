/** Numbers as files of weights store them, little-endian. */
export type StoredNumbers =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8';

interface NumberReader {
  readonly bytes: number;
  /** The number at a place, counted in numbers. */
  readonly read: (from: DataView, index: number) => number;
}

/** How each type is read. Whole numbers are counters, which stand among weights and are none. */
export const numberReaders: Readonly<Record<StoredNumbers, NumberReader>> = {
  float64: { bytes: 8, read: (from, index) => from.getFloat64(index * 8, true) },
  float32: { bytes: 4, read: (from, index) => from.getFloat32(index * 4, true) },
  float16: { bytes: 2, read: (from, index) => halfNumber(from.getUint16(index * 2, true)) },
  bfloat16: { bytes: 2, read: (from, index) => upperHalf(from.getUint16(index * 2, true)) },
  int64: { bytes: 8, read: (from, index) => Number(from.getBigInt64(index * 8, true)) },
  int32: { bytes: 4, read: (from, index) => from.getInt32(index * 4, true) },
  int16: { bytes: 2, read: (from, index) => from.getInt16(index * 2, true) },
  int8: { bytes: 1, read: (from, index) => from.getInt8(index) },
  uint8: { bytes: 1, read: (from, index) => from.getUint8(index) },
};

/** A 16 bit float (IEEE 754 binary16) as a number, by its bits. */
export function halfNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** A bfloat16 is the upper half of a binary32. */
function upperHalf(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
