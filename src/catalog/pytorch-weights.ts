import { isTransferError, TransferError } from '../design/transfer-error';
import { type PickleNames, type PickleValue, readPickle } from './pickle';
import { pytorchNames, type Storage, type StorageBytes, storageSize, tensorOf } from './pytorch-tensors';
import type { SourceTensor } from './source-tensor';
import { stateDictionary } from './state-dictionary';

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
 * @throws TransferError `weights-file`, also from `values`, where a tensor leads out of its storage; `weights-unfit`
 */
export function readLegacyPyTorchFile(bytes: Buffer): ReadonlyMap<string, SourceTensor> {
  if (!isLegacyPyTorchFile(bytes))
    throw new TransferError('weights-file', 'is no file of torch.save before version 1.6');
  return inSentences(() => {
    // Four pickles follow each other: the version, the machine, the dictionary, the storages' keys.
    const version = readPickle(bytes, beginning.length, nothing);
    const machine = readPickle(bytes, version.end, nothing);
    if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true)
      throw new TransferError('weights-file', 'it was written on a big-endian machine, or is damaged');
    const storages = new Map<string, Storage>();
    const dictionary = readPickle(bytes, machine.end, pytorchNames(storages));
    const keys = readPickle(bytes, dictionary.end, nothing);
    const contents = contentsOf(bytes, keys, storages);
    return namedTensors(dictionary.value, ({ key }) => contents.get(key));
  });
}

/** What is in a file as `torch.save` has written it since version 1.6, which is a ZIP archive. */
export interface PyTorchArchive {
  /** Its `data.pkl`. */
  readonly pickle: Buffer;
  /** Its `byteorder`, which is there since version 2.1. */
  readonly byteOrder?: string;
  /** By the key of a storage: its bytes. */
  readonly storages: ReadonlyMap<string, { readonly size: number; readonly bytes: StorageBytes }>;
}

/**
 * The same of a file of later versions.
 * @throws TransferError `weights-file`, also from `values`, where a tensor leads out of its storage; `weights-unfit`
 */
export function readPyTorchArchive(archive: PyTorchArchive): ReadonlyMap<string, SourceTensor> {
  return inSentences(() => {
    if (archive.byteOrder === 'big')
      throw new TransferError('weights-file', 'it was written on a big-endian machine');
    const { value } = readPickle(archive.pickle, 0, pytorchNames(new Map()));
    return namedTensors(value, (storage) => {
      const content = archive.storages.get(storage.key);
      if (content !== undefined && content.size !== storageSize(storage))
        throw new TransferError('weights-file', 'it is damaged: a storage has another length than it says');
      return content?.bytes;
    });
  });
}

function namedTensors(
  value: PickleValue,
  bytesIn: (storage: Storage) => StorageBytes | undefined,
): ReadonlyMap<string, SourceTensor> {
  const tensors = new Map<string, SourceTensor>();
  for (const [name, view] of stateDictionary(value)) {
    const bytes = bytesIn(view.storage);
    if (bytes === undefined) throw new TransferError('weights-file', `it lacks the values of ${name}`);
    tensors.set(name, tensorOf(name, view, bytes));
  }
  return tensors;
}

const nothing: PickleNames = {
  calls: new Map(),
  persistent: () => {
    throw new TransferError('weights-file', 'a value leads outside');
  },
};

/** The bytes of each storage: a count of eight bytes, then the values, in the order of the keys. */
function contentsOf(
  bytes: Buffer,
  { value: keys, end }: { readonly value: PickleValue; readonly end: number },
  storages: ReadonlyMap<string, Storage>,
): ReadonlyMap<string, StorageBytes> {
  if (!Array.isArray(keys)) throw new TransferError('weights-file', 'it is damaged: it lists no storages');
  const contents = new Map<string, StorageBytes>();
  let place = end;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined)
      throw new TransferError('weights-file', 'it is damaged: it lists a storage of no tensor');
    const begin = place + 8;
    const after = begin + storageSize(storage);
    if (after > bytes.length) throw new TransferError('weights-file', 'it breaks off: it is cut short');
    if (bytes.readBigInt64LE(place) !== BigInt(storage.length))
      throw new TransferError('weights-file', 'it is damaged: a storage has another length than it says');
    contents.set(storage.key, (start, length) => bytes.subarray(begin + start, begin + start + length));
    place = after;
  }
  return contents;
}

/** What goes wrong as the end of a sentence about the file. */
function inSentences<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (isTransferError(error, 'weights-file'))
      throw new TransferError('weights-file', `can't be read: ${error.message}`);
    if (isTransferError(error, 'weights-unfit'))
      throw new TransferError('weights-unfit', `${error.message}. ${savedAlone}`);
    throw error;
  }
}

const savedAlone =
  'A whole model or a checkpoint of a training script can’t be read as such: load it in Python, and save its weights alone with `torch.save(model.state_dict(), "weights.pth")`.';
