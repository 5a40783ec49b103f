import { valuesIn } from '../design/base/tensor-shape';
import { TransferError } from '../design/transfer-error';
import type { PickleCall, PickleNames, PickleObject, PickleValue } from './pickle';
import { type SourceTensor, type StridedView, valuesInOrder } from './source-tensor';
import { numberReaders, type StoredNumbers } from './stored-numbers';

/** A run of numbers in the file, which tensors are views of. */
export interface Storage extends PickleObject {
  readonly kind: 'storage';
  readonly key: string;
  readonly numbers: StoredNumbers;
  /** How many numbers it holds. */
  readonly length: number;
}

export interface TensorView extends PickleObject, StridedView {
  readonly kind: 'tensor';
  readonly storage: Storage;
}

/** Some of a storage's bytes; all that is asked for is there. */
export type StorageBytes = (start: number, length: number) => Buffer;

const storageTypes: Readonly<Record<string, StoredNumbers>> = {
  ...{
    FloatStorage: 'float32',
    DoubleStorage: 'float64',
    HalfStorage: 'float16',
    BFloat16Storage: 'bfloat16',
  },
  // Counters and masks, which are no layer's weights but stand among them.
  ...{ LongStorage: 'int64', IntStorage: 'int32', ShortStorage: 'int16', CharStorage: 'int8' },
  ...{ ByteStorage: 'uint8', BoolStorage: 'uint8' },
};

/**
 * What a training script keeps beside the weights. It is not looked into, and nothing of it is run: a call of it is a
 * value like any other.
 */
const besideWeights: readonly string[] = [
  'argparse Namespace',
  'torch device',
  ...['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'].map(
    (type) => `torch ${type}`,
  ),
  ...['__builtin__ set', 'builtins set', '_codecs encode', 'numpy dtype', 'numpy ndarray'],
  ...['numpy.core.multiarray', 'numpy._core.multiarray'].flatMap((module) => [
    `${module} scalar`,
    `${module} _reconstruct`,
  ]),
];

/**
 * What a file of PyTorch's may name.
 * @param storages gets each storage as it is met, by its key
 */
export function pytorchNames(storages: Map<string, Storage>): PickleNames {
  const types = new Map<PickleCall, StoredNumbers>();
  const calls = new Map<string, PickleCall>([
    ['collections OrderedDict', () => new Map()],
    ['collections Counter', () => new Map()],
    ['torch Size', ([sizes]) => sizes ?? []],
    ['torch._utils _rebuild_tensor', rebuiltTensor],
    ['torch._utils _rebuild_tensor_v2', rebuiltTensor],
    ['torch._utils _rebuild_parameter', ([tensor]) => tensor ?? null],
    ...besideWeights.map((name) => [name, () => ({ kind: 'other' })] as const),
  ]);
  for (const [name, numbers] of Object.entries(storageTypes)) {
    // A type stands in the file as a name; it is never called there.
    const type = () => {
      throw new TransferError('weights-file', 'it is damaged: it makes a storage of its own');
    };
    types.set(type, numbers);
    calls.set(`torch ${name}`, type);
  }
  return {
    calls,
    persistent: (id) => {
      const [what, type, key, , length] = Array.isArray(id) ? id : [];
      const numbers = typeof type === 'function' ? types.get(type) : undefined;
      if (what !== 'storage' || numbers === undefined || typeof key !== 'string' || !isSize(length))
        throw new TransferError('weights-file', 'it is damaged: a storage is described wrongly');
      const known = storages.get(key);
      if (known && (known.numbers !== numbers || known.length !== length))
        throw new TransferError('weights-file', 'it is damaged: two storages have one key');
      const storage: Storage = { kind: 'storage', key, numbers, length };
      storages.set(key, storage);
      return storage;
    },
  };
}

function rebuiltTensor(given: readonly PickleValue[]): PickleValue {
  const [storage, offset, shape, strides] = given;
  if (
    !isOfKind<Storage>(storage, 'storage') ||
    !isSize(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    shape.length !== strides.length
  )
    throw new TransferError('weights-file', 'it is damaged: a tensor is described wrongly');
  const view: TensorView = { kind: 'tensor', storage, offset, shape, strides };
  return view;
}

export function isTensor(value: PickleValue | undefined): value is TensorView {
  return isOfKind<TensorView>(value, 'tensor');
}

/** How many bytes a storage has. */
export function storageSize({ length, numbers }: Storage): number {
  return length * numberReaders[numbers].bytes;
}

/**
 * A tensor of the file; where it leads out of its storage, `values` throws TransferError `weights-file`. Converted files
 * hold views: a transposed tensor's values lie in another order than its shape's.
 */
export function tensorOf(name: string, view: TensorView, bytes: StorageBytes): SourceTensor {
  const { shape, strides, offset, storage } = view;
  const size = valuesIn(shape);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset);
  const values = () => {
    if (size === 0) return new Float32Array(0);
    if (last >= storage.length)
      throw new TransferError('weights-file', `is damaged: ${name} leads out of its values`);
    if (size > storage.length)
      throw new TransferError('weights-file', `is damaged: ${name} has more values than are there`);
    const { bytes: width, read } = numberReaders[storage.numbers];
    const content = bytes(offset * width, (last + 1 - offset) * width);
    const from = new DataView(content.buffer, content.byteOffset, content.byteLength);
    return valuesInOrder((place) => read(from, place), { shape, strides, offset: 0 });
  };
  return { shape, values };
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isSize);
}

function isOfKind<Kind extends PickleObject>(
  value: PickleValue | undefined,
  kind: Kind['kind'],
): value is Kind {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
