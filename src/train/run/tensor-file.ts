import { readFile } from 'node:fs/promises';
import { replaceFile } from '../../disk/whole-file';
import { bytesOf, type NetworkWeights, type WeightValues } from '../network/weight-values';

const magic = Buffer.from('TDTENSOR1\n');

/** Plain JSON with named tensors beside it, in one file: the header's length, the header, the values. */
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
  const padding = Buffer.alloc((4 - ((magic.length + 4 + header.length) % 4)) % 4);
  const values = [...tensors.values()].map((tensor) => bytesOf(tensor.values));
  await replaceFile(file, Buffer.concat([magic, length, header, padding, ...values]));
}

/** @throws Error if the file is missing, of another kind or cut short */
export async function readTensorFile(file: string): Promise<TensorFile> {
  const bytes = await readFile(file);
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error(`${file} is not a file of tensors.`);
  const start = magic.length + 4;
  const headerLength = bytes.readUInt32LE(magic.length);
  const header = JSON.parse(bytes.toString('utf8', start, start + headerLength)) as {
    json: unknown;
    tensors: { name: string; shape: number[] }[];
  };
  let offset = start + headerLength;
  offset += (4 - (offset % 4)) % 4;
  const tensors = new Map<string, WeightValues>();
  for (const { name, shape } of header.tensors) {
    const count = shape.reduce((total, size) => total * size, 1);
    if (offset + count * 4 > bytes.length) throw new Error(`${file} is cut short.`);
    const copy = new Uint8Array(bytes.subarray(offset, offset + count * 4));
    tensors.set(name, { shape, values: new Float32Array(copy.buffer, 0, count) });
    offset += count * 4;
  }
  return { json: header.json, tensors };
}
