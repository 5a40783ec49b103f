import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { runFolderLayout } from './run-folder-layout';

/**
 * The folder of the project that `place`, of a run or in `.transfer`, belongs to. It may be reached by links, as its
 * user has opened it; nothing below it may. A run's folder that was copied to elsewhere stands for itself.
 */
function projectOf(place: string): string {
  for (let above = place; above !== path.dirname(above); above = path.dirname(above)) {
    if (['.transfer', 'runs'].includes(path.basename(above))) return path.dirname(above);
  }
  const folder = path.dirname(place);
  const { model, checkpoint, transit } = runFolderLayout;
  const isPart = [model, checkpoint, transit].some((part) => part === path.basename(folder));
  return path.dirname(isPart ? path.dirname(folder) : folder);
}

/** The folders from just below the project down to `folder`, absolute. */
export function foldersBelowProject(folder: string): readonly string[] {
  const resolved = path.resolve(folder);
  // Named as a file in the folder, so that the folder itself is among those that are looked at.
  const project = projectOf(path.join(resolved, 'file'));
  const below = path.relative(project, resolved).split(path.sep).filter(Boolean);
  return below.map((_, index) => path.join(project, ...below.slice(0, index + 1)));
}

/**
 * Makes sure that no folder from the project down to `folder` is a link, as far as they are there.
 * @throws TransferError `place-refused`
 */
export async function requireRealFolder(folder: string): Promise<void> {
  for (const each of foldersBelowProject(folder)) {
    const facts = await lstat(each).catch(ifMissing);
    if (facts === undefined) return;
    refuseUnlessFolder(each, facts);
  }
}

export function requireRealFolderSync(folder: string): void {
  for (const each of foldersBelowProject(folder)) {
    const facts = lstatSync(each, { throwIfNoEntry: false });
    if (facts === undefined) return;
    refuseUnlessFolder(each, facts);
  }
}

/**
 * The same, and that `file`, if it is there, is a file and no link, pipe or device.
 * @throws TransferError `place-refused`
 */
export async function requireRealFile(file: string): Promise<void> {
  await requireRealFolder(path.dirname(file));
  const facts = await lstat(file).catch(ifMissing);
  if (facts !== undefined) refuseUnlessFile(file, facts);
}

/** @returns what is known of the file; undefined where there is none */
export function requireRealFileSync(file: string): Stats | undefined {
  requireRealFolderSync(path.dirname(file));
  const facts = lstatSync(file, { throwIfNoEntry: false });
  if (facts !== undefined) refuseUnlessFile(file, facts);
  return facts;
}

/**
 * Makes sure that whatever a run writes in its folder is written there and nowhere else.
 * @throws TransferError `place-refused`
 */
export async function requireRealRun(folder: string): Promise<void> {
  const { model, checkpoint, transit, ...files } = runFolderLayout;
  for (const part of [model, checkpoint, transit]) await requireRealFolder(path.join(folder, part));
  for (const file of Object.values(files)) await requireRealFile(path.join(folder, file));
}

export function refuseUnlessFolder(folder: string, facts: Stats): void {
  if (facts.isDirectory()) return;
  if (facts.isSymbolicLink()) throw linkRefused(folder);
  throw new TransferError(
    'place-refused',
    `${folder} is not a folder. Remove what stands there, or give it another name.`,
  );
}

export function refuseUnlessFile(file: string, facts: Stats): void {
  if (facts.isFile()) return;
  if (facts.isSymbolicLink()) throw linkRefused(file);
  const what = facts.isDirectory() ? 'a folder' : 'a pipe or a device';
  throw new TransferError(
    'place-refused',
    `${file} is ${what}, not a file. Remove what stands there, or give it another name.`,
  );
}

export function linkRefused(link: string): TransferError {
  return new TransferError(
    'place-refused',
    `${link} is a link${targetWords(link)}. Nothing is written or read through links in a project's runs and caches, for a project from elsewhere could lead out of its folder by them. Remove the link; to use another disk, move the whole project there.`,
  );
}

function targetWords(link: string): string {
  try {
    return ` to ${readlinkSync(link)}`;
  } catch {
    return '';
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
