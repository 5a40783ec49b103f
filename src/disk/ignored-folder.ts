import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder (and those above it) that git leaves alone: a `.gitignore` with `*` is put into the `.transfer`
 * folder it is in, or into the folder itself. One that is there already, edited perhaps, is kept.
 */
export async function makeIgnoredFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path.join(ignoredRoot(path.resolve(folder)), '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function ignoredRoot(folder: string): string {
  for (let above = folder; above !== path.dirname(above); above = path.dirname(above)) {
    if (path.basename(above) === '.transfer') return above;
  }
  return folder;
}
