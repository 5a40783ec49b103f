import { open } from 'node:fs/promises';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import type { FoundGroup } from './base-format';

/** Some of a file's bytes. */
export interface FileStretch {
  /** Absolute. */
  readonly file: string;
  /** Of its first byte. */
  readonly start: number;
  readonly bytes: number;
}

// Of files that were asked whether they are some and how large, as all of `BaseFiles` were.

/**
 * All of a file.
 * @throws TransferError `base-…` where it has more bytes than `most`
 */
export async function readWholeFile(file: string, most: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (size <= most) return await handle.readFile();
    throw new TransferError(
      'base-format',
      `${file} has ${bytesText(size)}, too much for what it should be (${bytesText(most)} at most). Check that it is the right file.`,
    );
  } finally {
    await handle.close();
  }
}

/**
 * Some of the run of bytes that a group of files is.
 * @throws TransferError `base-…` where they are not there any more
 */
export async function readPart({ files }: FoundGroup, start: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let left = length;
  let from = start;
  for (const { file, bytes } of files) {
    const wanted = Math.min(bytes - from, left);
    if (wanted > 0) {
      parts.push(await readBytes(file, from, wanted));
      left -= wanted;
    }
    from = Math.max(0, from - bytes);
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/**
 * Some of a file.
 * @throws TransferError `base-…` where they are not there any more
 */
export async function readBytes(file: string, start: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    if (bytesRead === length) return buffer;
    throw new TransferError('base-damaged', `${file} was changed while it was read. Try again.`);
  } finally {
    await handle.close();
  }
}
