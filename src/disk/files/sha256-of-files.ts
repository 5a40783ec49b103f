import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/**
 * The sha256 (hexadecimal) over the bytes of files, in order: what `cat FILE… | sha256sum` says.
 * @param files of which was asked before whether they are some: a pipe never ends
 * @throws the system's error where one can't be read
 */
export async function sha256OfFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const handle = await open(file, 'r');
    // It closes what it reads.
    for await (const piece of handle.createReadStream({ highWaterMark: 1024 ** 2 })) hash.update(piece);
  }
  return hash.digest('hex');
}
