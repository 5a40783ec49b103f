import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The size of all files below a folder; 0 where there is none. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const name of await readdir(folder, { recursive: true })) {
      const facts = await lstat(path.join(folder, name));
      if (facts.isFile()) bytes += facts.size;
    }
  } catch {
    // Files come and go while they are counted.
  }
  return bytes;
}
