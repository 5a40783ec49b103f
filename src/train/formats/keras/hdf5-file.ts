import { closeSync, openSync, readSync } from 'node:fs';
import type { Metadata } from 'h5wasm';
import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { bytesText } from '../../../design/words/wording';
import { mostBaseBytes } from '../../../disk/bases/base-look';
import { messageOf } from '../../failures/failure-words';
import { damaged } from '../damaged-file';
import type { FileStretch } from '../read-bytes';
import { decodeFloats, type FloatType } from './float-values';
import { type Hdf5Library, loadHdf5 } from './hdf5-library';

/** A tensor in a file, whose values have not been read. */
export interface Hdf5Tensor {
  readonly shape: readonly number[];
  readonly type: FloatType;
  /** Rows along the first axis that are packed together, where values are packed. */
  readonly rowsTogether: number;
}

/** An open HDF5 file. Paths in it lead along hard links alone. */
export interface Hdf5File {
  /** Whether there is a group or tensor. */
  has(path: string): boolean;
  /** An attribute that is text, or a list of it; undefined where there is none. */
  texts(path: string, attribute: string): readonly string[] | undefined;
  /** A tensor of floating-point numbers; undefined where there is nothing of that name. */
  tensor(path: string): Hdf5Tensor | undefined;
  values(path: string, tensor: Hdf5Tensor): Float32Array;
}

/** In bytes, of text in one attribute: a network of thousands of layers takes a tenth. */
const mostText = 32 * 1024 ** 2;
/** In a list of names. */
export const mostNames = 100_000;
const mostAxes = 8;
/** In bytes, of values that are taken out of the library at once. */
const mostAtOnce = 8 * 1024 ** 2;
/** Nothing is packed tighter by any way of packing that is taken. */
const tightest = 1032;
/** Ways of packing: deflate, shuffle, and a sum to check. */
const knownFilters: ReadonlySet<number> = new Set([1, 2, 3]);

const floatTypes: ReadonlyMap<number, FloatType> = new Map([
  [2, 'float16'],
  [4, 'float32'],
  [8, 'float64'],
]);

let opened = 0;

/**
 * Opens HDF5 for as long as `use` runs. The library sees this one stretch of this one file, and only reads it.
 * @throws TransferError; whatever the library says becomes one; and what `use` throws
 */
export async function withHdf5<Result>(place: FileStretch, use: (file: Hdf5File) => Result): Promise<Result> {
  const library = await loadHdf5();
  // A file that failed stays open in there, so no name is used twice; and none can be foreseen by a file that names others.
  opened += 1;
  const mounted = `/${opened}-${Math.random()}`;
  const descriptor = openSync(place.file, 'r');
  try {
    mount(library, mounted, place, descriptor);
    const id = library.open(mounted, library.H5F_ACC_RDONLY, false, -1, -1);
    const result = use(new OpenFile(library, id, place));
    library.close_file(id);
    return result;
  } catch (error) {
    if (!isLibrarys(error)) throw error;
    const reason = reasonIn(error);
    if (/too many links/.test(reason)) throw linksElsewhere(place.file, 'a path in it');
    if (/external raw data/.test(reason)) throw liesElsewhere(place.file, 'a tensor');
    if (!/signature/.test(reason)) throw damaged(place.file, `HDF5 says: ${reason}`);
    throw new TransferError(
      'base-format',
      `${place.file} is no HDF5, whatever its name says. Save the model again with Keras, or get the file again.`,
    );
  } finally {
    unmount(library, mounted);
    closeSync(descriptor);
  }
}

/** What the machine could not read says nothing of the file, and faults of this program do not either. */
function isLibrarys(error: unknown): boolean {
  const isMachines = error instanceof Error && 'syscall' in error;
  const others = [TransferError, TransferError, TypeError, ReferenceError];
  return !isMachines && !others.some((kind) => error instanceof kind);
}

interface MemoryNode {
  usedBytes: number;
  stream_ops: object;
}

function mount({ FS }: Hdf5Library, name: string, { start, bytes }: FileStretch, descriptor: number): void {
  const node = (FS as unknown as { createFile(...of: unknown[]): MemoryNode }).createFile(
    '/',
    name.slice(1),
    {},
    true,
    false,
  );
  node.usedBytes = bytes;
  const read = (_: unknown, memory: Int8Array, offset: number, length: number, from: number): number => {
    const wanted = Math.max(0, Math.min(length, bytes - from));
    const target = new Uint8Array(memory.buffer, memory.byteOffset + offset, wanted);
    return wanted === 0 ? 0 : readSync(descriptor, target, 0, wanted, start + from);
  };
  node.stream_ops = { ...node.stream_ops, read };
}

function unmount({ FS }: Hdf5Library, name: string): void {
  try {
    FS.unlink(name);
  } catch {
    // It was never there.
  }
}

class OpenFile implements Hdf5File {
  private readonly known = new Map<string, boolean>([['', true]]);

  constructor(
    private readonly library: Hdf5Library,
    private readonly id: bigint,
    private readonly place: FileStretch,
  ) {}

  has(path: string): boolean {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const end = Math.max(0, path.lastIndexOf('/'));
    const found = this.has(path.slice(0, end)) && this.isThere(path);
    this.known.set(path, found);
    return found;
  }

  /** Whether the last step of a path is there, and is no link to elsewhere. */
  private isThere(path: string): boolean {
    if (this.library.get_type(this.id, path) < 0) return false;
    const links = this.library.get_symbolic_link(this.id, path) !== null;
    if (links || this.library.get_external_link(this.id, path).filename !== undefined) {
      throw linksElsewhere(this.place.file, shown(path));
    }
    return true;
  }

  texts(of: string, attribute: string): readonly string[] | undefined {
    const metadata = this.attribute(of, attribute);
    const path = of || '/';
    if (metadata === undefined || metadata.shape === null) return undefined;
    const { type, vlen, size, total_size: count } = metadata;
    // An empty list has the type of a list of numbers.
    if (count === 0) return [];
    if (type !== this.library.H5T_class_t.H5T_STRING.value || count > mostNames) {
      throw damaged(this.place.file, `its attribute ${attribute} is no text`);
    }
    const bytes = size * count;
    if (!(bytes <= mostText)) throw this.tooLong(attribute, bytes);
    const start = this.library._malloc(Math.max(1, bytes));
    if (start === 0) throw this.tooLong(attribute, bytes);
    try {
      this.library.get_attribute_data(this.id, path, attribute, BigInt(start));
      const at = (index: number) => start + index * size;
      const indices = Array.from({ length: count }, (_, index) => index);
      if (!vlen) return indices.map((index) => textOf(this.bytesAt(at(index), size)));
      const texts = this.variableTexts(
        indices.map((index) => this.pointerAt(at(index))),
        attribute,
      );
      this.library.reclaim_vlen_memory(this.id, path, attribute, BigInt(start));
      return texts;
    } finally {
      this.library._free(start);
    }
  }

  private attribute(path: string, attribute: string): Metadata | undefined {
    if (!this.has(path)) return undefined;
    try {
      return this.library.get_attribute_metadata(this.id, path || '/', attribute);
    } catch (error) {
      if (/name not defined/.test(messageOf(error))) return undefined;
      throw error;
    }
  }

  private variableTexts(pointers: readonly number[], attribute: string): string[] {
    let left = mostText;
    return pointers.map((pointer) => {
      if (pointer === 0) return '';
      const memory = this.library.HEAPU8;
      const end = memory.indexOf(0, pointer);
      if (end < 0) throw damaged(this.place.file, `its attribute ${attribute} has no end`);
      left -= end - pointer;
      if (left < 0) throw this.tooLong(attribute, mostText - left);
      return textOf(memory.subarray(pointer, end));
    });
  }

  tensor(path: string): Hdf5Tensor | undefined {
    if (!this.has(path)) return undefined;
    const metadata = this.library.get_dataset_metadata(this.id, path);
    if (metadata.virtual_sources !== undefined) throw liesElsewhere(this.place.file, shown(path));
    const { shape, size, chunks } = metadata;
    const type = this.floatType(path, metadata);
    if (type === undefined) {
      throw new TransferError(
        'base-format',
        `In ${this.place.file}, ${shown(path)} holds no floating-point numbers of 16, 32 or 64 bits. Save the model with float32 weights.`,
      );
    }
    const values = valuesIn(shape ?? []);
    const isShape = shape !== null && shape.length <= mostAxes && Number.isSafeInteger(values);
    const most = Math.min(mostBaseBytes, this.place.bytes * (chunks === null ? 1 : tightest));
    const together = valuesIn(chunks ?? []);
    if (!isShape || values * size > most || together * size > mostBaseBytes) {
      throw damaged(this.place.file, `${shown(path)} has more values than such a file holds`);
    }
    this.requireKnownFilters(path);
    return { shape, type, rowsTogether: chunks?.[firstLong(shape)] ?? 1 };
  }

  private floatType(path: string, { type, size }: Metadata): FloatType | undefined {
    const { H5T_FLOAT: float, H5T_OPAQUE: opaque } = this.library.H5T_class_t;
    // What HDF5 has no type for, Keras stores as bytes and says what they are.
    if (size === 2 && this.texts(path, 'dtype')?.[0] === 'bfloat16') return 'bfloat16';
    if (type === opaque.value || type !== float.value) return undefined;
    return floatTypes.get(size);
  }

  private requireKnownFilters(path: string): void {
    const filter = this.library.get_dataset_filters(this.id, path).find(({ id }) => !knownFilters.has(id));
    if (filter === undefined) return;
    throw new TransferError(
      'base-format',
      `In ${this.place.file}, ${shown(path)} is compressed in a way that can't be read (${filter.name.slice(0, 40) || filter.id}). Save the model without compression, or with gzip.`,
    );
  }

  /** A few rows at a time, so that never two copies of a large tensor are in memory. */
  values(path: string, { shape, type, rowsTogether }: Hdf5Tensor): Float32Array {
    const size = { float16: 2, bfloat16: 2, float32: 4, float64: 8 }[type];
    const total = valuesIn(shape);
    const values = new Float32Array(total);
    if (total === 0) return values;
    const axis = firstLong(shape);
    const rows = shape[axis] ?? 1;
    const inRow = total / rows;
    const fitting = Math.floor(mostAtOnce / (inRow * size * rowsTogether)) * rowsTogether;
    const step = Math.min(rows, Math.max(rowsTogether, fitting, 1));
    const start = this.library._malloc(step * inRow * size);
    if (start === 0) throw damaged(this.place.file, `${shown(path)} takes more memory than there is`);
    try {
      for (let row = 0; row < rows; row += step) {
        const count = shape.map((edge, at) => BigInt(at === axis ? Math.min(step, rows - row) : edge));
        const offset = shape.map((_, at) => BigInt(at === axis ? row : 0));
        const each = shape.map(() => 1n);
        // A single number has no axes to take a part along.
        const [from, to, steps] = shape.length === 0 ? [null, null, null] : [count, offset, each];
        const status = this.library.get_dataset_data(this.id, path, from, to, steps, BigInt(start));
        if (status < 0) throw damaged(this.place.file, `${shown(path)} can't be read`);
        const bytes = this.bytesAt(start, Math.min(step, rows - row) * inRow * size);
        decodeFloats(bytes, type, values, row * inRow);
      }
      return values;
    } finally {
      this.library._free(start);
    }
  }

  private bytesAt(start: number, length: number): Uint8Array {
    return this.library.HEAPU8.subarray(start, start + length);
  }

  private pointerAt(start: number): number {
    const { buffer } = this.library.HEAPU8;
    return new DataView(buffer).getUint32(start, true);
  }

  private tooLong(attribute: string, bytes: number): TransferError {
    return new TransferError(
      'base-format',
      `In ${this.place.file}, the attribute ${attribute} has ${bytesText(bytes)}, more than any network's. Check that it is a Keras model.`,
    );
  }
}

/** The first axis along which there is more than one, or the first. */
function firstLong(shape: readonly number[]): number {
  return Math.max(
    0,
    shape.findIndex((edge) => edge > 1),
  );
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.slice(0, end < 0 ? bytes.length : end));
}

/** The library lists what failed, from the outside in, with places in its own source. */
function reasonIn(error: unknown): string {
  const message = messageOf(error);
  const reasons = [...message.matchAll(/ in \w+\(\): (.*)/g)].map(([, reason = '']) => reason.trim());
  return (reasons.at(-1) ?? message.split('\n')[0] ?? '').slice(0, 200);
}

function linksElsewhere(file: string, what: string): TransferError {
  return new TransferError(
    'base-outside',
    `In ${file}, ${what} is a link to another place. Save the model again, whole, in one file.`,
  );
}

function liesElsewhere(file: string, what: string): TransferError {
  return new TransferError(
    'base-outside',
    `In ${file}, the values of ${what} lie elsewhere. Save the model again, whole, in one file.`,
  );
}

export function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
}
