import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { asDiskFull } from '../../disk/files/disk-full';
import { errorCode } from '../../disk/files/error-code';
import { createFile, makeFolder, makeNewFolder, removeTree } from '../../disk/files/project-files';
import type { Installation } from '../programs/installation';

/** A project that comes along, to be tried: pictures and a `transfer.yaml` on the demonstration base. */
export interface Example {
  /** Its folder's. */
  readonly name: string;
  readonly title: string;
  /** What its pictures are, and which case that gives. */
  readonly about: string;
}

export const examples: readonly Example[] = [
  {
    name: 'emoji-groups',
    title: 'Emoji groups',
    about: '150 drawings in six groups, like those that the base was trained on: case 1, a new head',
  },
  {
    name: 'digits',
    title: 'Handwritten digits',
    about: '100 pen strokes, ten of each digit, unlike anything that the base has seen: case 2',
  },
];

export interface CopyOptions {
  readonly installation: Installation;
  readonly onProgress?: (doneFiles: number, allFiles: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Copies an example into a new folder, without what runs may have left in the original. The `transfer.yaml` comes last,
 * so that nobody finds a project without its pictures. It names the base that comes with the program, so it works
 * wherever it lies. Where that fails or is stopped, nothing stays behind.
 * @param folder absolute; it must not be there yet, and the folder that it is to lie in must. Links may lead to that.
 * @throws TransferError `example-refused` where something is there already, or nothing can be written;
 * `disk-full`; the signal's reason
 */
export async function copyExample(
  { name }: Example,
  folder: string,
  { installation, onProgress, signal }: CopyOptions,
): Promise<void> {
  const from = path.join(installation.root, 'examples', name);
  const files = await filesOfExample(from);
  signal?.throwIfAborted();
  const to = await madeFolder(folder);
  try {
    for (const [done, file] of files.entries()) {
      signal?.throwIfAborted();
      onProgress?.(done, files.length);
      await copyFile(path.join(from, file), path.join(to, file));
    }
  } catch (error) {
    await removeTree(to);
    if (asDiskFull(error, to, 0) === error) throw error;
    const message = `The disk is full: the example could not be copied to ${folder}, and nothing is left of it there. Free some space, or choose another folder.`;
    throw new TransferError('disk-full', message);
  }
}

/** What belongs to it, relative to its folder; the `transfer.yaml` last. */
async function filesOfExample(from: string): Promise<readonly string[]> {
  const pictures: string[] = [];
  for (const part of ['images', 'images-test']) {
    for (const entry of await readdir(path.join(from, part), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const names = await readdir(path.join(from, part, entry.name));
      pictures.push(...names.map((name) => path.join(part, entry.name, name)));
    }
  }
  return [...pictures, 'README.md', 'transfer.yaml'];
}

/** @returns where the new folder is, whatever links lead there */
async function madeFolder(folder: string): Promise<string> {
  const parent = path.dirname(folder);
  try {
    const made = path.join(await realpath(parent), path.basename(folder));
    await makeNewFolder(made);
    return made;
  } catch (error) {
    throw asRefusal(error, folder);
  }
}

function asRefusal(error: unknown, folder: string): unknown {
  const parent = path.dirname(folder);
  switch (errorCode(error)) {
    case 'EEXIST':
      return new TransferError(
        'example-refused',
        `${folder} is there already, and nothing is copied over what is there. Choose another name or folder.`,
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return new TransferError('example-refused', `There is no folder ${parent}. Choose one that is there.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TransferError(
        'example-refused',
        `Nothing may be written in ${parent}. Choose a folder of your own.`,
      );
    default:
      return error;
  }
}

/** As a file of the user's own, which may be changed: those that were installed may be for reading alone. */
async function copyFile(from: string, to: string): Promise<void> {
  const content = await readFile(from);
  await makeFolder(path.dirname(to));
  const file = await createFile(to);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}
