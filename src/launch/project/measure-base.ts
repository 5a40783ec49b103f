import { createHash } from 'node:crypto';
import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import { seededRandom, shuffle } from '../../design/images/random';
import { splitImages } from '../../design/images/split-images';
import type { Measurement } from '../../design/measurement';
import { cutsToMeasure } from '../../design/network/cuts-to-measure';
import { type ErrorCode, TransferError } from '../../design/transfer-error';
import { groupNames } from '../../disk/images/name-groups';
import type { MeasuredImage, MeasureQuestion } from '../../shared/measure-question';
import { engineEnvironment } from '../engine/engine-choice';
import { bundleFile, packageVersion } from '../programs/installation';
import { answerIn, lastWords, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';
import type { RunLaunch } from '../runs/run-process';
import { KeptJson } from './kept-json';
import type { Project } from './project';

/** So many images are looked at where nothing else is asked for, and at most. */
export const measuredImages = { usual: 500, most: 2_000 } as const;

export interface MeasureOptions {
  /** The number of images, at most. */
  readonly images?: number;
  /** Told what is being done, where it takes a while. */
  readonly onProgress?: (stage: 'images' | 'cuts', done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Measures the base of a project on some of its training images, in a process of its own; what was measured of the same base
 * and images before is taken from the project's folder.
 *
 * @throws TransferError `measure-impossible` where the project has no plan, or its images tell nothing; `base-…`, `engine`
 * @throws the signal's reason
 */
export async function measureProject(
  project: Project,
  launch: RunLaunch,
  options: MeasureOptions = {},
): Promise<Measurement> {
  const question = await questionOf(project, options.images ?? measuredImages.usual);
  const kept = new KeptJson(
    path.join(project.folder, '.transfer', 'measured'),
    'measured',
    await packageVersion(launch.installation),
  );
  const name = `${keyOf(question, project)}.json`;
  const before = (await kept.read(name)) as Measurement | undefined;
  if (before !== undefined) return before;
  const measurement = await ask(question, launch, options);
  await kept.keep(name, measurement);
  return measurement;
}

async function questionOf(project: Project, most: number): Promise<MeasureQuestion> {
  const { result, base, graph, parsed, folder } = project;
  const { plan } = result;
  const facts = graph && factsOf(graph);
  if (plan === undefined || base === undefined || facts === undefined)
    throw new TransferError(
      'measure-impossible',
      'There is nothing to measure yet: the base has to be there, and the images. Mend the errors in the file first.',
    );
  return {
    base: base.modelFile,
    input: plan.base.input,
    cuts: cutsToMeasure(parsed, facts),
    images: await sampleOf(project, plan, Math.min(most, measuredImages.most)),
    classes: plan.dataset.classes.length,
    cacheFolder: path.join(folder, '.transfer', 'features'),
  };
}

/** Training images alone: what validation says of a cut must not have been used to choose it. Each class has its share. */
async function sampleOf(
  { dataset }: Project,
  { dataset: planned, training: { seed } }: NonNullable<Project['result']['plan']>,
  most: number,
): Promise<readonly MeasuredImage[]> {
  if (!dataset?.train.found) return [];
  const { facts } = dataset.train;
  const validation = typeof planned.validation === 'number' ? planned.validation : 0;
  const groups =
    planned.groupBy === null || validation <= 0 ? undefined : await groupNames(planned.groupBy, facts);
  const { train } = splitImages(facts, planned.classes, { validation, seed, groups });
  const share = Math.min(1, most / train.length);
  return planned.classes.flatMap((name, label) => {
    const images = train.filter((image) => image.label === label);
    const count = Math.min(images.length, Math.max(2, Math.round(images.length * share)));
    const drawn = shuffle(images, seededRandom('measured', seed, name)).slice(0, count);
    return drawn.map(({ file }) => ({ path: path.join(facts.path, ...file.split('/')), label }));
  });
}

/** Everything that the answer depends on. */
function keyOf({ input, cuts, images, classes }: MeasureQuestion, { base, dataset }: Project): string {
  const bytes = new Map(
    dataset?.train.found
      ? dataset.train.facts.classes.flatMap((one) =>
          one.images.map((image) => [image.file, image.bytes] as const),
        )
      : [],
  );
  const folder = dataset?.train.found ? dataset.train.facts.path : '';
  const looks = images.map(({ path: file, label }) => {
    const name = path.relative(folder, file).split(path.sep).join('/');
    return [name, label, bytes.get(name)];
  });
  const hash = createHash('sha256').update(JSON.stringify([base?.fingerprint, input, cuts, looks, classes]));
  return hash.digest('hex');
}

async function ask(
  question: MeasureQuestion,
  launch: RunLaunch,
  { onProgress, signal }: MeasureOptions,
): Promise<Measurement> {
  let measurement: Measurement | undefined;
  let problem: { readonly code: ErrorCode; readonly message: string } | undefined;
  const read = lineReader((line) => {
    const told = answerIn(line);
    if (told && 'measurement' in told) measurement = told.measurement as Measurement;
    if (told && 'problem' in told) problem = told.problem as typeof problem;
    if (told && 'stage' in told && 'done' in told && 'total' in told)
      onProgress?.(told.stage as 'images' | 'cuts', Number(told.done), Number(told.total));
  });
  const ended = await runToEnd(launch.node.path, [bundleFile(launch.installation, 'measure')], {
    environment: { ...launch.node.environment, ...engineEnvironment(launch.engine) },
    input: JSON.stringify(question),
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (measurement !== undefined) return measurement;
  if (problem !== undefined) throw new TransferError(problem.code, problem.message);
  throw new TransferError(
    'measure-impossible',
    `Nothing was measured: ${lastWords(ended, 'the measuring process')}.`,
  );
}
