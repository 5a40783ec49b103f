import path from 'node:path';
import { copyPhotographs } from '../../scripts/photographs/photographs';
import { efficientNetLite0 } from '../../src/catalog/efficientnet-lite0';
import type { Part } from '../trial';
import { forget, writeProject } from '../work-project';
import { kerasLite0 } from './prefix';

const epochs = 20;

/** What a person waits for who has photographs and wants a classifier: all processes, from their start to their end. */
export const photographsPart: Part = {
  name: 'photographs',
  title: 'A head on 150 photographs',
  async prepare(tools) {
    const { name, input } = efficientNetLite0;
    const { scale } = input;
    if (typeof scale !== 'object')
      throw new Error('The base scales pixels in another way than Keras is told.');
    const project = await writeProject(
      tools.place('photographs'),
      `base: ${name}
dataset: { path: images, similarity: similar, size: small }
case: 1
head: { layers: [] }
train: { phases: [{ train: head, epochs: ${epochs}, learningRate: 0.001, patience: ${epochs} }] }
`,
      (folder) => copyPhotographs(path.join(folder, 'images')),
    );
    const { file } = await kerasLite0(tools);
    const images = path.join(project, 'images');
    const words = [file, images, String(epochs), String(scale.mean[0]), String(scale.std[0])];
    const [cold, warm, once, inside] = [
      'cold',
      'cache warm',
      'Keras, features computed once',
      'Keras, frozen base inside `fit`',
    ];
    const what = `${epochs} epochs of a head on EfficientNet-Lite0, 150 photographs, process included`;
    return [
      {
        about: `${what}: the terminal's command with all that it starts, and the whole Python process.`,
        arms: [
          {
            name: cold,
            async run() {
              await forget(project);
              return (await tools.train(project)).took;
            },
          },
          { name: warm, run: async () => (await tools.train(project)).took },
          { name: once, run: () => tools.kerasProcess('keras_photographs.py', 'once', ...words) },
          { name: inside, run: () => tools.kerasProcess('keras_photographs.py', 'inside', ...words) },
        ],
        figures: [
          {
            ...{ what: `${what} / Keras with features computed once`, arm: cold, against: once },
            ...{ quantity: 'time', atMost: 0.5 },
          },
          {
            ...{ what: 'the same / the usual script, frozen base inside `fit`', arm: cold, against: inside },
            ...{ quantity: 'time', atMost: 1 / 20 },
          },
          {
            ...{ what: 'the same, cache warm / the usual script', arm: warm, against: inside },
            ...{ quantity: 'time', atMost: 1 / 80 },
          },
        ],
      },
    ];
  },
};
