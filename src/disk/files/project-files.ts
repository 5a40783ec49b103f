import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import {
  foldersBelowProject,
  linkRefused,
  refuseUnlessFile,
  refuseUnlessFolder,
  requireRealFile,
  requireRealFileSync,
  requireRealFolder,
} from './real-place';
import { temporaryPath } from './temporary-files';

// Every write and removal below a project goes through here, which a rule of the tests holds: a folder that came from
// elsewhere may hold links that lead out of it, pipes and devices. All throw TransferError `place-refused` where they
// meet one. What is looked at and what is then opened could be exchanged in between, by someone who may write there
// anyway.

// Windows has neither; there a link is seen by its facts alone, and opening a pipe does not wait.
const neverThroughLinks = constants.O_NOFOLLOW ?? 0;
const neverWaiting = constants.O_NONBLOCK ?? 0;

/** Makes a folder and those above it, as far as they are not there. */
export async function makeFolder(folder: string): Promise<void> {
  const below = foldersBelowProject(folder);
  await mkdir(path.dirname(below[0] ?? path.resolve(folder)), { recursive: true });
  for (const each of below) {
    await mkdir(each).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'EISDIR') throw error;
    });
    refuseUnlessFolder(each, await lstat(each));
  }
}

/** Makes a folder that must not be there yet: EEXIST. */
export async function makeNewFolder(folder: string): Promise<void> {
  await requireRealFolder(path.dirname(folder));
  await mkdir(folder);
}

/** Opens a file for writing that must not be there yet: EEXIST. */
export async function createFile(file: string): Promise<FileHandle> {
  await requireRealFolder(path.dirname(file));
  return open(file, 'wx');
}

/** Writes a file that must not be there yet (EEXIST), and forces it to disk. */
export async function writeNewFile(file: string, data: string | Uint8Array): Promise<void> {
  const handle = await createFile(file);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file or folder its real name, in place of the file that has it, if any. */
export async function moveFile(from: string, to: string): Promise<void> {
  await requireRealFile(to);
  await rename(from, to);
}

/** Gives a folder its real name, which must be free. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await requireRealFolder(to);
  await rename(from, to);
}

/** Gives a file a second name, which must be free: EEXIST. */
export async function linkFile(file: string, second: string): Promise<void> {
  await requireRealFolder(path.dirname(second));
  await link(file, second);
}

/** Removes a file, if it is there. A link is removed itself, never what it leads to. */
export async function removeFile(file: string): Promise<void> {
  await requireRealFolder(path.dirname(file));
  await rm(file, { force: true });
}

/** Removes a file or a folder with all that is in it. Links in it are removed themselves, never what they lead to. */
export async function removeTree(folder: string): Promise<void> {
  await requireRealFolder(path.dirname(folder));
  await rm(folder, { recursive: true, force: true });
}

/** Makes an empty file, if there is none. */
export function createEmptySync(file: string): void {
  if (requireRealFileSync(file) === undefined) writeFileSync(file, '', { flag: 'wx' });
}

export function removeFileSync(file: string): void {
  requireRealFileSync(file);
  rmSync(file, { force: true });
}

/**
 * Opens a file for reading and adding to its end; it is made if it is not there. One that has a second name elsewhere
 * (a hard link) becomes a file of its own first.
 * @returns the descriptor, to be closed by the caller
 */
export function openForAppending(file: string): number {
  const facts = requireRealFileSync(file);
  if (facts !== undefined && facts.nlink > 1) separate(file);
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  const flags = O_RDWR | O_APPEND | O_CREAT | neverThroughLinks | neverWaiting;
  const descriptor = openSync(file, flags, 0o666);
  try {
    refuseUnlessFile(file, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Puts a copy of the file in its place; what else has the old one keeps it as it is. */
function separate(file: string): void {
  const temporary = temporaryPath(path.dirname(file));
  try {
    copyFileSync(file, temporary, constants.COPYFILE_EXCL);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Opens a file of a run or a cache for reading. Never waits, as a pipe would make it.
 * @throws TransferError `place-refused`; the system's error where there is none, or it can't be opened
 */
export async function openToRead(file: string): Promise<FileHandle> {
  refuseUnlessFile(file, await lstat(file));
  const flags = constants.O_RDONLY | neverThroughLinks | neverWaiting;
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ELOOP' ? linkRefused(file) : error;
  });
  try {
    refuseUnlessFile(file, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Reads a file of a run or a cache whole, at most `most` bytes.
 * @throws TransferError `place-refused`, also for a larger one; the system's error where there is none, or it can't
 * be read
 */
export async function readWhole(file: string, most: number): Promise<Buffer> {
  const handle = await openToRead(file);
  try {
    const { size } = await handle.stat();
    if (size > most) {
      const sizes = `${bytesText(size)}, and at most ${bytesText(most)} are read`;
      throw new TransferError(
        'place-refused',
        `${file} has ${sizes}. It is not what was written there; remove it.`,
      );
    }
    const bytes = Buffer.alloc(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(bytes, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}
