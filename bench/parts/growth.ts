import path from 'node:path';
import type { BenchTools } from '../bench-tools';
import { writeChain } from '../chain-base';
import { writePictures } from '../pictures';
import type { Figure, Part, Trial } from '../trial';
import { forget, tookFor, writeProject } from '../work-project';

/** Time per unit of work, the larger by the smaller: linear within a fifth. */
const mostTime = 1.2;
/** Peak memory, the larger by the smaller, where it should not grow. */
const mostMemory = 1.2;

/** One thing that grows, and what a run does with each size of it. */
interface Growth {
  /** What grows, in the plural. */
  readonly what: string;
  readonly about: string;
  readonly sizes: readonly number[];
  /** How much work a size is; the size itself by default. */
  readonly units?: (size: number) => number;
  /** Which time of a run is measured. */
  readonly part: 'training' | 'run';
  readonly isFlatInMemory: boolean;
  project(folder: string, size: number): Promise<string>;
}

const onePhase = (train: string, epochs: number, rate: number): string =>
  `train: { phases: [{ train: ${train}, epochs: ${epochs}, learningRate: ${rate}, patience: ${epochs} }] }`;
const images = (size: 'small' | 'large'): string =>
  `dataset: { path: images, similarity: similar, size: ${size} }`;

const headOfDemo = (folder: string, count: number, classes: number, head: string): Promise<string> =>
  writeProject(
    folder,
    `base: demo\n${images('small')}\ncase: 1\nhead: ${head}\n${onePhase('head', 5, 0.001)}\n`,
    (place) => writePictures(path.join(place, 'images'), count, 64, classes),
  );

const growths: readonly Growth[] = [
  {
    what: 'images',
    about: 'A cold run of a head on the demonstration base, its process whole; work: an image.',
    ...{ sizes: [1_000, 10_000], part: 'run', isFlatInMemory: true },
    project: (folder, size) => headOfDemo(folder, size, 4, '{ layers: [] }'),
  },
  {
    what: 'layers',
    about: 'All of a chain of equal convolutions trains for 3 epochs on 320 images of 32×32; work: a layer.',
    ...{ sizes: [20, 150], part: 'training', isFlatInMemory: false },
    project: (folder, size) =>
      writeProject(
        folder,
        `base: ./base/model.json\n${images('large')}\ncase: 3\n${onePhase('everything', 3, 0.00001)}\n`,
        async (place) => {
          await writeChain(path.join(place, 'base'), size);
          await writePictures(path.join(place, 'images'), 400, 32);
        },
      ),
  },
  {
    what: 'classes',
    about:
      'A cold run of a head on the demonstration base with 4,000 images, its process whole; work: an image.',
    ...{ sizes: [10, 1_000], part: 'run', isFlatInMemory: true, units: () => 1 },
    project: (folder, size) => headOfDemo(folder, 4_000, size, '{ layers: [] }'),
  },
  {
    what: 'weights of the head',
    about: 'A head on the demonstration base trains for 5 epochs on 800 images; work: a weight.',
    ...{ sizes: [1_000, 100_000, 1_000_000], part: 'training', isFlatInMemory: true },
    project: (folder, size) => headOfDemo(folder, 1_000, 4, `{ layers: [{ dense: ${unitsFor(size)} }] }`),
  },
];

/** Of a hidden layer that makes a head of so many weights: each unit has one a feature, one a class and its bias. */
function unitsFor(weights: number): number {
  return Math.max(1, Math.round(weights / (featuresOfDemo + 4 + 1)));
}
/** Of the layer that a head of case 1 comes on. */
const featuresOfDemo = 64;

/** How time per unit of work and peak memory change as images, layers, classes and heads grow. */
export const growth: Part = {
  name: 'growth',
  title: 'Growth',
  async prepare(tools) {
    const trials: Trial[] = [];
    for (const each of growths) trials.push(await trialOf(each, tools));
    return trials;
  },
};

async function trialOf(growing: Growth, tools: BenchTools): Promise<Trial> {
  const { what, about, sizes, part, isFlatInMemory, units = (size) => size } = growing;
  const nameOf = (size: number): string => `${size.toLocaleString('en')} ${what}`;
  const arms = [];
  for (const size of sizes) {
    const project = await growing.project(tools.place(`growth-${what}-${size}`.replaceAll(' ', '-')), size);
    const run = async () => {
      await forget(project);
      return tookFor(part, (await tools.train(project)).record);
    };
    arms.push({ name: nameOf(size), run });
  }
  const [least = 0, most = 0] = [sizes[0], sizes.at(-1)];
  const time = sizes.slice(0, -1).map(
    (size): Figure => ({
      what: `growth, ${what} ${size.toLocaleString('en')} → ${most.toLocaleString('en')}: time per unit of work`,
      ...{ arm: nameOf(most), against: nameOf(size) },
      ...{ quantity: 'time', units: [units(most), units(size)], atMost: mostTime },
    }),
  );
  const memory: Figure = {
    what: `growth, ${what} ${least.toLocaleString('en')} → ${most.toLocaleString('en')}: peak memory`,
    ...{ arm: nameOf(most), against: nameOf(least) },
    ...{ quantity: 'peak memory', atMost: isFlatInMemory ? mostMemory : null },
  };
  return { about, arms, figures: [...time, memory] };
}
