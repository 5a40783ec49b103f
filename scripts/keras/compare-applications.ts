import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runtimeFolder, tfjsNodePackage } from '../../src/launch/engine/runtime-folder';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { readBase } from '../../src/train/formats/read-base';
import { differences } from '../../test/fixtures/keras-golden';

// `npm run compare-keras` (or `npm run compare-keras -- MobileNet VGG16`) lets Keras save networks of Keras Applications
// with random weights, reads them, and says how far the outputs are from Keras's, at ten layers and at the logits.
// `KERAS_PYTHON` names a Python that has TensorFlow; without it one is made, beside the files.
const folder = path.resolve(process.env.KERAS_FILES ?? path.join(import.meta.dirname, '../../.keras-files'));
const allowed = 1e-4;

function run(program: string, ...programArguments: string[]): void {
  const { status, error } = spawnSync(program, programArguments, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${error?.message ?? `status ${status}`}.`);
}

function pythonWithKeras(): string {
  if (process.env.KERAS_PYTHON) return process.env.KERAS_PYTHON;
  const environment = path.join(folder, 'python');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python)) return python;
  run(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '-r', path.join(import.meta.dirname, 'requirements.txt'));
  return python;
}

async function compare(names: readonly string[]): Promise<void> {
  const { tf } = loadTfjsNode(tfjsNodePackage(runtimeFolder()));
  const ending = '.golden.json';
  const made = (await readdir(folder)).flatMap((file) =>
    file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
  );
  console.log(
    `| network | file | layers | tensors | furthest | logits |\n| --- | --- | --- | --- | --- | --- |`,
  );
  for (const name of names.length > 0 ? names : made) {
    for (const kind of ['h5', 'keras']) {
      try {
        const { topology, weights } = await readBase(path.join(folder, `${name}.${kind}`));
        const found = [
          ...(await differences(tf, topology, weights, path.join(folder, name + ending))).values(),
        ];
        const furthest = Math.max(...found);
        const [shown, logits] = [furthest, found.at(-1) ?? Number.NaN].map((value) => value.toExponential(1));
        const row = [name, `.${kind}`, topology.layers.length, found.length, shown, logits];
        console.log(`| ${row.join(' | ')} |`);
        if (!(furthest < allowed)) process.exitCode = 1;
      } catch (error) {
        console.log(`| ${name} | .${kind} | ${error instanceof Error ? error.message : error} |`);
        process.exitCode = 1;
      }
    }
  }
}

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const isMade = (name: string) => existsSync(path.join(folder, `${name}.golden.json`));
  if (names.length === 0 || !names.every(isMade)) {
    run(pythonWithKeras(), path.join(import.meta.dirname, 'make-applications.py'), folder, ...names);
  }
  await compare(names);
}

void main(process.argv.slice(2));
