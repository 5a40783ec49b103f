import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import { errorCode } from './error-code';

/** Turns the system's "no space" errors into TransferError `disk-full` and gives any other error back as it is. */
export function asDiskFull(error: unknown, folder: string, bytes: number): unknown {
  const code = errorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const what = `The disk is full: ${bytesText(bytes)} could not be written to ${folder}.`;
  const advice = 'Free some space there, then run again; what was finished is kept.';
  return new TransferError('disk-full', `${what} ${advice}`);
}

/** What model, checkpoints and report of a run may want besides its cache. */
export const spareBytes = 64_000_000;

/**
 * Whether `bytes` fit on the disk that holds `folder` (which need not exist yet), with a little left for
 * everything else. `free` is in bytes; infinite where the system does not tell.
 */
export async function roomFor(
  folder: string,
  bytes: number,
  spare = spareBytes,
): Promise<{ enough: boolean; free: number }> {
  const free = await freeBytes(path.resolve(folder));
  return { enough: free >= bytes + spare, free };
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? Number.POSITIVE_INFINITY : freeBytes(parent);
  }
}
