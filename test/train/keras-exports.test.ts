import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pythonWithKeras } from '../../scripts/keras/python-with-keras';
import { lastAnswer } from '../../src/launch/programs/output-lines';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import { scalePixels } from '../../src/shared/pixel-scaling';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { exporters } from '../../src/train/exports/exporters';
import { openBase, withWeights } from '../../src/train/formats/read-base';
import { inputLayerOf } from '../../src/train/network/topology';
import type { GoldenFile } from '../../src/train/run/golden-file';
import { type ModelMetadata, readModelMetadata } from '../../src/train/run/model-metadata';
import { layerBases, nestedBases, saveBase } from '../fixtures/layer-bases';
import { oddBases } from '../fixtures/odd-bases';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

const allowed = 1e-5;
/** Refused, which the unit tests see. */
const noWordInKeras = 'UpSampling2D, bilinear';
const kinds = ['keras', 'h5'] as const;

/** What Keras is to answer: numbers as the network takes them, and what it gives for them. */
interface Task {
  readonly files: readonly string[];
  readonly shape: readonly number[];
  /** Base64 of 32-bit numbers. */
  readonly values: string;
  readonly answers: readonly number[];
}

let folder: string;
let python: string | undefined;
/** Why there is no Python with Keras. */
let reason = '';
let tf: TensorFlow;
let engine: ReturnType<typeof tensorFlowEngine>;
let native: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keras-exports-'));
  native = await nativeEngineFolder();
  const backend = loadTfjsNode(native);
  tf = backend.tf;
  engine = tensorFlowEngine(backend);
  python = await pythonWithKeras().catch((error: Error) => {
    reason = error.message;
    return undefined;
  });
}, 900_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** By each file's name how far Keras's answers are from those that it should give, or what it said. */
async function keras(tasks: readonly Task[]): Promise<Readonly<Record<string, unknown>>> {
  const file = path.join(folder, 'tasks.json');
  await writeFile(file, JSON.stringify(tasks));
  const script = path.join(import.meta.dirname, '../fixtures/keras/answers-of-keras.py');
  const { stdout, stderr } = await runToEnd(python ?? 'python3', [script, file]);
  const answer = lastAnswer(stdout, (found): found is { differences: object } => 'differences' in found);
  if (answer === undefined) throw new Error(stderr);
  return Object.fromEntries(
    Object.entries(answer.differences).map(([name, found]) => [path.relative(folder, name), found]),
  );
}

/** Exports what a base is, and asks it itself what Keras should answer. */
async function exported(place: string, name: string): Promise<Task> {
  const base = await openBase(place);
  const { topology, weights } = await withWeights(base);
  const [, ...edges] = inputLayerOf(topology).config.batch_input_shape as number[];
  const shape = [2, ...edges.map((edge) => edge ?? 32)];
  const values = Float32Array.from(
    { length: shape.reduce((product, edge) => product * edge, 1) },
    (_, at) => ((at * 37) % 255) / 127.5 - 1,
  );
  const network = await engine.network(topology, weights);
  const answers = [...(await network.outputs({ values, shape }))];
  network.dispose();
  const metadata: ModelMetadata = {
    classes: ['one', 'other'],
    input: {
      size: [16, 16],
      resize: 'stretch',
      scale: { mean: [0, 0, 0], std: [1, 1, 1], channels: 'rgb' },
    },
    base: name,
    cut: '',
  };
  const files = [];
  for (const kind of kinds) {
    const file = path.join(folder, `${name.replace(/\W+/g, '-')}.${kind}`);
    await exporters[kind].write({ ...base, metadata }, file, () => {});
    expect(readModelMetadata((await exporters[kind].open(file)).says)).toEqual(metadata);
    files.push(file);
  }
  return { files, shape, values: Buffer.from(values.buffer).toString('base64'), answers };
}

it('Keras answers as the network did that was exported, with every kind of layer', async ({ skip }) => {
  skip(python === undefined, `no Python with Keras: ${reason}`);
  const tasks: Task[] = [];
  for (const { about, build, refusedFor } of [...layerBases, ...nestedBases, ...oddBases]) {
    if (refusedFor !== undefined || about === noWordInKeras) continue;
    const model = build(tf);
    tasks.push(await exported(await saveBase(tf, model, path.join(folder, 'bases', about)), about));
    model.dispose();
  }
  const fixtures = path.resolve(import.meta.dirname, '../fixtures/keras');
  for (const name of ['functional', 'sequential', 'nested', 'modern']) {
    for (const major of [2, 3]) {
      const file = `keras${major}-${name}.keras`;
      tasks.push(await exported(path.join(fixtures, file), `again-${file}`));
    }
  }
  const found = await keras(tasks);
  expect(Object.keys(found)).toHaveLength(tasks.length * 2);
  const wrong = Object.entries(found).filter(
    ([, difference]) => !(typeof difference === 'number' && difference <= allowed),
  );
  expect(wrong).toEqual([]);
});

it("Keras gives a run's golden answers from what was exported by the terminal", async ({ skip }) => {
  skip(python === undefined, `no Python with Keras: ${reason}`);
  const workshop = await TerminalWorkshop.open(native);
  try {
    await workshop.call(['train', '--quiet']);
    const run = workshop.newestRun();
    const files = [];
    for (const kind of kinds) {
      const { status, stdout } = await workshop.call(['export', run, `net.${kind}`, '--to', kind, '--json']);
      expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, format: kind, goldenImages: 8 });
      files.push(path.join(workshop.folder, `net.${kind}`));
    }
    const golden: GoldenFile = JSON.parse(
      await readFile(path.join(workshop.folder, run, 'golden.json'), 'utf8'),
    );
    const says = (await exporters.keras.open(files[0] ?? '')).says;
    const { scale } = readModelMetadata(says)?.input ?? {};
    if (scale === undefined) throw new Error('The file does not say how pictures are given to it.');
    const pixels = golden.images.map((image) => Buffer.from(image.pixels, 'base64'));
    const values = new Float32Array(pixels.reduce((sum, { length }) => sum + length, 0));
    for (const [index, one] of pixels.entries()) scalePixels(one, scale, values, index * one.length);
    const task = {
      ...{ files, shape: [pixels.length, ...golden.shape] },
      values: Buffer.from(values.buffer).toString('base64'),
      answers: golden.images.flatMap(({ probabilities }) => probabilities),
    };
    const found = Object.values(await keras([task]));
    expect(found.map((difference) => typeof difference === 'number' && difference <= allowed)).toEqual([
      true,
      true,
    ]);
  } finally {
    await workshop.close();
  }
});
