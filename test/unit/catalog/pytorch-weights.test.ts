import { describe, expect, it } from 'vitest';
import { readLegacyPyTorchFile } from '../../../src/catalog/pytorch-weights';
import { TransferError } from '../../../src/design/transfer-error';
import { magic, pickle, pytorchFile, rebuilt } from './support/pytorch-file';

const row = { shape: [3], strides: [1], stored: [1, 2, 3] };

const valuesIn = (bytes: Buffer, name: string) => [
  ...(readLegacyPyTorchFile(bytes).get(name)?.values() ?? []),
];

/** A file whose dictionary is this. */
const fileWith = (dictionary: Buffer, keys = pickle.list()) =>
  Buffer.concat([
    magic,
    pickle.whole(pickle.number(1001)),
    pickle.whole(pickle.dictionary(pickle.text('little_endian'), pickle.yes)),
    pickle.whole(dictionary),
    pickle.whole(keys),
  ]);

describe('a file of PyTorch weights', () => {
  it('gives its tensors by name, in the order of the file', () => {
    const file = pytorchFile({
      'b.weight': row,
      'a.weight': { shape: [2, 2], strides: [2, 1], stored: [1, 2, 3, 4] },
    });
    expect([...readLegacyPyTorchFile(file)].map(([name, { shape }]) => [name, shape])).toEqual([
      ['b.weight', [3]],
      ['a.weight', [2, 2]],
    ]);
    expect(valuesIn(file, 'a.weight')).toEqual([1, 2, 3, 4]);
  });

  it('gives the values of a transposed view in the order of its shape, not as they lie in the file', () => {
    const stored = [1, 2, 3, 4, 5, 6];
    const file = pytorchFile({ turned: { shape: [3, 2], strides: [1, 3], stored } });
    expect(valuesIn(file, 'turned')).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('gives a part of a storage from its offset on', () => {
    const file = pytorchFile({ part: { shape: [2], strides: [2], offset: 1, stored: [1, 2, 3, 4, 5] } });
    expect(valuesIn(file, 'part')).toEqual([2, 4]);
  });

  it('reads counters of whole numbers and tensors without an axis', () => {
    const file = pytorchFile({ steps: { shape: [], strides: [], stored: [250_000], type: 'LongStorage' } });
    expect(valuesIn(file, 'steps')).toEqual([250_000]);
  });

  it.each([
    [
      'calls a function of the system',
      pickle.call(pickle.name('os', 'system'), pickle.text('touch /tmp/x')),
      /names "os system"/,
    ],
    [
      'calls another function of the library that wrote it',
      pickle.name('torch._utils', '_rebuild_sparse_tensor'),
      /names "torch._utils _rebuild_sparse_tensor"/,
    ],
    ['makes a storage of its own', pickle.call(pickle.name('torch', 'FloatStorage')), /makes a storage/],
    ['uses an instruction that no file of weights needs', Buffer.from('i'), /uses the instruction "i"/],
    ['holds a number in place of tensors', pickle.number(3), /holds no dictionary/],
    [
      'holds other values among its tensors',
      pickle.dictionary(pickle.text('epoch'), pickle.number(3)),
      /no dictionary of named tensors, but epoch\./,
    ],
    ['calls what is no function', pickle.call(pickle.number(1)), /no call stands there/],
    ['leads outside', pickle.outside(pickle.text('file:///etc/passwd')), /storage is described wrongly/],
    ['names what is not there', Buffer.from('h\x09', 'latin1'), /before it is there/],
    [
      'names what is no text',
      Buffer.concat([pickle.list(), pickle.list(), Buffer.from('\x93', 'latin1')]),
      /a name is no text/,
    ],
    [
      'gives attributes to a number',
      Buffer.concat([pickle.number(1), pickle.none, Buffer.from('b')]),
      /no object/,
    ],
    ['takes from an empty stack', Buffer.from('R'), /value is missing/],
  ])('is refused where it %s', (_, dictionary, reason) => {
    expect(() => readLegacyPyTorchFile(fileWith(dictionary))).toThrow(TransferError);
    expect(() => readLegacyPyTorchFile(fileWith(dictionary))).toThrow(reason);
  });

  it.each([
    ['leads out of its values by its shape', { ...row, shape: [4] }],
    ['leads out of its values by a stride', { ...row, shape: [2], strides: [3] }],
    ['begins after its values', { ...row, offset: 3 }],
    ['repeats its values without end', { shape: [100_000, 100_000], strides: [0, 0], stored: [1] }],
  ])('refuses a tensor that %s', (_, tensor) => {
    expect(() => valuesIn(pytorchFile({ tensor }), 'tensor')).toThrow(TransferError);
  });

  it('is refused wherever it breaks off', () => {
    const whole = pytorchFile({ row });
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readLegacyPyTorchFile(whole.subarray(0, length))).toThrow(TransferError);
    }
  });

  it('is refused where a storage says another length than the tensors do', () => {
    const whole = pytorchFile({ row });
    const changed = Buffer.from(whole);
    changed.writeBigInt64LE(4n, whole.length - 3 * 4 - 8);
    expect(() => readLegacyPyTorchFile(changed)).toThrow(/another length/);
  });

  it('is refused where two storages of one key differ', () => {
    const dictionary = pickle.dictionary(
      ...[pickle.text('a'), rebuilt('same', row)],
      ...[pickle.text('b'), rebuilt('same', { ...row, stored: [1, 2, 3, 4] })],
    );
    expect(() => readLegacyPyTorchFile(fileWith(dictionary, pickle.list(pickle.text('same'))))).toThrow(
      /one key/,
    );
  });
});
