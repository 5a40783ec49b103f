import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The sha256 of each file by its path in the run's folder, with forward slashes. */
export type FileHashes = Readonly<Record<string, string>>;

/**
 * Those of a run's files that are not, byte for byte, what the run has written: changed, gone, or replaced by a link.
 * Nothing outside of the folder is read, whatever the names say.
 *
 * @returns their paths on this disk
 */
export async function changedRunFiles(runFolder: string, hashes: FileHashes): Promise<string[]> {
  const changed: string[] = [];
  for (const [name, sha256] of Object.entries(hashes)) {
    const file = path.join(runFolder, ...name.split('/'));
    if (!(await isInside(file, runFolder)) || (await hashOf(file)) !== sha256) changed.push(file);
  }
  return changed;
}

/** The hashes of some of a run's files as they are now; those that are not there are left out. */
export async function runFileHashes(runFolder: string, names: readonly string[]): Promise<FileHashes> {
  const hashes: Record<string, string> = {};
  for (const name of names) {
    const sha256 = await hashOf(path.join(runFolder, ...name.split('/')));
    if (sha256 !== undefined) hashes[name] = sha256;
  }
  return hashes;
}

async function isInside(file: string, folder: string): Promise<boolean> {
  const [real, realFolder] = await Promise.all([realpath(file), realpath(folder)]).catch(() => []);
  if (real === undefined || realFolder === undefined) return false;
  return path.relative(realFolder, real) === path.relative(folder, file);
}

/** Undefined for what is no plain file: a pipe would never end. */
async function hashOf(file: string): Promise<string | undefined> {
  const facts = await lstat(file).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
