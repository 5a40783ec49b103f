import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

const fixtures = path.resolve(import.meta.dirname, '../fixtures');
const folder = path.resolve(import.meta.dirname, '../../node_modules/.cache/tfjs-node-with-batch-noise');

/**
 * A folder that stands for the tfjs-node package `native` and gives every row noise by its batch's size and its place
 * in it (see `batch-noise.cjs`). It is an engine like any other, so nothing of the product knows of it.
 */
export async function noisyEngineFolder(native: string): Promise<string> {
  if (native === folder) return folder;
  await mkdir(folder, { recursive: true });
  const { name, version } = JSON.parse(await readFile(path.join(native, 'package.json'), 'utf8'));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  const noise = path.join(fixtures, 'batch-noise.cjs');
  await writeFile(
    path.join(folder, 'index.js'),
    [
      `const tf = require(${JSON.stringify(native)});`,
      `const { addBatchNoise, stopAtPrediction } = require(${JSON.stringify(noise)});`,
      'addBatchNoise(tf);',
      'stopAtPrediction(tf);',
      'module.exports = tf;\n',
    ].join('\n'),
  );
  // What tells the search for engines that there is a native library.
  const library = path.join(folder, 'lib');
  await rm(library, { recursive: true, force: true });
  await symlink(path.join(native, 'lib'), library, 'junction');
  return folder;
}
