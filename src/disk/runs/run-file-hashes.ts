import { createHash } from 'node:crypto';
import path from 'node:path';
import { openToRead } from '../files/project-files';
import { requireRealFile } from '../files/real-place';

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
    const isInside = name.split('/').every((part) => /^[^\\:\0]+$/.test(part) && !/^\.+$/.test(part));
    if (!isInside || (await hashOf(file)) !== sha256) changed.push(file);
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

/** Undefined for what is no plain file in its own place: a link leads elsewhere, a pipe would never end. */
async function hashOf(file: string): Promise<string | undefined> {
  try {
    await requireRealFile(file);
    const handle = await openToRead(file);
    try {
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(1 << 20);
      for (;;) {
        const { bytesRead } = await handle.read(piece, 0, piece.length, null);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(piece.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
