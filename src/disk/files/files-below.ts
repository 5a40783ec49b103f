import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files in a folder and below it, absolute, in no order. Links are neither followed nor among them.
 * @throws the system's error where the folder can't be read
 */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return (
    entries
      .filter((entry) => entry.isFile())
      // Node before 20.12 calls it `path`, Node from 24 on no longer.
      .map(({ parentPath, path: before, name }) => path.join(parentPath ?? before, name))
  );
}
