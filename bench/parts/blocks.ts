import path from 'node:path';
import type { TrainedRun } from '../bench-tools';
import { writePictures } from '../pictures';
import type { Part } from '../trial';
import { forget, tookFor, writeProject } from '../work-project';
import { kerasFit, kerasReference } from './training';

const [images, validation, edge, epochs] = [1_000, 64, 96, 5];

/** A third of the base trains behind a prefix that is computed once, where Keras computes it in every epoch. */
export const blocks: Part = {
  name: 'blocks',
  title: 'Last blocks unfrozen',
  async prepare(tools) {
    const base = await tools.kerasBase('mobilenet-v2', String(edge), 'blocks.h5');
    const project = await writeProject(
      tools.place('blocks'),
      `base: ${kerasReference(base, edge)}
dataset: { path: images, validation: validation, similarity: similar, size: large }
case: 3
train:
  phases:
    - train: ["block_12_*", "block_13_*", "block_14_*", "block_15_*", "block_16_*", "Conv_1*", head]
      epochs: ${epochs}
      learningRate: 0.0001
      patience: ${epochs}
      batchNorm: batch
`,
      async (folder) => {
        await writePictures(path.join(folder, 'images'), images, edge);
        await writePictures(path.join(folder, 'validation'), validation, edge);
      },
    );
    let last: TrainedRun | undefined;
    const what = 'last blocks unfrozen (a third of MobileNetV2), the prefix cached';
    const [cached, keras] = [
      'decoded, prefix once, five blocks trained',
      'Keras: decoded, the same layers frozen',
    ];
    return [
      {
        about: `From files to the end of training, the start of the process left out: ${images.toLocaleString('en')} images at ${edge}×${edge}, ${epochs} epochs.`,
        arms: [
          {
            name: cached,
            async run() {
              await forget(project);
              last = await tools.train(project);
              return tookFor('limit', last.record);
            },
          },
          {
            name: keras,
            run: async () => {
              if (last === undefined) throw new Error('No run came before.');
              const [train, judged] = ['images', 'validation'].map((name) => path.join(project, name));
              return kerasFit(tools, last, { images: train ?? '', validation: judged ?? '', epochs });
            },
          },
        ],
        figures: [
          {
            ...{ what: `${what} / Keras with the same layers frozen in the model`, arm: cached },
            ...{ against: keras, quantity: 'time', atMost: 0.5 },
          },
        ],
      },
    ];
  },
};
