import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** The disk had no room left. Nothing half-written stays behind. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
  constructor(
    readonly folder: string,
    readonly bytes: number,
  ) {
    super(
      `The disk is full: ${readableBytes(bytes)} could not be written to ${folder}. ` +
        'Free some space there, then run again; what was finished is kept.',
    );
  }
}

/** Turns the system's "no space" errors into DiskFull and gives any other error back as it is. */
export function asDiskFull(error: unknown, folder: string, bytes: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new DiskFull(folder, bytes) : error;
}

/**
 * Whether `bytes` fit on the disk that holds `folder` (which need not exist yet), with a little left for
 * everything else: `spare` bytes, as model, checkpoints and report want to be written as well. `free` is in bytes; infinite where the system does not tell.
 */
export async function roomFor(
  folder: string,
  bytes: number,
  spare = 64 * 1024 * 1024,
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

/** A number of bytes for people: `64 MB`, `1.5 GB`; in powers of ten as disks are sold. */
export function readableBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 9.95 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
