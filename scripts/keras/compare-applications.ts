import { existsSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runtimeFolder, tfjsNodePackage } from '../../src/launch/engine/runtime-folder';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { readBase } from '../../src/train/formats/read-base';
import { differences } from '../../test/fixtures/keras-golden';
import { kerasFolder, runWithKeras } from './python-with-keras';

// `npm run compare-keras` (or `npm run compare-keras -- MobileNet VGG16`) lets Keras save networks of Keras Applications
// with random weights, reads them, and says how far the outputs are from Keras's, at ten layers and at the last one. Of
// those in the catalog also the weights alone, which are put into the layers that came along.
// `KERAS_PYTHON` names a Python that has TensorFlow; without it one is made, beside the files.
const folder = kerasFolder;
const allowed = 1e-4;
const ending = '.golden.json';

async function compare(names: readonly string[]): Promise<void> {
  const { tf } = loadTfjsNode(tfjsNodePackage(runtimeFolder()));
  const made = (await readdir(folder)).flatMap((file) =>
    file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
  );
  console.log(
    `| network | file | layers | tensors | furthest | last |\n| --- | --- | --- | --- | --- | --- |`,
  );
  for (const name of names.length > 0 ? names : made) {
    const whole = ['h5', 'keras'].map((kind) => ({ file: `${name}.${kind}`, golden: `${name}${ending}` }));
    for (const { file, golden } of [...whole, ...(await publishedFiles(name))]) {
      try {
        const { topology, weights } = await readBase(path.join(folder, file));
        const found = [...(await differences(tf, topology, weights, path.join(folder, golden))).values()];
        const furthest = Math.max(...found);
        const [shown, last] = [furthest, found.at(-1) ?? Number.NaN].map((value) => value.toExponential(1));
        const row = [name, path.basename(file), topology.layers.length, found.length, shown, last];
        console.log(`| ${row.join(' | ')} |`);
        if (!(furthest < allowed)) process.exitCode = 1;
      } catch (error) {
        console.log(`| ${name} | ${file} | ${error instanceof Error ? error.message : error} |`);
        process.exitCode = 1;
      }
    }
  }
}

/** Weights alone, by the names that Keras publishes them under. */
async function publishedFiles(name: string) {
  const beside = path.join('published', name);
  const files = await readdir(path.join(folder, beside)).catch(() => []);
  return files
    .filter((file) => file.endsWith('.h5'))
    .map((file) => ({
      file: path.join(beside, file),
      golden: path.join(beside, file.replace(/\.h5$/, ending)),
    }));
}

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const isMade = (name: string) => existsSync(path.join(folder, `${name}.golden.json`));
  if (names.length === 0 || !names.every(isMade)) {
    await runWithKeras('make-applications.py', folder, ...names);
  }
  await compare(names);
}

void main(process.argv.slice(2));
