import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { TransferError } from '../../design/transfer-error';
import { openToRead } from '../../disk/files/project-files';
import { keyedHash } from '../../disk/files/user-secret';
import { replaceFile } from '../../disk/files/whole-file';
import { list, object, text, whole } from '../../shared/value-checks';
import { bytesOf, type NetworkWeights, type WeightValues } from '../network/weight-values';

const sealLength = 32;
const magicLength = 10;
const start = magicLength + sealLength + 4;

/** What a tensor file begins with, and how the 32 bytes behind that are made of the sha256 of all that follows. */
export interface Seal {
  readonly magic: Buffer;
  of(following: Hash): Promise<Buffer>;
}

/** A keyed hash, which only this user's own processes can make. */
const ownSeal: Seal = {
  magic: Buffer.from('TDTENSOR3\n'),
  of: async (following) => Buffer.from(await keyedHash('tensor file', following.digest()), 'hex'),
};

/** The hash itself, which anybody can make: for files that come from other machines, and are believed nothing for it. */
export const plainSeal: Seal = {
  magic: Buffer.from('TDTENSOR2\n'),
  of: (following) => Promise.resolve(following.digest()),
};

/** Plain JSON with named tensors beside it, in one file: a seal, the header's length, the header, the values. */
export interface TensorFile {
  readonly json: unknown;
  readonly tensors: NetworkWeights;
}

export async function writeTensorFile(
  file: string,
  { json, tensors }: TensorFile,
  seal: Seal = ownSeal,
): Promise<void> {
  const entries = [...tensors].map(([name, { shape }]) => ({ name, shape }));
  const header = Buffer.from(JSON.stringify({ json, tensors: entries }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  // The values begin at a multiple of four bytes, as Float32Array asks.
  const padding = Buffer.alloc(paddingAfter(header.length));
  const values = [...tensors.values()].map((tensor) => bytesOf(tensor.values));
  const parts = [length, header, padding, ...values];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  await replaceFile(file, Buffer.concat([seal.magic, await seal.of(hash), ...parts]));
}

/** The bytes between a header and the values. */
function paddingAfter(headerLength: number): number {
  return (4 - ((start + headerLength) % 4)) % 4;
}

const notOne = 'It is not a checkpoint, or cut short.';
const changed = 'It was not written by you on this machine, or is cut short, or its bytes have changed.';

/** Weights of a gigabyte, with what an optimiser keeps of them. */
const mostBytes = 4 * 1024 ** 3;
const mostHeaderBytes = 256 * 1024 ** 2;

const headerCheck = object<TensorHeader>({
  json: () => undefined,
  tensors: list(object<TensorEntry>({ name: text(), shape: list(whole(0), 0, 16) })),
});

interface TensorHeader {
  readonly json: unknown;
  readonly tensors: readonly TensorEntry[];
}

interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Nothing is made room for that the file does not hold: its own length is compared with what the header says first.
 * @throws TransferError `damaged-tensor-file` if the file is of another kind, cut short or changed since it was written; `place-refused`;
 *   the system's error where it is missing or can't be read
 */
export async function readTensorFile(file: string, seal: Seal = ownSeal): Promise<TensorFile> {
  const handle = await openToRead(file);
  try {
    const { size } = await handle.stat();
    const beginning = await readAt(handle, 0, Math.min(start, size));
    if (beginning.length < start || !beginning.subarray(0, magicLength).equals(seal.magic))
      throw new TransferError('damaged-tensor-file', notOne);
    const headerLength = beginning.readUInt32LE(start - 4);
    if (headerLength > mostHeaderBytes || start + headerLength > size || size > mostBytes)
      throw new TransferError('damaged-tensor-file', changed);
    const { json, tensors } = headerIn(await readAt(handle, start, headerLength));
    const first = start + headerLength + paddingAfter(headerLength);
    const sizes = tensors.map(({ shape }) => 4 * shape.reduce((total, length) => total * length, 1));
    if (first + sizes.reduce((sum, bytes) => sum + bytes, 0) !== size)
      throw new TransferError('damaged-tensor-file', changed);

    const hash = createHash('sha256').update(beginning.subarray(magicLength + sealLength));
    hash.update(await readAt(handle, start, first - start));
    const read = new Map<string, WeightValues>();
    let offset = first;
    for (const [index, { name, shape }] of tensors.entries()) {
      const bytes = await readAt(handle, offset, sizes[index] ?? 0);
      hash.update(bytes);
      read.set(name, { shape, values: new Float32Array(bytes.buffer, 0, bytes.length / 4) });
      offset += bytes.length;
    }
    const written = beginning.subarray(magicLength, magicLength + sealLength);
    if (!(await seal.of(hash)).equals(written)) throw new TransferError('damaged-tensor-file', changed);
    return { json, tensors: read };
  } finally {
    await handle.close();
  }
}

function headerIn(bytes: Buffer): TensorHeader {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (headerCheck(value, '') === undefined) return value as TensorHeader;
  } catch {
    // As below.
  }
  throw new TransferError('damaged-tensor-file', changed);
}

/** That many bytes in a buffer of their own, which begins where its memory begins. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new TransferError('damaged-tensor-file', changed);
    done += bytesRead;
  }
  return bytes;
}
