import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '../../disk/whole-file';
import { bytesOf, type NetworkWeights, type WeightValues } from '../network/weight-values';

const magic = Buffer.from('TDTENSOR2\n');
const sha256Length = 32;
const start = magic.length + sha256Length + 4;

/**
 * Plain JSON with named tensors beside it, in one file: the sha256 of all that follows, the header's length, the
 * header, the values.
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
  await replaceFile(file, Buffer.concat([magic, sha256Of(parts), ...parts]));
}

function sha256Of(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** @throws Error if the file is missing, of another kind, cut short or changed since it was written */
export async function readTensorFile(file: string): Promise<TensorFile> {
  const bytes = await readFile(file);
  if (!bytes.subarray(0, magic.length).equals(magic))
    throw new Error('It is not a checkpoint, or cut short.');
  const following = bytes.subarray(magic.length + sha256Length);
  if (!sha256Of([following]).equals(bytes.subarray(magic.length, magic.length + sha256Length)))
    throw new Error('It is cut short, or its bytes have changed.');
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
