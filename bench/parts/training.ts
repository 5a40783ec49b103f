import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchTools, EnginesThere, TrainedRun } from '../bench-tools';
import { writePictures } from '../pictures';
import type { Arm, Part, Trial } from '../trial';
import { tookFor, writeProject } from '../work-project';

interface TrainedBase {
  readonly name: string;
  /** In words. */
  readonly title: string;
  readonly edge: number;
  readonly images: number;
  /** What `transfer.yaml` calls it. */
  reference(tools: BenchTools): Promise<string>;
}

const bases: readonly TrainedBase[] = [
  { name: 'demo', title: 'demonstration base', edge: 64, images: 2_000, reference: async () => 'demo' },
  {
    name: 'mobilenet-v2',
    title: 'MobileNetV2',
    edge: 96,
    images: 1_000,
    reference: async (tools) =>
      kerasReference(await tools.kerasBase('mobilenet-v2', '96', 'training.h5'), 96),
  },
];
const [epochs, batchSize, learningRate, validation] = [2, 32, 0.0001, 64];

/** All weights train, in batches of one size; what making the graph takes is left out on both sides. */
export const training: Part = {
  name: 'training',
  title: 'Full training',
  prepare: async (tools) => {
    const trials: Trial[] = [];
    for (const base of bases) trials.push(await trialOf(base, tools));
    return trials;
  },
};

/** A base as a Keras file, with what it takes pixels as. */
export function kerasReference(file: string, edge: number): string {
  return `{ model: ${file}, input: { size: [${edge}, ${edge}], resize: stretch, scale: "-1..1" } }`;
}

async function trialOf(base: TrainedBase, tools: BenchTools): Promise<Trial> {
  const { edge, images } = base;
  const what = `full training, ${base.title}, ${images.toLocaleString('en')} images at ${edge}×${edge}, batch ${batchSize}`;
  const project = await writeProject(
    tools.place(`training-${base.name}`),
    `base: ${await base.reference(tools)}
dataset: { path: images, validation: validation, similarity: similar, size: large }
case: 3
train:
  batchSize: ${batchSize}
  phases: [{ train: everything, epochs: ${epochs}, learningRate: ${learningRate}, patience: ${epochs}, batchNorm: batch }]
`,
    async (folder) => {
      await writePictures(path.join(folder, 'images'), images, edge);
      await writePictures(path.join(folder, 'validation'), validation, edge);
    },
  );
  let last: TrainedRun | undefined;
  const arm = (name: string, engines: EnginesThere): Arm => ({
    name,
    async run() {
      last = await tools.train(project, engines);
      return tookFor('training', last.record);
    },
  });
  const [tfjsNode, onnx, keras] = ['on tfjs-node', 'on ONNX Runtime, no tfjs-node', 'Keras fit, graph mode'];
  return {
    about: `${what}: ${epochs} epochs and ${validation} images scored after each, from bytes in memory or on disk; Keras trains the network that the run has saved.`,
    arms: [
      arm(tfjsNode, 'all'),
      arm(onnx, 'ONNX Runtime alone'),
      {
        name: keras,
        run: async () => {
          if (last === undefined) throw new Error('No run came before.');
          return kerasFit(tools, last, { images, validation, epochs });
        },
      },
    ],
    figures: [
      { what: `${what} / Keras \`fit\``, arm: tfjsNode, against: keras, quantity: 'time', atMost: 1 },
      {
        ...{ what: `the same on ONNX Runtime alone / Keras \`fit\``, arm: onnx, against: keras },
        ...{ quantity: 'time', atMost: 1.6 },
      },
      {
        ...{ what: `peak memory of training, ${base.title} / Keras's`, arm: tfjsNode, against: keras },
        ...{ quantity: 'peak memory', atMost: 1 },
      },
    ],
  };
}

/** Lets Keras train the network of a run as its last phase did. */
export async function kerasFit(
  tools: BenchTools,
  { folder, record }: TrainedRun,
  work: { images: number | string; validation: number | string; epochs: number },
) {
  const { phases, training: settings } = record.plan;
  const { trainable, learningRate: rate } = phases.at(-1) ?? { trainable: [], learningRate: Number.NaN };
  const model = await tools.exported(folder, 'fitted.h5');
  const task = tools.place('task.json');
  const { batchSize: size } = settings;
  await writeFile(task, JSON.stringify({ model, trainable, ...work, batchSize: size, learningRate: rate }));
  return tools.keras('keras_fit.py', task);
}
