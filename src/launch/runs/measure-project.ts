import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import { seededRandom, shuffle } from '../../design/images/random';
import { splitImages } from '../../design/images/split-images';
import type { Measurement } from '../../design/measurement';
import { normalisationsToMeasure } from '../../design/network/cuts-to-measure';
import { TransferError } from '../../design/transfer-error';
import { groupNames } from '../../disk/images/name-groups';
import type { MeasuredImage, MeasureQuestion } from '../../shared/measure-question';
import { KeptMeasurements, type MeasurementLookup, measurementLookup } from '../project/kept-measurement';
import type { Project } from '../project/project';
import { askProcess } from './ask-process';
import type { RunLaunch } from './run-process';

/** So many images are looked at where nothing else is asked for, and at most. */
export const measuredImages = { usual: 500, most: 2_000 } as const;

/** What is being done, as people are told. */
export const measureStages = { images: 'images through the base', cuts: 'cuts judged' } as const;

export type MeasureStage = keyof typeof measureStages;

const measuringProcess = {
  bundle: 'measure',
  answer: 'measurement',
  code: 'measure-impossible',
  nothing: 'Nothing was measured',
  name: 'the measuring process',
} as const;

export interface MeasureOptions {
  /** The number of images, at most. */
  readonly images?: number;
  /** Told what is being done, where it takes a while. */
  readonly onProgress?: (stage: MeasureStage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Whether nobody waits for it. */
  readonly inBackground?: boolean;
}

/**
 * Measures the base of a project on some of its training images, in a process of its own; what was measured of the same base
 * and images before is taken from the project's folder, unless another number of images is asked for.
 *
 * @throws TransferError `measure-impossible` where the project has no plan, or its images tell nothing; `base-…`, `engine`
 * @throws the signal's reason
 */
export async function measureProject(
  project: Project,
  launch: RunLaunch,
  options: MeasureOptions = {},
): Promise<Measurement> {
  const lookup = measurementLookup(project);
  if (lookup === undefined)
    throw new TransferError(
      'measure-impossible',
      'There is nothing to measure yet: the base has to be on this disk, and the images. Mend the errors in the file first.',
    );
  const kept = await KeptMeasurements.of(project.folder, launch.installation);
  const before = await kept.read(lookup);
  const asked = Math.min(options.images ?? before?.asked ?? measuredImages.usual, measuredImages.most);
  if (before !== undefined && before.asked === asked) return before.measurement;
  const { inBackground = false } = options;
  const question = { ...(await questionOf(project, lookup, asked)), inBackground };
  const measurement = await askProcess<Measurement, MeasureStage>(
    measuringProcess,
    question,
    launch,
    options,
  );
  await kept.keep(lookup, asked, measurement);
  return measurement;
}

async function questionOf(
  project: Project,
  { base, plan, cuts }: MeasurementLookup,
  most: number,
): Promise<MeasureQuestion> {
  return {
    base: base.modelFile,
    input: plan.base.input,
    cuts,
    normalisations: normalisationsOf(project, cuts),
    images: await sampleOf(project, plan, most),
    classes: plan.dataset.classes.length,
    cacheFolder: path.join(project.folder, '.transfer', 'features'),
  };
}

function normalisationsOf({ graph }: Project, cuts: MeasurementLookup['cuts']): readonly string[] {
  const facts = graph && factsOf(graph);
  return facts ? normalisationsToMeasure(facts, cuts) : [];
}

/** Training images alone: what validation says of a cut must not have been used to choose it. Each class has its share. */
export async function sampleOf(
  { dataset }: Project,
  { dataset: planned, training: { seed } }: MeasurementLookup['plan'],
  most: number,
): Promise<readonly MeasuredImage[]> {
  if (!dataset?.train.found) return [];
  const { facts } = dataset.train;
  const { classes, groupBy } = planned;
  const validation = typeof planned.validation === 'number' ? planned.validation : 0;
  const groups = groupBy === null || validation <= 0 ? undefined : await groupNames(groupBy, facts);
  const { train } = splitImages(facts, classes, { validation, seed, groups });
  const share = Math.min(1, most / train.length);
  return classes.flatMap((name, label) => {
    const images = train.filter((image) => image.label === label);
    const count = Math.min(images.length, Math.max(2, Math.round(images.length * share)));
    const drawn = shuffle(images, seededRandom('measured', seed, name)).slice(0, count);
    return drawn.map(({ file }) => ({ path: path.join(facts.path, ...file.split('/')), label }));
  });
}
