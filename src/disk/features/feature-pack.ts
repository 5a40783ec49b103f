import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { openToRead, readWhole } from '../files/project-files';
import { keyedHash } from '../files/user-secret';
import { type FeatureSpace, rowBytesOf, rowsPerPack, spaceName } from './feature-space';

/**
 * A pack is two files: `<name>.npy`, which `numpy.load` reads as `[rows, ...shape]`, and `<name>.json`, which
 * says whose rows they are. The name is a keyed hash of the second, and that holds the sha256 of the first's rows:
 * so a change of any byte of either shows, and nobody but this user's own processes can make a pack that counts.
 */
export interface FeaturePack {
  /** Absolute path of the .npy file. */
  readonly file: string;
  readonly headerBytes: number;
  /** A key a row, in order. */
  readonly keys: readonly string[];
}

interface PackIndex {
  readonly format: 1;
  /** The folder it belongs to. */
  readonly space: string;
  /** Of the .npy file after its header. The header follows from the space and the number of rows. */
  readonly rowsSha256: string;
  readonly keys: readonly string[];
}

/** The index's text and the pack's name, which follows from it. */
export async function packIndex(
  space: FeatureSpace,
  keys: readonly string[],
  rowsSha256: string,
): Promise<{ name: string; text: string }> {
  const index: PackIndex = { format: 1, space: await spaceName(space), rowsSha256, keys };
  const text = JSON.stringify(index);
  return { name: await packName(text), text };
}

function packName(index: string | Uint8Array): Promise<string> {
  return keyedHash('feature pack', index);
}

/** More than the index of a full pack takes. */
function mostIndexBytes(space: FeatureSpace): number {
  return 1000 + 200 * rowsPerPack(space);
}

/** The name of the format and its version, 1.0. */
const npyMagic = '\x93NUMPY\x01\x00';

/**
 * The header of the .npy file (format 1.0 of numpy.lib.format). Its length depends on the space alone, so that
 * it can be written last, when the number of rows is known.
 */
export function npyHeader(space: FeatureSpace, rows: number): Buffer {
  const describe = (count: number) => {
    const lengths = [count, ...space.shape].join(', ');
    const type = space.format === 'float32' ? '<f4' : '|u1';
    return `{'descr': '${type}', 'fortran_order': False, 'shape': (${lengths}${space.shape.length ? '' : ','}), }`;
  };
  const beforeText = 10;
  const total = Math.ceil((beforeText + describe(Number.MAX_SAFE_INTEGER).length + 1) / 64) * 64;
  const text = `${describe(rows).padEnd(total - beforeText - 1)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([Buffer.from(npyMagic, 'latin1'), length, Buffer.from(text, 'latin1')]);
}

/** Reads a pack's index and checks every byte of both its files. Throws TransferError `damaged-pack`. */
export async function checkedPack(indexFile: string, space: FeatureSpace): Promise<FeaturePack> {
  const { keys, rowsSha256 } = await checkedIndex(indexFile, space);
  const file = indexFile.replace(/\.json$/, '.npy');
  const header = npyHeader(space, keys.length);
  const handle = await openToRead(file).catch(() => {
    throw new TransferError('damaged-pack', 'has lost its rows');
  });
  try {
    const { size } = await handle.stat();
    const whole = header.length + keys.length * rowBytesOf(space);
    if (size !== whole) throw new TransferError('damaged-pack', `has ${size} bytes instead of ${whole}`);
    await checkBytes(handle, header, rowsSha256);
  } finally {
    await handle.close();
  }
  return { file, headerBytes: header.length, keys };
}

async function checkedIndex(indexFile: string, space: FeatureSpace): Promise<PackIndex> {
  const text = await readWhole(indexFile, mostIndexBytes(space));
  if (`${await packName(text)}.json` !== path.basename(indexFile)) {
    throw new TransferError('damaged-pack', 'has a changed index, or was not made by this user');
  }
  // From here on it is what this program wrote.
  const index = JSON.parse(text.toString('utf8')) as PackIndex;
  if (index.format !== 1 || index.space !== (await spaceName(space))) {
    throw new TransferError('damaged-pack', 'belongs to another cache');
  }
  return index;
}

async function checkBytes(handle: FileHandle, header: Buffer, rowsSha256: string): Promise<void> {
  const found = Buffer.alloc(header.length);
  await handle.read(found, 0, header.length, 0);
  if (!found.equals(header)) throw new TransferError('damaged-pack', 'has a changed header');
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  for (let position = header.length; ; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, position);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
  if (hash.digest('hex') !== rowsSha256) throw new TransferError('damaged-pack', 'has changed bytes');
}
