import { isTransferError, TransferError } from '../design/transfer-error';
import { type PickleNames, type PickleObject, type PickleValue, readPickle } from './pickle';
import { type SourceTensor, type StridedView, valuesInOrder } from './source-tensor';
import { numberReaders, type StoredNumbers } from './stored-numbers';

interface Storage extends PickleObject {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: StorageType;
  /** How many values it holds. */
  readonly length: number;
}

interface View extends PickleObject, StridedView {
  readonly kind: 'tensor';
  readonly storage: Storage;
}

interface StorageType extends PickleObject {
  readonly kind: 'type';
  readonly numbers: StoredNumbers;
}

const storageTypes: Readonly<Record<string, StoredNumbers>> = {
  ...{
    FloatStorage: 'float32',
    DoubleStorage: 'float64',
    HalfStorage: 'float16',
    BFloat16Storage: 'bfloat16',
  },
  // Counters, which are no layer's weights but stand among them.
  ...{ LongStorage: 'int64', IntStorage: 'int32' },
};

/** What `torch.save` of versions before 1.6 wrote first, of its magic number 0x1950a86a20f9469cfc6c. */
const beginning = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

/** Whether these are the first bytes of a file as `torch.save` of versions before 1.6 wrote it. */
export function isLegacyPyTorchFile(firstBytes: Buffer): boolean {
  return firstBytes.subarray(0, beginning.length).equals(beginning);
}

/**
 * The tensors of a state dictionary, by name, in the file's order. Nothing in the file is run.
 *
 * @param bytes a file as `torch.save` of versions before 1.6 wrote it
 * @throws TransferError `weights-file`; also from `values`, where a tensor leads out of its storage
 */
export function readLegacyPyTorchFile(bytes: Buffer): ReadonlyMap<string, SourceTensor> {
  if (!isLegacyPyTorchFile(bytes))
    throw new TransferError('weights-file', 'is no file of torch.save before version 1.6');
  try {
    return tensorsIn(bytes);
  } catch (error) {
    if (isTransferError(error, 'weights-file'))
      throw new TransferError('weights-file', `can't be read: ${error.message}`);
    throw error;
  }
}

function tensorsIn(bytes: Buffer): ReadonlyMap<string, SourceTensor> {
  // Four pickles follow each other: the version, the machine, the dictionary, the storages' keys.
  const version = readPickle(bytes, beginning.length, nothing);
  const machine = readPickle(bytes, version.end, nothing);
  if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true)
    throw new TransferError('weights-file', 'was written on a big-endian machine, or is damaged');
  const storages = new Map<string, Storage>();
  const dictionary = readPickle(bytes, machine.end, namesWith(storages));
  const keys = readPickle(bytes, dictionary.end, nothing);
  const contents = contentsOf(bytes, keys, storages);
  if (!(dictionary.value instanceof Map))
    throw new TransferError('weights-file', 'holds no dictionary of tensors');
  const tensors = new Map<string, SourceTensor>();
  for (const [name, value] of dictionary.value) {
    if (typeof name !== 'string' || !isView(value))
      throw new TransferError(
        'weights-file',
        'holds something other than named tensors (save the state_dict alone)',
      );
    const content = contents.get(value.storage.key);
    if (content === undefined) throw new TransferError('weights-file', `lacks the values of ${name}`);
    tensors.set(name, { shape: value.shape, values: () => valuesOf(name, value, content) });
  }
  return tensors;
}

const nothing: PickleNames = {
  calls: new Map(),
  persistent: () => {
    throw new TransferError('weights-file', 'a value leads outside');
  },
};

/** What a dictionary of tensors may name. Storages are noted as they are met. */
function namesWith(storages: Map<string, Storage>): PickleNames {
  const typeCalls = Object.entries(storageTypes).map(
    ([name, numbers]) => [`torch ${name}`, asType({ kind: 'type', numbers })] as const,
  );
  return {
    calls: new Map([
      ['collections OrderedDict', () => new Map()],
      ['torch._utils _rebuild_tensor_v2', rebuiltTensor],
      ...typeCalls,
    ]),
    persistent: (id) => {
      const storage = storageOf(id);
      const known = storages.get(storage.key);
      if (known && (known.type.numbers !== storage.type.numbers || known.length !== storage.length))
        throw new TransferError('weights-file', 'is damaged: two storages have one key');
      storages.set(storage.key, storage);
      return storage;
    },
  };
}

/** A type stands in the file as a name; it is never called there. */
function asType(type: StorageType): () => PickleValue {
  const call = () => {
    throw new TransferError('weights-file', 'is damaged: it makes a storage of its own');
  };
  typesOfCalls.set(call, type);
  return call;
}

const typesOfCalls = new WeakMap<object, StorageType>();

function storageOf(id: PickleValue): Storage {
  const [what, call, key, , length] = Array.isArray(id) ? id : [];
  const type = typeof call === 'function' ? typesOfCalls.get(call) : undefined;
  if (what !== 'storage' || type === undefined || typeof key !== 'string' || !isSize(length))
    throw new TransferError('weights-file', 'is damaged: a storage is described wrongly');
  return { kind: 'storage', key, type, length };
}

function rebuiltTensor(given: readonly PickleValue[]): PickleValue {
  const [storage, offset, shape, strides] = given;
  if (
    !isStorage(storage) ||
    !isSize(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    shape.length !== strides.length
  )
    throw new TransferError('weights-file', 'is damaged: a tensor is described wrongly');
  const view: View = { kind: 'tensor', storage, offset, shape, strides };
  return view;
}

/** The bytes of each storage: a count of eight bytes, then the values, in the order of the keys. */
function contentsOf(
  bytes: Buffer,
  { value: keys, end }: { readonly value: PickleValue; readonly end: number },
  storages: ReadonlyMap<string, Storage>,
): ReadonlyMap<string, Buffer> {
  if (!Array.isArray(keys)) throw new TransferError('weights-file', 'is damaged: it lists no storages');
  const contents = new Map<string, Buffer>();
  let place = end;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined)
      throw new TransferError('weights-file', 'is damaged: it lists a storage of no tensor');
    const begin = place + 8;
    const after = begin + storage.length * numberReaders[storage.type.numbers].bytes;
    if (after > bytes.length) throw new TransferError('weights-file', 'breaks off: it is cut short');
    if (bytes.readBigInt64LE(place) !== BigInt(storage.length))
      throw new TransferError('weights-file', 'is damaged: a storage has another length than it says');
    contents.set(storage.key, bytes.subarray(begin, after));
    place = after;
  }
  return contents;
}

/** Converted files hold views: a transposed tensor's values lie in another order than its shape's. */
function valuesOf(name: string, { storage, offset, shape, strides }: View, content: Buffer): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), offset);
  if (size > 0 && last >= storage.length)
    throw new TransferError('weights-file', `is damaged: ${name} leads out of its values`);
  if (size > storage.length)
    throw new TransferError('weights-file', `is damaged: ${name} has more values than are there`);
  const { read } = numberReaders[storage.type.numbers];
  const bytes = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return valuesInOrder((place) => read(bytes, place), { shape, strides, offset });
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isSize);
}

function isStorage(value: PickleValue | undefined): value is Storage {
  return isOfKind(value, 'storage');
}

function isView(value: PickleValue): value is View {
  return isOfKind(value, 'tensor');
}

function isOfKind(value: PickleValue | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
