import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runtimeFolder, tfjsNodePackage } from '../../src/launch/engine/runtime-folder';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { readBase } from '../../src/train/formats/read-base';
import { differences } from '../../test/fixtures/keras-golden';
import { layerOfModule, mistakes } from '../../test/fixtures/pytorch-golden';

// `npm run compare-pytorch` (or `npm run compare-pytorch -- resnet18 timm/efficientnet_b0`) lets PyTorch save networks of
// torchvision and timm with random weights, reads them, and says how far the outputs are from PyTorch's, at each block and
// at the logits; and how near a network comes that is read wrongly on purpose. `PYTORCH_PYTHON` names a Python that has
// what `requirements.txt` lists; without it one is made, beside the files.
const folder = path.resolve(
  process.env.PYTORCH_FILES ?? path.join(import.meta.dirname, '../../.pytorch-files'),
);
const allowed = 1e-4;

function run(program: string, ...programArguments: string[]): void {
  const { status, error } = spawnSync(program, programArguments, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${error?.message ?? `status ${status}`}.`);
}

function pythonWithPyTorch(): string {
  if (process.env.PYTORCH_PYTHON) return process.env.PYTORCH_PYTHON;
  const environment = path.join(folder, 'python');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python)) return python;
  run(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '-r', path.join(import.meta.dirname, 'requirements.txt'));
  return python;
}

const fileOf = (name: string) => path.join(folder, name.replace('/', '-'));

async function compare(names: readonly string[]): Promise<void> {
  const { tf } = loadTfjsNode(tfjsNodePackage(runtimeFolder()));
  const ending = '.golden.json';
  const made = (await readdir(folder)).flatMap((file) =>
    file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
  );
  console.log('| network | read as | layers | tensors | furthest | logits | nearest mistake |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const name of names.length > 0 ? names : made) {
    const golden = fileOf(name) + ending;
    const file = ['.safetensors', '.pth'].map((kind) => fileOf(name) + kind).find(existsSync);
    try {
      if (file === undefined) throw new Error('was not made');
      const { topology, weights } = await readBase(file);
      const at = (module: string) => layerOfModule(topology, module);
      const found = [...(await differences(tf, topology, weights, golden, at)).values()];
      const furthest = Math.max(...found);
      let nearest = ['none', Number.POSITIVE_INFINITY] as [string, number];
      for (const [what, make] of Object.entries(mistakes)) {
        const wrong = make({ topology, weights });
        if (wrong === undefined) continue;
        const far = Math.max(
          ...(
            await differences(tf, wrong.topology, wrong.weights, golden, at).catch(() => new Map([['', 1]]))
          ).values(),
        );
        if (!(far >= nearest[1])) nearest = [what, far];
      }
      const shown = [furthest, found.at(-1) ?? Number.NaN].map((value) => value.toExponential(1));
      const mistake = `${nearest[1].toExponential(1)} (${nearest[0]})`;
      const row = [name, topology.name, topology.layers.length, found.length, ...shown, mistake];
      console.log(`| ${row.join(' | ')} |`);
      if (!(furthest < allowed && nearest[1] > allowed)) process.exitCode = 1;
    } catch (error) {
      console.log(`| ${name} | ${error instanceof Error ? error.message : error} |`);
      process.exitCode = 1;
    }
  }
}

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const isMade = (name: string) => existsSync(`${fileOf(name)}.golden.json`);
  if (names.length === 0 || !names.every(isMade))
    run(pythonWithPyTorch(), path.join(import.meta.dirname, 'make-networks.py'), folder, ...names);
  await compare(names);
}

void main(process.argv.slice(2));
