import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readBase } from '../../src/train/formats/read-base';
import { withInputSize } from '../../src/train/network/sized-input';
import { upTo } from '../../src/train/network/topology';
import { onnxModelBytes } from '../../src/train/onnx/onnx-model';
import { networkModel } from '../../src/train/onnx/written/network-model';
import type { BenchTools } from '../bench-tools';
import { writePictures } from '../pictures';
import type { Part } from '../trial';
import { forget, tookFor, writeProject } from '../work-project';
import { kerasReference } from './training';

const [images, edge, epochs, cut] = [1_000, 96, 20, 'global_average_pooling2d'];

/** A cold run against a program that does the same and nothing else. */
export const limit: Part = {
  name: 'limit',
  title: 'A cold run and the limit',
  async prepare(tools) {
    const base = await tools.kerasBase('mobilenet-v2', String(edge), 'limit.h5');
    const project = await headProject(tools, 'limit', base, images);
    const prefix = await onnxPrefix(tools, base);
    const [run, least, warm] = ['cold run', 'the limit', 'warm run'];
    const call = [prefix, path.join(project, 'images'), String(edge), String(epochs), tools.onnxRuntime];
    return [
      {
        about: `${images.toLocaleString('en')} JPEGs of 160×160, MobileNetV2 at ${edge}×${edge}, ${epochs} epochs of a softmax. The run's process, whole; the limit decodes every image, passes it through the frozen layers once and trains the head in memory, and does nothing else.`,
        arms: [
          {
            name: run,
            async run() {
              await forget(project);
              return tookFor('run', (await tools.train(project)).record);
            },
          },
          { name: warm, run: async () => tookFor('run', (await tools.train(project)).record) },
          { name: least, run: () => tools.module('limit-process.ts', ...call) },
        ],
        figures: [
          {
            ...{ what: 'cold cached run / the limit (decode, one pass, head)', arm: run, against: least },
            ...{ quantity: 'time', atMost: 1.2 },
          },
          { what: 'warm run / cold run', arm: warm, against: run, quantity: 'time', atMost: null },
        ],
      },
    ];
  },
};

/** A head on MobileNetV2. @returns the project's folder */
export function headProject(tools: BenchTools, name: string, base: string, count: number): Promise<string> {
  return writeProject(
    tools.place(name),
    `base: ${kerasReference(base, edge)}
dataset: { path: images, similarity: similar, size: small }
case: 1
head: { layers: [] }
train: { phases: [{ train: head, epochs: ${epochs}, learningRate: 0.001, patience: ${epochs} }] }
`,
    (folder) => writePictures(path.join(folder, 'images'), count, 160),
  );
}

async function onnxPrefix(tools: BenchTools, base: string): Promise<string> {
  const { topology, weights } = await readBase(base, [edge, edge]);
  const file = tools.place('limit.onnx');
  await writeFile(
    file,
    onnxModelBytes(networkModel(upTo(withInputSize(topology, [edge, edge]), cut), weights)),
  );
  return file;
}
