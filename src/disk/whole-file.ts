import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { asDiskFull } from './disk-full';
import { temporaryPath } from './temporary-files';

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, forced to disk, then renamed.
 * Whoever reads sees the old content or the new one. Throws DiskFull where there is no room.
 */
export async function writeFileWhole(file: string, data: string | Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  const temporary = await writeTemporary(folder, data);
  try {
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Writes `data` under a temporary name in `folder`, forced to disk, and gives the path: to be renamed when it
 * counts. Throws DiskFull where there is no room; then nothing is left.
 */
export async function writeTemporary(folder: string, data: string | Uint8Array): Promise<string> {
  const temporary = temporaryPath(folder);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asDiskFull(error, folder, typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength);
  }
}

/** Forces a folder's names to disk, so that a rename outlives a power cut. Windows can't, and needs not. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Some systems refuse to open or sync a folder; the rename itself was whole all the same.
  } finally {
    await handle?.close();
  }
}
