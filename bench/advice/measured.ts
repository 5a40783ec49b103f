import path from 'node:path';
import type { Similarity } from '../../src/design/config';
import type { Measurement } from '../../src/design/measurement';
import type { Engines } from '../../src/train/engines/load-engines';
import { readImages } from '../../src/train/images/read-images';
import { measureBase } from '../../src/train/measure/measure-base';
import { similarityTo } from './bases';
import { openPlan, type Planned, plannedOf, seeds } from './grid';
import type { OpenTask } from './trials';

/** What would be trained on a task, seed by seed, by whoever follows the advice, the rule of thumb or the habit. */
export interface ChosenPlans {
  /** By the program, from what it measured of the training images. */
  readonly advice: readonly Planned[];
  /** The same, and after the head the base is trained with it. */
  readonly fineTuned: readonly Planned[];
  /** By the four cases, told the truth of size and similarity. */
  readonly rule: readonly Planned[];
  /** The base cut before its classifier, and frozen. */
  readonly habit: readonly Planned[];
  readonly measurements: readonly Measurement[];
}

/** Measures a task's training images, each seed's own, and plans by the answers. */
export async function chosenPlans(open: OpenTask, engines: Engines): Promise<ChosenPlans> {
  const { project, inFile, cuts, base, task } = open;
  const measurements: Measurement[] = [];
  for (const seed of seeds) measurements.push(await measured(open, seed, engines));
  const rule = similarityTo(base, task.subject) satisfies Similarity;
  const last = cuts.at(-1)?.layer ?? '';
  const advice = seeds.map((seed, at) => openPlan(project, inFile, seed, measurements[at] as Measurement));
  return {
    measurements,
    advice,
    fineTuned: advice.map(({ cut }) => ({ cut, tuned: true })),
    rule: seeds.map((seed) => openPlan(project, inFile, seed, rule)),
    habit: seeds.map(() => ({ cut: last, tuned: false })),
  };
}

/** The training images alone, as the program does it; of the cuts those of the grid, for only they were trained. */
async function measured(
  { project, inFile, cuts }: OpenTask,
  seed: number,
  engines: Engines,
): Promise<Measurement> {
  const plan = plannedOf(project, inFile, { cut: cuts[0]?.layer ?? '', tuned: false }, seed);
  const { images } = await readImages(plan, () => {});
  const question = {
    base: project.base?.modelFile ?? '',
    input: plan.base.input,
    cuts,
    images: images
      .filter(({ side }) => side === 'train')
      .map(({ path: file, label }) => ({ path: file, label })),
    classes: plan.dataset.classes.length,
    cacheFolder: path.join(project.folder, '.transfer', 'features'),
  };
  return measureBase(question, engines, () => {});
}
