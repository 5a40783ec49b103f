import type { ZipMember } from '../../../fixtures/zip-file';

/** Writes pickles and files of PyTorch's as `torch.save` did before version 1.6, and does since, without PyTorch. */

export type Pickled = Buffer;

const op = (sign: string, ...rest: readonly Buffer[]) =>
  Buffer.concat([Buffer.from(sign, 'latin1'), ...rest]);

const count = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

export const pickle = {
  text: (text: string): Pickled => op('X', count(Buffer.byteLength(text)), Buffer.from(text)),
  number: (value: number): Pickled => op('J', count(value)),
  yes: op('\x88'),
  no: op('\x89'),
  none: op('N'),
  name: (module: string, name: string): Pickled => op(`c${module}\n${name}\n`),
  tuple: (...values: readonly Pickled[]): Pickled => op('(', ...values, op('t')),
  list: (...values: readonly Pickled[]): Pickled => op(']', op('('), ...values, op('e')),
  dictionary: (...pairs: readonly Pickled[]): Pickled => op('}', op('('), ...pairs, op('u')),
  call: (callable: Pickled, ...given: readonly Pickled[]): Pickled =>
    op('', callable, pickle.tuple(...given), op('R')),
  outside: (id: Pickled): Pickled => op('', id, op('Q')),
  whole: (value: Pickled): Pickled => op('\x80\x02', value, op('.')),
};

export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset?: number;
  /** As they lie in the file. */
  readonly stored: readonly number[];
  readonly type?: string;
}

export const magic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

export function pytorchFile(tensors: Readonly<Record<string, WrittenTensor>>): Buffer {
  const entries = Object.entries(tensors);
  const pairs = entries.flatMap(([name, tensor]) => [pickle.text(name), rebuilt(name, tensor)]);
  return Buffer.concat([
    magic,
    pickle.whole(pickle.number(1001)),
    pickle.whole(pickle.dictionary(pickle.text('little_endian'), pickle.yes)),
    pickle.whole(pickle.dictionary(...pairs)),
    pickle.whole(pickle.list(...entries.map(([name]) => pickle.text(name)))),
    ...entries.map(([, tensor]) => contentOf(tensor)),
  ]);
}

export function rebuilt(key: string, { shape, strides, offset = 0, stored, type }: WrittenTensor): Pickled {
  const storage = pickle.outside(
    pickle.tuple(
      pickle.text('storage'),
      pickle.name('torch', type ?? 'FloatStorage'),
      pickle.text(key),
      pickle.text('cpu'),
      pickle.number(stored.length),
      pickle.none,
    ),
  );
  return pickle.call(
    pickle.name('torch._utils', '_rebuild_tensor_v2'),
    storage,
    pickle.number(offset),
    pickle.tuple(...shape.map(pickle.number)),
    pickle.tuple(...strides.map(pickle.number)),
    pickle.no,
    pickle.call(pickle.name('collections', 'OrderedDict')),
  );
}

/** The members of the ZIP archive that `torch.save` writes since version 1.6, with this dictionary or of these tensors. */
export function archiveMembers(
  tensors: Readonly<Record<string, WrittenTensor>>,
  dictionary = pickle.dictionary(
    ...Object.entries(tensors).flatMap(([name, tensor]) => [pickle.text(name), rebuilt(name, tensor)]),
  ),
): readonly ZipMember[] {
  return [
    { name: 'net/data.pkl', bytes: pickle.whole(dictionary) },
    { name: 'net/byteorder', bytes: Buffer.from('little') },
    ...Object.entries(tensors).map(([name, tensor]) => ({
      name: `net/data/${name}`,
      bytes: contentOf(tensor).subarray(8),
    })),
    { name: 'net/version', bytes: Buffer.from('3\n') },
  ];
}

function contentOf({ stored, type }: WrittenTensor): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(BigInt(stored.length));
  if (type !== 'LongStorage') return Buffer.concat([length, Buffer.from(Float32Array.from(stored).buffer)]);
  const values = Buffer.alloc(stored.length * 8);
  for (const [index, value] of stored.entries()) values.writeBigInt64LE(BigInt(value), index * 8);
  return Buffer.concat([length, values]);
}
