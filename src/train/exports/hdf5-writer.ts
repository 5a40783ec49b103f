import { readSync, writeSync } from 'node:fs';
import { createFile } from '../../disk/files/project-files';
import { type Hdf5Library, loadHdf5 } from '../formats/keras/hdf5-library';

/** A new HDF5 file. Paths begin with a slash; groups are made as they are needed. */
export interface Hdf5Writer {
  group(path: string): void;
  /** A tensor of 32-bit floating-point numbers, in a group of its own path. */
  tensor(path: string, shape: readonly number[], values: Float32Array): void;
  /** An attribute that is a text of any length. */
  text(path: string, attribute: string, text: string): void;
  /** An attribute that is a list of names; continued in others as Keras does it, where it is too long for one. */
  names(path: string, attribute: string, names: readonly string[]): void;
}

/** In bytes, that Keras puts into an attribute of several texts: HDF5 has no room for 64 KiB. */
const mostOfList = 64_512;

let opened = 0;

/**
 * Writes an HDF5 file that is not there yet. What the library writes goes to the disk at once: beside the tensor at hand
 * nothing is kept in memory.
 */
export async function writeHdf5(file: string, use: (writer: Hdf5Writer) => Promise<void>): Promise<void> {
  const library = await loadHdf5();
  const { File } = await import('h5wasm');
  const handle = await createFile(file);
  opened += 1;
  const name = `/written-${opened}`;
  try {
    const node = mount(library, name, handle.fd);
    const written = new File(name, 'w');
    await use(new OpenWriter(written));
    written.close();
    await handle.truncate(node.usedBytes);
    await handle.sync();
  } finally {
    library.FS.unlink(name);
    await handle.close();
  }
}

interface MemoryNode {
  usedBytes: number;
  node_ops: object;
  stream_ops: object;
}

/** A file of the library's own file system whose bytes lie in a file of the disk. */
function mount({ FS }: Hdf5Library, name: string, descriptor: number): MemoryNode {
  const create = (FS as unknown as { createFile(...of: unknown[]): MemoryNode }).createFile.bind(FS);
  const node = create('/', name.slice(1), {}, true, true);
  const part = (memory: Int8Array, offset: number, length: number) =>
    new Uint8Array(memory.buffer, memory.byteOffset + offset, length);
  const read = (_: unknown, memory: Int8Array, offset: number, length: number, from: number): number => {
    const wanted = Math.max(0, Math.min(length, node.usedBytes - from));
    return wanted === 0 ? 0 : readSync(descriptor, part(memory, offset, wanted), 0, wanted, from);
  };
  const write = (_: unknown, memory: Int8Array, offset: number, length: number, from: number): number => {
    const bytes = writeSync(descriptor, part(memory, offset, length), 0, length, from);
    node.usedBytes = Math.max(node.usedBytes, from + bytes);
    return bytes;
  };
  const setattr = (_: unknown, { size }: { readonly size?: number }): void => {
    if (size !== undefined) node.usedBytes = size;
  };
  node.stream_ops = { ...node.stream_ops, read, write };
  node.node_ops = { ...node.node_ops, setattr };
  return node;
}

type WrittenFile = InstanceType<typeof import('h5wasm')['File']>;
type Group = Pick<WrittenFile, 'create_group' | 'create_dataset' | 'create_attribute'>;

class OpenWriter implements Hdf5Writer {
  private readonly groups: Map<string, Group>;

  constructor(file: WrittenFile) {
    this.groups = new Map<string, Group>([['', file]]);
  }

  group(path: string): void {
    this.groupAt(path);
  }

  tensor(path: string, shape: readonly number[], values: Float32Array): void {
    const [above, name] = split(path);
    this.groupAt(above).create_dataset({ name, data: values, shape: [...shape], dtype: '<f4' });
  }

  text(path: string, attribute: string, text: string): void {
    this.groupAt(path).create_attribute(attribute, text);
  }

  names(path: string, attribute: string, names: readonly string[]): void {
    const size = Math.max(1, ...names.map((name) => Buffer.byteLength(name)));
    const inOne = Math.floor(mostOfList / size);
    if (names.length <= inOne) {
      this.list(path, attribute, names, size);
      return;
    }
    for (let from = 0, part = 0; from < names.length; from += inOne, part += 1)
      this.list(path, `${attribute}${part}`, names.slice(from, from + inOne), size);
  }

  private list(path: string, attribute: string, names: readonly string[], size: number): void {
    const group = this.groupAt(path);
    // As Keras writes a list without names: one of numbers.
    if (names.length === 0) group.create_attribute(attribute, new Float64Array(0), [0]);
    else group.create_attribute(attribute, [...names], [names.length], `S${size}`);
  }

  private groupAt(path: string): Group {
    const known = this.groups.get(path);
    if (known !== undefined) return known;
    const [above, name] = split(path);
    const made = this.groupAt(above).create_group(name);
    this.groups.set(path, made);
    return made;
  }
}

/** A path as that of the group it is in, and its name there. */
function split(path: string): [string, string] {
  const end = path.lastIndexOf('/');
  return [path.slice(0, end), path.slice(end + 1)];
}
