import path from 'node:path';
import { errorCode } from './error-code';
import { makeFolder, removeFile, writeNewFile } from './project-files';

/**
 * Makes a folder (and those above it) that git leaves alone: a `.gitignore` with `*` is put into the `.transfer`
 * folder it is in, or into the folder itself. One that is there already, edited perhaps, is kept.
 */
export async function makeIgnoredFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const file = path.join(ignoredRoot(path.resolve(folder)), '.gitignore');
  try {
    await writeNewFile(file, '*\n');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    // An empty file, left by a full disk, would be taken for one that somebody has edited.
    await removeFile(file).catch(() => {});
    throw error;
  }
}

function ignoredRoot(folder: string): string {
  for (let above = folder; above !== path.dirname(above); above = path.dirname(above)) {
    if (path.basename(above) === '.transfer') return above;
  }
  return folder;
}
