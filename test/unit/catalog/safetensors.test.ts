import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../src/catalog/safetensors';
import { TransferError } from '../../../src/design/transfer-error';

function safetensors(header: object | string, values: Buffer): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, values]);
}

const floats = (...values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);
const two = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('a safetensors file', () => {
  it('gives its tensors by name with their shapes and values', () => {
    const file = safetensors(
      {
        __metadata__: { format: 'pt' },
        b: { dtype: 'F32', shape: [1, 2], data_offsets: [8, 16] },
        a: two,
      },
      floats(1, 2, 3, 4),
    );
    const tensors = readSafetensors(file);
    expect([...tensors].map(([name, { shape, values }]) => [name, shape, [...values()]])).toEqual([
      ['a', [2], [1, 2]],
      ['b', [1, 2], [3, 4]],
    ]);
  });

  it.each([
    ['F16', Buffer.from('003c00c0', 'hex'), [1, -2]],
    ['BF16', Buffer.from('803f00c0', 'hex'), [1, -2]],
    ['F64', Buffer.from(Float64Array.from([0.5, -3]).buffer), [0.5, -3]],
    ['I64', Buffer.from(BigInt64Array.from([7n, -7n]).buffer), [7, -7]],
  ])('reads numbers of the type %s', (dtype, values, expected) => {
    const file = safetensors({ a: { dtype, shape: [2], data_offsets: [0, values.length] } }, values);
    expect([...(readSafetensors(file).get('a')?.values() ?? [])]).toEqual(expected);
  });

  it.each([
    ['overlap', { a: two, b: { ...two, data_offsets: [4, 12] } }, floats(1, 2, 3)],
    ['lie apart', { a: two, b: { ...two, data_offsets: [12, 20] } }, floats(1, 2, 3, 4, 5)],
    ['lead out of the file', { a: { ...two, shape: [4], data_offsets: [0, 16] } }, floats(1, 2)],
    ['leave bytes over', { a: two }, floats(1, 2, 3)],
    ['have another size than their shape', { a: { ...two, shape: [3] } }, floats(1, 2)],
    ['have sizes below nothing', { a: { ...two, shape: [-2] } }, floats(1, 2)],
    ['have a size that is no number', { a: { ...two, shape: ['2'] } }, floats(1, 2)],
    ['are of an unknown type', { a: { ...two, dtype: 'toString' } }, floats(1, 2)],
    ['are nothing', { a: null }, floats()],
  ])('is refused where its tensors %s', (_, header, values) => {
    expect(() => readSafetensors(safetensors(header, values))).toThrow(TransferError);
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is another file', Buffer.from('\x89HDF\r\n\x1a\n and more of it', 'latin1')],
    ['has a header that is no JSON', safetensors('{', floats())],
    ['has a header that is a list', safetensors('[]', floats())],
  ])('is refused where it %s', (_, file) => {
    expect(() => readSafetensors(file)).toThrow(TransferError);
  });

  it('is refused wherever it breaks off', () => {
    const whole = safetensors({ a: two }, floats(1, 2));
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow(TransferError);
  });
});
