import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Works on pictures that are no files, as files in a new folder among the system's temporary ones, which only this user
 * may look into. It is removed at the end, however that comes.
 *
 * @param work is given the files, in the order of `pictures`
 */
export async function withPictureFiles<Result>(
  pictures: readonly Uint8Array[],
  work: (files: readonly string[]) => Promise<Result>,
): Promise<Result> {
  if (pictures.length === 0) return work([]);
  const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
  try {
    const files = pictures.map((_, index) => path.join(folder, String(index)));
    for (const [index, file] of files.entries())
      await writeFile(file, pictures[index] ?? '', { flag: 'wx', mode: 0o600 });
    return await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
