import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { asDiskFull } from './disk-full';
import { moveFile, removeFile, writeNewFile } from './project-files';
import { temporaryPath } from './temporary-files';

/**
 * Writes a file whole or not at all, and so that it outlives a power cut. Whoever reads sees the old content or the
 * new one. Throws TransferError `disk-full` where there is no room, `place-refused` where links lead there.
 */
export async function writeFileWhole(file: string, data: string | Uint8Array): Promise<void> {
  await replaceFile(file, data);
  await syncFolder(path.dirname(file));
}

/**
 * As `writeFileWhole`, in half the time, but a power cut may bring the old content back: for what is written again
 * and again. The content is written under a temporary name in the same folder, forced to disk, then renamed.
 */
export async function replaceFile(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path.dirname(file), data);
  try {
    await moveFile(temporary, file);
  } catch (error) {
    await removeFile(temporary).catch(() => {});
    throw error;
  }
}

/**
 * Writes `data` under a temporary name in `folder`, forced to disk, and gives the path: to be renamed when it
 * counts. Throws TransferError `disk-full` where there is no room; then nothing is left.
 */
export async function writeTemporary(folder: string, data: string | Uint8Array): Promise<string> {
  const temporary = temporaryPath(folder);
  try {
    await writeNewFile(temporary, data);
    return temporary;
  } catch (error) {
    await removeFile(temporary).catch(() => {});
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
