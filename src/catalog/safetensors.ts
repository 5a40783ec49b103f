import { TransferError } from '../design/transfer-error';
import type { SourceTensor } from './source-tensor';
import { numberReaders, type StoredNumbers } from './stored-numbers';

/** By the name that the format gives a type. */
const types: Readonly<Record<string, StoredNumbers>> = {
  ...{ F64: 'float64', F32: 'float32', F16: 'float16', BF16: 'bfloat16' },
  ...{ I64: 'int64', I32: 'int32', I16: 'int16', I8: 'int8', U8: 'uint8', BOOL: 'uint8' },
};

/** The format's own limit is 100 MB; names and shapes of a base's tensors take a hundredth of this. */
const longestHeader = 10_000_000;

/**
 * The tensors of a safetensors file, by name, in the order of their bytes: a header's length in 8 bytes, the header in
 * JSON, then the values (https://github.com/huggingface/safetensors#format). As the format wants it, they fill the file
 * without gap or overlap.
 *
 * @throws TransferError `weights-file`
 */
export function readSafetensors(bytes: Buffer): ReadonlyMap<string, SourceTensor> {
  const length = bytes.length >= 8 ? Number(bytes.readBigUInt64LE()) : Number.POSITIVE_INFINITY;
  if (length > Math.min(longestHeader, bytes.length - 8))
    throw new TransferError('weights-file', 'breaks off, or is no safetensors file');
  const entries = entriesIn(bytes.toString('utf8', 8, 8 + length));
  const values = bytes.subarray(8 + length);
  const inOrder = entries.toSorted((one, other) => one.begin - other.begin || one.end - other.end);
  let place = 0;
  for (const { name, begin, end, shape, type } of inOrder) {
    if (begin !== place || end > values.length)
      throw new TransferError('weights-file', `is damaged: ${name} does not lie where it should`);
    const size = shape.reduce((product, edge) => product * edge, numberReaders[type].bytes);
    if (end - begin !== size)
      throw new TransferError('weights-file', `is damaged: ${name} has another size than its shape`);
    place = end;
  }
  if (place !== values.length)
    throw new TransferError('weights-file', 'is damaged: it holds more bytes than its tensors');
  return new Map(inOrder.map((entry) => [entry.name, tensorOf(entry, values)]));
}

interface Entry {
  readonly name: string;
  readonly type: StoredNumbers;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function tensorOf({ type, shape, begin, end }: Entry, values: Buffer): SourceTensor {
  const { bytes, read } = numberReaders[type];
  const view = new DataView(values.buffer, values.byteOffset + begin, end - begin);
  return {
    shape,
    values: () => Float32Array.from({ length: (end - begin) / bytes }, (_, index) => read(view, index)),
  };
}

function entriesIn(header: string): readonly Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(header);
  } catch {
    throw new TransferError('weights-file', 'is no safetensors file: its header is no JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TransferError('weights-file', 'is no safetensors file: its header lists no tensors');
  return Object.entries(json).flatMap(([name, value]) =>
    name === '__metadata__' ? [] : [entryOf(name, value)],
  );
}

function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const type = typeof dtype === 'string' && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (type === undefined)
    throw new TransferError(
      'weights-file',
      `holds ${name} in the type ${JSON.stringify(dtype)}, which can't be read`,
    );
  const isSizes = (list: unknown): list is number[] =>
    Array.isArray(list) && list.length <= 8 && list.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    throw new TransferError('weights-file', `is damaged: ${name} is described wrongly`);
  return { name, type, shape, begin: offsets[0]!, end: offsets[1]! };
}
