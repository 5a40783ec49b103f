// npm run bench: the cached run, the same plan trained in place, the limit, and plain Keras where it is there.
// All arms take turns in one run, so that their ratios hold when the machine's speed drifts.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Plan } from '../src/design/plan';
import { runFolderLayout } from '../src/disk/files/run-folder-layout';
import { parseRunEvent } from '../src/shared/run-events';
import type { RunRecord } from '../src/shared/run-record';
import { BenchProject, jsonOf, median, nativeEngine, runSeconds } from './bench-project';
import { writeMobileNet } from './mobilenet-base';
import { writePictures } from './pictures';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: 'python3' },
    output: { type: 'string', default: path.join(import.meta.dirname, 'results.md') },
  },
});
const rounds = Number(options.rounds);
const images = 512;
const edge = 96;
const epochs = 20;

const transferFile = (head: string): string => `base: ./base/model.json
dataset: { path: images, similarity: similar }
case: 1
${head}
train:
  seed: 1
  phases: [{ train: head, epochs: ${epochs}, learningRate: 0.001, patience: ${epochs} }]
`;
const textbookHead = 'head: { layers: [] }';
const widerHead = 'head: { layers: [{ dense: 64 }, { dropout: 0.3 }] }';

/** The same phases with the frozen layers inside every step: only the decoded pixels are kept. */
const inPlace = (plan: Plan): Plan => ({
  ...plan,
  phases: plan.phases.map((phase) => ({ ...phase, cache: { cut: 'image', bytes: 0 } })),
});

interface Times {
  readonly cached: number[];
  readonly warm: number[];
  readonly warmHead: number[];
  readonly inPlace: number[];
  readonly limit: number[];
  readonly keras: number[];
  readonly decodeRate: number[];
  readonly prefixRate: number[];
}

const say = (text: string): void => console.log(text);
const { engine, node } = await nativeEngine();
const times: Times = {
  cached: [],
  warm: [],
  warmHead: [],
  inPlace: [],
  limit: [],
  keras: [],
  decodeRate: [],
  prefixRate: [],
};
const project = await BenchProject.make(transferFile(textbookHead), async (folder) => {
  await writeMobileNet(path.join(folder, 'base'), edge);
  await writePictures(path.join(folder, 'images'), images, 160);
});
const folderOf = (name: string): string => path.join(project.folder, name);
try {
  for (let round = 1; round <= rounds; round += 1) {
    await project.forget();
    times.cached.push(runSeconds(await project.run((plan) => plan, transferFile(textbookHead))));
    const warm = await project.run((plan) => plan, transferFile(widerHead));
    await requireWarm(warm);
    times.warm.push(runSeconds(warm));
    times.warmHead.push(warm.seconds?.train ?? Number.NaN);
    times.inPlace.push(runSeconds(await project.run(inPlace, transferFile(textbookHead))));
    const limit = await jsonOf(
      node.path,
      [
        '--import',
        'tsx',
        path.join(import.meta.dirname, 'limit-process.ts'),
        folderOf('base/model.json'),
        folderOf('images'),
        String(edge),
        'global_average_pooling2d',
        String(epochs),
      ],
      { TRANSFER_DESIGNER_TFJS_NODE: engine.location ?? '' },
    );
    if (limit === undefined) throw new Error('The limit could not be measured.');
    times.limit.push(limit.total ?? Number.NaN);
    times.decodeRate.push(images / (limit.decode ?? Number.NaN));
    times.prefixRate.push(images / (limit.prefix ?? Number.NaN));
    const keras = await jsonOf(
      options.python,
      [path.join(import.meta.dirname, 'keras_script.py'), folderOf('images'), String(edge), String(epochs)],
      {},
    );
    if (keras !== undefined) times.keras.push(keras.total ?? Number.NaN);
    say(
      `round ${round}: cached ${last(times.cached)} s, warm ${last(times.warm)} s, in place ${last(times.inPlace)} s, limit ${last(times.limit)} s, Keras ${keras ? last(times.keras) : 'not there'}`,
    );
  }
} finally {
  await project.close();
}

const small = await memoryOf(1_000);
const large = await memoryOf(10_000);

/** @throws Error if a run with a warm cache decoded an image or ran the frozen layers */
async function requireWarm({ name }: RunRecord): Promise<void> {
  const lines = (await readFile(folderOf(path.join('runs', name, runFolderLayout.events)), 'utf8')).split(
    '\n',
  );
  const used = lines.map(parseRunEvent).filter((event) => event?.event === 'cache');
  const work = used.reduce((sum, { computed, decoded }) => sum + computed + decoded, 0);
  if (used.length === 0 || work > 0) throw new Error(`The cache was not warm: ${JSON.stringify(used)}`);
}

function last(values: readonly number[]): string {
  return (values.at(-1) ?? Number.NaN).toFixed(2);
}

/** Peak memory of a cold run of case 1 on the demonstration base. */
async function memoryOf(count: number): Promise<number> {
  const text = `base: demo\ndataset: { path: images, similarity: similar, size: small }\ntrain: { phases: [{ train: head, epochs: 3, learningRate: 0.001, patience: 3 }] }\n`;
  const many = await BenchProject.make(text, (folder) =>
    writePictures(path.join(folder, 'images'), count, 64),
  );
  try {
    const record = await many.run();
    say(`${count} images: ${Math.round((record.peakMemoryBytes ?? 0) / 1e6)} MB`);
    return record.peakMemoryBytes ?? Number.NaN;
  } finally {
    await many.close();
  }
}

/** The median of the rounds' own ratios. */
function ratio(one: readonly number[], other: readonly number[]): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}

const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(2)} s (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
const verdict = (reached: boolean): string => (reached ? 'reached' : '**missed**');
const warmBound = median(
  times.warm.map((value, round) => value - (1.2 * (times.warmHead[round] ?? 0) + 0.5)),
);
const memory = large / small;

const rows = [
  ['cached run, cold', spread(times.cached)],
  ['cached run, another head, cache warm', spread(times.warm)],
  ["of which the head's epochs", spread(times.warmHead)],
  ['same plan in place (frozen layers in every step)', spread(times.inPlace)],
  ['the limit: decode, one forward pass, the head', spread(times.limit)],
  [
    'plain Keras, same work',
    times.keras.length === 0 ? 'no Python with TensorFlow here' : spread(times.keras),
  ],
];
const figures = [
  [
    'cached / limit',
    ratio(times.cached, times.limit).toFixed(2),
    'at most 1.3',
    verdict(ratio(times.cached, times.limit) <= 1.3),
  ],
  [
    'in place / cached',
    ratio(times.inPlace, times.cached).toFixed(1),
    'at least 10',
    verdict(ratio(times.inPlace, times.cached) >= 10),
  ],
  ['warm − (1.2 × head + 0.5 s)', `${warmBound.toFixed(2)} s`, 'at most 0', verdict(warmBound <= 0)],
  ['peak memory, 10,000 / 1,000 images', memory.toFixed(2), 'at most 1.3', verdict(memory <= 1.3)],
  ...(times.keras.length === 0
    ? []
    : [['cached / Keras', ratio(times.cached, times.keras).toFixed(2), '', '']]),
];
const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const report = `# Benchmark

Made by \`npm run bench\`; ${rounds} rounds, the arms in turn, medians with the least and the most. ${images} JPEGs,
a MobileNet of width 1.0 at ${edge}×${edge} (random weights: speed does not ask), ${epochs} epochs, batch 32. Process start
and loading the engine (0.4–1.1 s) are counted apart. ${os.cpus().length} cores, ${engine.name}, Node ${node.version}.

${table(['arm', 'seconds'], rows)}

${table(['figure', 'measured', 'wanted', ''], figures)}

Decoding alone: ${median(times.decodeRate).toFixed(0)} images a second; the frozen prefix alone: ${median(times.prefixRate).toFixed(0)} images a second.
Peak memory: ${Math.round(small / 1e6)} MB for 1,000 images and ${Math.round(large / 1e6)} MB for 10,000 (demonstration base).
`;
await writeFile(options.output, report);
say(report);
