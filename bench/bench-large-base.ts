// npm run bench:large-base: how long is a Keras file of half a gigabyte looked at, the first time and then from its kept
// graph? Both as the editor and the terminal do it.
import { spawnSync } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pythonWithKeras } from '../scripts/keras/python-with-keras';
import { parseTransferFile } from '../src/design/format/parse';
import { bundleFile, installationAround } from '../src/launch/programs/installation';
import { findNode } from '../src/launch/programs/node-program';
import { findBase } from '../src/launch/project/project';
import { benchOptions } from './bench-options';
import { BenchProject, median } from './bench-project';

const { rounds, output } = benchOptions('bench:large-base', {
  rounds: { says: 'how often it is looked at', default: 5 },
  output: { says: 'the page', default: path.join(import.meta.dirname, 'large-base.md') },
});
const installation = installationAround(path.resolve(import.meta.dirname, '../dist'));
const node = await findNode();
const text = 'base: ./vgg16.h5\ndataset: { path: images }\n';

const load = os.loadavg()[0] ?? Number.NaN;
const project = await BenchProject.make(text, async (folder) =>
  outputOf(await pythonWithKeras(), [
    path.join(import.meta.dirname, 'keras_large.py'),
    path.join(folder, 'vgg16.h5'),
  ]),
);
const file = path.join(project.folder, 'vgg16.h5');
const first: number[] = [];
const kept: number[] = [];
const memory: number[] = [];
let bytes = 0;
try {
  bytes = (await stat(file)).size;
  await lookSeconds();
  // What has only just been changed is not known again unread: the file, and its folder, where the first look keeps things.
  await setTimeout(3000);
  for (let round = 0; round < rounds; round += 1) {
    await rm(path.join(project.folder, '.transfer', 'graphs'), { recursive: true, force: true });
    first.push(await lookSeconds());
    kept.push(await lookSeconds());
    memory.push(peakMemory());
    console.log(`round ${round + 1}: ${first.at(-1)?.toFixed(2)} s, then ${kept.at(-1)?.toFixed(3)} s`);
  }
} finally {
  await project.close();
}

/** As an editor or `check` looks at the base that the file names. @throws Error where it finds none */
async function lookSeconds(): Promise<number> {
  const begun = performance.now();
  const found = await findBase(parseTransferFile(text), project.folder, {
    ...{ installation, node, allowDownload: false },
  });
  if (found.graph === undefined) throw new Error(found.baseProblem?.message ?? 'There is no graph.');
  return (performance.now() - begun) / 1000;
}

/** Of the inspecting process, in MB. */
function peakMemory(): number {
  const required = ['--require', path.join(import.meta.dirname, 'tell-peak-memory.cjs')];
  const { stderr } = outputOf(node.path, [...required, bundleFile(installation, 'inspect'), file, 'any']);
  return Number(stderr.trim().split('\n').at(-1)) / 1000;
}

/** @throws Error where the program fails */
function outputOf(program: string, programArguments: readonly string[]): { readonly stderr: string } {
  const ended = spawnSync(program, programArguments, {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    maxBuffer: 64 * 1024 ** 2,
  });
  if (ended.status !== 0) throw new Error(`${program} failed: ${ended.error?.message ?? ended.stderr}`);
  return ended;
}

const row = (what: string, measured: string, wanted: string, isReached: boolean): string =>
  `| ${what} | ${measured} | ${wanted} | ${isReached ? 'reached' : '**missed**'} |`;
const range = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
const report = `# A large base

Made by \`npm run bench:large-base\`; ${rounds} rounds, medians with the least and the most. VGG16 with random weights as Keras
saves it, an \`.h5\` of ${(bytes / 1e6).toFixed(0)} MB, read before. ${os.cpus().length} cores (load ${load.toFixed(1)} when it began), Node ${node.version}.

| figure | measured | wanted |  |
| --- | --- | --- | --- |
${row('looked at for the first time, seconds', range(first, 2), 'under 3', median(first) < 3)}
${row('memory of the process that looks into it, MB', range(memory, 0), 'under 300', median(memory) < 300)}
${row(
  'looked at again, milliseconds',
  range(
    kept.map((seconds) => seconds * 1000),
    1,
  ),
  'at most 100',
  median(kept) <= 0.1,
)}
`;
await writeFile(output, report);
console.log(report);
