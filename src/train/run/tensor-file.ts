import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { keyedHash } from '../../disk/user-secret';
import { replaceFile } from '../../disk/whole-file';
import { bytesOf, type NetworkWeights, type WeightValues } from '../network/weight-values';

const magic = Buffer.from('TDTENSOR3\n');
const sealLength = 32;
const start = magic.length + sealLength + 4;

/**
 * Plain JSON with named tensors beside it, in one file: a keyed hash of all that follows, which only this user's own
 * processes can make, the header's length, the header, the values.
 */
export interface TensorFile {
  readonly json: unknown;
  readonly tensors: NetworkWeights;
}

export async function writeTensorFile(file: string, { json, tensors }: TensorFile): Promise<void> {
  const entries = [...tensors].map(([name, { shape }]) => ({ name, shape }));
  const header = Buffer.from(JSON.stringify({ json, tensors: entries }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  // The values begin at a multiple of four bytes, as Float32Array asks.
  const padding = Buffer.alloc((4 - ((start + header.length) % 4)) % 4);
  const values = [...tensors.values()].map((tensor) => bytesOf(tensor.values));
  const parts = [length, header, padding, ...values];
  await replaceFile(file, Buffer.concat([magic, await sealOf(parts), ...parts]));
}

async function sealOf(parts: readonly Uint8Array[]): Promise<Buffer> {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Buffer.from(await keyedHash('tensor file', hash.digest()), 'hex');
}

/** @throws Error if the file is missing, of another kind, cut short, changed since it was written or not this user's */
export async function readTensorFile(file: string): Promise<TensorFile> {
  const bytes = await readFile(file);
  if (!bytes.subarray(0, magic.length).equals(magic))
    throw new Error('It is not a checkpoint, or cut short.');
  const following = bytes.subarray(magic.length + sealLength);
  if (!(await sealOf([following])).equals(bytes.subarray(magic.length, magic.length + sealLength)))
    throw new Error('It was not written by you on this machine, or is cut short, or its bytes have changed.');
  const headerLength = following.readUInt32LE();
  const header = JSON.parse(bytes.toString('utf8', start, start + headerLength)) as {
    json: unknown;
    tensors: { name: string; shape: number[] }[];
  };
  let offset = start + headerLength;
  offset += (4 - (offset % 4)) % 4;
  const tensors = new Map<string, WeightValues>();
  for (const { name, shape } of header.tensors) {
    const count = shape.reduce((total, size) => total * size, 1);
    const copy = new Uint8Array(bytes.subarray(offset, offset + count * 4));
    tensors.set(name, { shape, values: new Float32Array(copy.buffer, 0, count) });
    offset += count * 4;
  }
  return { json: header.json, tensors };
}
