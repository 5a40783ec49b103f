import { numberReaders, type StoredNumbers } from '../../../catalog/stored-numbers';
import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType } from '../../onnx/onnx_pb';

const type = TensorProto_DataType;

/** How a type's numbers lie in `raw_data`. Types that none of a picture's networks have are missing, text among them. */
const storedTypes: Readonly<Partial<Record<TensorProto_DataType, StoredType>>> = {
  [type.FLOAT]: { bytes: 4, numbers: 'float32' },
  [type.DOUBLE]: { bytes: 8, numbers: 'float64' },
  [type.FLOAT16]: { bytes: 2, numbers: 'float16' },
  [type.BFLOAT16]: { bytes: 2, numbers: 'bfloat16' },
  [type.INT64]: { bytes: 8, numbers: 'int64' },
  [type.INT32]: { bytes: 4, numbers: 'int32' },
  [type.INT16]: { bytes: 2, numbers: 'int16' },
  [type.INT8]: { bytes: 1, numbers: 'int8' },
  [type.UINT8]: { bytes: 1, numbers: 'uint8' },
  [type.BOOL]: { bytes: 1, numbers: 'uint8' },
  [type.UINT16]: { bytes: 2 },
  [type.UINT32]: { bytes: 4 },
  [type.UINT64]: { bytes: 8 },
};

interface StoredType {
  readonly bytes: number;
  /** Without it, its numbers are handed on and never looked at. */
  readonly numbers?: StoredNumbers;
}

/** A tensor of an ONNX file whose numbers are as many as its shape has. */
export interface OnnxTensor {
  readonly proto: TensorProto;
  readonly type: TensorProto_DataType;
  readonly shape: readonly number[];
  /** Where its numbers lie, if that is a file beside the model. */
  readonly outside?: OutsideBytes;
}

export interface OutsideBytes {
  /** As the file says it, without `./` at its beginning. */
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Of one tensor, in values: two gigabytes of float32. */
const mostValues = 2 ** 29;

/** Of a file, in letters. */
const longestName = 500;

/** @throws TransferError `base-damaged` where its numbers are not as many as its shape has, `base-format` for a type that can't be read */
export function readTensor(proto: TensorProto, file: string): OnnxTensor {
  const shape = proto.dims.map(Number);
  const values = valuesIn(shape);
  if (!shape.every((edge) => Number.isSafeInteger(edge) && edge >= 0) || !(values <= mostValues)) {
    throw damaged(proto, file, `has the shape [${shape.join(', ').slice(0, 80)}], which can't be`);
  }
  const stored = storedTypes[proto.dataType as TensorProto_DataType];
  if (stored === undefined) {
    throw new TransferError(
      'base-format',
      `The tensor ${inQuotes(proto.name)} in ${file} is of type ${type[proto.dataType] ?? proto.dataType}, which can't be read. Export the model with float32 weights.`,
    );
  }
  const tensor = { proto, shape, type: proto.dataType as TensorProto_DataType };
  const needed = values * stored.bytes;
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    return { ...tensor, outside: outsideBytes(proto, needed, file) };
  }
  const found = proto.rawData.length > 0 ? proto.rawData.length : listOf(proto).length * stored.bytes;
  if (found !== needed) {
    throw damaged(proto, file, `holds ${found} bytes where its shape [${shape.join(', ')}] needs ${needed}`);
  }
  return tensor;
}

function outsideBytes(proto: TensorProto, needed: number, file: string): OutsideBytes {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  if (location.length > longestName) {
    throw damaged(proto, file, `lies in a file whose name has ${location.length} letters`);
  }
  const offset = Number(entries.get('offset') ?? 0);
  const bytes = Number(entries.get('length') ?? needed);
  if (!Number.isSafeInteger(offset) || offset < 0 || bytes !== needed) {
    throw damaged(
      proto,
      file,
      `takes ${inQuotes(String(entries.get('length')))} bytes from ${inQuotes(String(entries.get('offset')))} of another file, where it needs ${needed}`,
    );
  }
  return { file: location.replace(/^(?:\.\/)+/, ''), offset, bytes };
}

function damaged(proto: TensorProto, file: string, why: string): TransferError {
  return new TransferError(
    'base-damaged',
    `The tensor ${inQuotes(proto.name)} in ${file} ${why}. Get the file again.`,
  );
}

export function inQuotes(text: string): string {
  const plain = [...text.slice(0, 80)].map((letter) => (letter < ' ' ? '?' : letter)).join('');
  return `"${plain}${text.length > 80 ? '...' : ''}"`;
}

/** The numbers that lie in the message itself, each type in the list that the schema gives it. */
function listOf(proto: TensorProto): readonly (number | bigint)[] {
  switch (proto.dataType) {
    case type.FLOAT:
      return proto.floatData;
    case type.DOUBLE:
      return proto.doubleData;
    case type.INT64:
      return proto.int64Data;
    case type.UINT32:
    case type.UINT64:
      return proto.uint64Data;
    default:
      return proto.int32Data;
  }
}

/** All numbers of a tensor that lies in the model's file, as many as its shape has. */
export function numbersIn({ proto, shape, type: of }: OnnxTensor): number[] {
  if (proto.rawData.length === 0) {
    const list = listOf(proto);
    // In the list, 16 bit floats are their bits.
    const isHalf = of === type.FLOAT16 || of === type.BFLOAT16;
    return isHalf ? numbersFrom(bitsOf(list), of, valuesIn(shape)) : Array.from(list, Number);
  }
  return numbersFrom(proto.rawData, of, valuesIn(shape));
}

function bitsOf(list: readonly (number | bigint)[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(list, Number).buffer);
}

function numbersFrom(bytes: Uint8Array, of: TensorProto_DataType, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = numberReaders[storedTypes[of]?.numbers ?? 'uint8'];
  return Array.from({ length: count }, (_, place) => reader.read(view, place));
}

/** The numbers of a tensor of floats as 32 bit floats; wider ones are rounded, narrower ones the same. */
export function floatsIn(tensor: OnnxTensor, outside?: Uint8Array): Float32Array {
  const { proto, shape, type: of } = tensor;
  const bytes = outside ?? (proto.rawData.length > 0 ? proto.rawData : undefined);
  if (bytes === undefined) return Float32Array.from(of === type.FLOAT ? proto.floatData : numbersIn(tensor));
  const count = valuesIn(shape);
  if (of !== type.FLOAT) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { read } = numberReaders[storedTypes[of]?.numbers ?? 'float32'];
    const floats = new Float32Array(count);
    for (let place = 0; place < count; place += 1) floats[place] = read(view, place);
    return floats;
  }
  // What lies at an odd place has to be moved before it can be seen as numbers.
  const isAligned = bytes.byteOffset % 4 === 0;
  const source = isAligned ? bytes : new Uint8Array(bytes);
  return new Float32Array(source.buffer, source.byteOffset, count);
}

export function isFloat(of: TensorProto_DataType): boolean {
  return isNarrowFloat(of) || of === type.FLOAT || of === type.DOUBLE;
}

/** Floats of 16 bits. */
export function isNarrowFloat(of: TensorProto_DataType): boolean {
  return of === type.FLOAT16 || of === type.BFLOAT16;
}
