import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import type { DatasetFacts } from '../../design/dataset-facts';
import type { ParsedFile } from '../../design/parsed-file';
import { epochWork } from '../../design/plan/plan-work';
import { fileOnImages } from '../../design/study/studied-file';
import {
  judgedShare,
  type StudiedImages,
  type StudyOptions,
  type StudyOutcome,
  type StudyResult,
  type StudyTraining,
  studyDefaults,
} from '../../design/study/study';
import {
  guessedPace,
  isPaceKnown,
  type StudyPace,
  secondsToGo,
  type TimedTraining,
} from '../../design/study/study-time';
import { type PlannedStudy, studyTrainings } from '../../design/study/study-trainings';
import { TransferError } from '../../design/transfer-error';
import { readMetrics } from '../../disk/runs/run-events-file';
import { readRunRecord, runFoldersIn } from '../../disk/runs/run-folder';
import type { EpochEvent } from '../../shared/run-events';
import { lookAtImages } from '../project/look-at-images';
import type { Project } from '../project/project';
import type { RunLaunch } from './run-process';
import { runsFolder } from './start-run';
import { keptTrial, runTrial, type Trial, type TrialProject, type TrialResult } from './trials';

/** What is to be studied. */
export interface StudyQuestion extends Partial<StudyOptions> {
  /** An absolute folder of images of the base's own classes, such as it was trained on, if there is one. */
  readonly source?: string;
}

/** A study that can be begun, or gone on with. */
export interface OpenedStudy {
  /** Without outcomes. */
  readonly none: StudyResult;
  readonly steps: readonly StudyStep[];
  /** The folder of the project, and the base. */
  readonly project: TrialProject;
  readonly fingerprint: string;
}

/** One training of the study, on the user's images or on the base's own. */
interface StudyStep {
  readonly of: 'yours' | 'source';
  readonly training: StudyTraining;
  readonly trial: Trial;
  readonly project: TrialProject;
  /** The share of the plan's images that it trains on. */
  readonly share: number;
}

/**
 * What a study of a project comes to, without beginning it.
 * @throws TransferError `study-impossible`
 * @throws the signal's reason where it stops the look at the source's images
 */
export async function openStudy(
  project: Project,
  question: StudyQuestion,
  signal?: AbortSignal,
): Promise<OpenedStudy> {
  const { base, graph, dataset, parsed, facts: known, result } = project;
  const facts = graph && factsOf(graph);
  if (!base || !facts || !dataset || !result.plan)
    throw impossible(
      'There is nothing to study yet: the base has to be on this disk, and the images. Mend the errors in the file first.',
    );
  const { source, ...given } = question;
  const options: StudyOptions = { ...studyDefaults, ...given };
  const plannedOn = (file: ParsedFile, images: DatasetFacts): PlannedStudy | undefined =>
    studyTrainings({ file, facts, dataset: images, scales: known.scales }, options);
  const yours = plannedOn(parsed, dataset);
  if (yours === undefined)
    throw impossible(
      graph.trainsBase === false
        ? `The network of ${graph.name} can only be run: none of its layers trains, so there is nothing to study.`
        : `${graph.name} has no layers with weights before its classifier that it can be parted after.`,
    );
  const { file, folder, text } = project;
  const trialProject = { file, folder, text, base, dataset };
  const own = source === undefined ? undefined : await sourceOf(parsed, folder, source, signal);
  const ofSource = own && plannedOn(own.file, own.dataset);
  if (own && ofSource === undefined)
    throw impossible(
      `There are no images in ${source} that can be trained on: it needs a folder for each class.`,
    );
  const steps = [
    ...stepsOf('yours', yours, options, trialProject),
    ...(own && ofSource
      ? stepsOf('source', ofSource, options, { ...trialProject, dataset: own.dataset })
      : []),
  ];
  return {
    none: {
      base: result.plan.base.model,
      ...{ options, epochs: yours.epochs, layers: yours.layers, depths: yours.depths },
      trainings: steps.length,
      yours: imagesOf(yours),
      ...(ofSource ? { source: imagesOf(ofSource) } : {}),
    },
    steps,
    project: trialProject,
    fingerprint: base.fingerprint,
  };
}

/** The file with other images, and what was found of these. */
async function sourceOf(
  parsed: ParsedFile,
  folder: string,
  source: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly file: ParsedFile; readonly dataset: DatasetFacts }> {
  const given = path.resolve(folder, source);
  const file = fileOnImages(parsed, given);
  const dataset = await lookAtImages(file.config.dataset, folder, signal ? { signal } : {});
  if (dataset?.train.found !== true) throw impossible(`There is no folder of images at ${given}.`);
  return { file, dataset };
}

function stepsOf(
  of: StudyStep['of'],
  { trainings }: PlannedStudy,
  { images }: StudyOptions,
  project: TrialProject,
): readonly StudyStep[] {
  return trainings.map((training) => {
    const { plan } = training;
    const drawn = Math.min(1, (images ?? Number.POSITIVE_INFINITY) / plan.dataset.images);
    const validation = typeof plan.dataset.validation === 'number' ? plan.dataset.validation : 0;
    return {
      ...{ of, training, project },
      trial: { plan, images, judged: judgedShare },
      share: drawn * (1 - validation) * (1 - judgedShare),
    };
  });
}

function imagesOf({ trainings: [first] }: PlannedStudy): StudiedImages {
  const { images = 0, classes = [] } = first?.plan.dataset ?? {};
  return { images, classes: classes.length, outcomes: [] };
}

/** What of a study is done already; nothing is begun. */
export async function knownStudy(study: OpenedStudy, launch: RunLaunch): Promise<StudyResult> {
  let result = study.none;
  for (const step of study.steps) {
    const kept = await keptTrial(step.project, step.trial, launch);
    if (kept) result = withOutcome(result, step, kept);
  }
  return result;
}

/** What of a study was done in another of the same base, images and head. Seeds and depths may be others. */
export function doneBefore({ none, steps }: OpenedStudy, before: StudyResult): StudyResult {
  if (before.epochs !== none.epochs || before.options.images !== none.options.images) return none;
  const outcomesOf = (of: StudyStep['of']) =>
    steps.flatMap((step) => (step.of === of ? (outcomeOf(before, step) ?? []) : []));
  return {
    ...none,
    yours: { ...none.yours, outcomes: outcomesOf('yours') },
    ...(none.source ? { source: { ...none.source, outcomes: outcomesOf('source') } } : {}),
  };
}

/** How long what is left of a study will take, in seconds, and whether that is more than a guess. */
export async function studyTime(
  study: OpenedStudy,
  result: StudyResult,
): Promise<{ readonly seconds: number; readonly isKnown: boolean }> {
  const pace = (await paceOfRuns(study)) ?? guessedPace;
  const trainings = study.steps.map((step): TimedTraining => {
    const { training, share } = step;
    return { training, share, outcome: outcomeOf(result, step) };
  });
  return { seconds: secondsToGo(trainings, pace), isKnown: isPaceKnown(trainings, pace) };
}

/** What the newest finished run on the same base tells of this machine. */
async function paceOfRuns({ project: { folder }, fingerprint }: OpenedStudy): Promise<StudyPace | undefined> {
  for (const run of (await runFoldersIn(runsFolder(folder))).slice(0, 20)) {
    const record = await readRunRecord(run).catch(() => undefined);
    if (record?.state !== 'finished' || record.base.fingerprint !== fingerprint) continue;
    const epochs = await readMetrics(run).catch((): readonly EpochEvent[] => []);
    const trained = record.dataset?.trainImages ?? 0;
    const share = trained / Math.max(1, record.plan.dataset.images);
    const phaseOf = ({ phase }: EpochEvent) => record.plan.phases[phase - 1];
    const own = epochs.filter((epoch) => epoch.start === record.plan.init && phaseOf(epoch) !== undefined);
    const work = own.reduce((sum, epoch) => {
      const phase = phaseOf(epoch);
      return sum + (phase ? share * epochWork(record.plan, phase) : 0);
    }, 0);
    const seconds = own.reduce((sum, epoch) => sum + epoch.seconds, 0);
    if (work > 0 && seconds > 0)
      return { ...guessedPace, secondsAMultiplyAdd: seconds / work, isGuess: false };
  }
  return undefined;
}

export interface StudyProgressOptions {
  /** Told after each training that is done, and before the first what was done before. */
  readonly onResult?: (result: StudyResult) => void;
  /** Told how far the training at hand is, 0 to 1. */
  readonly onStep?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Does what is left of a study, one training after the other, each an ordinary run in `.transfer/trials`. What is done
 * stays done: a study that was stopped or killed goes on where it was when the same is asked for again.
 *
 * @throws TransferError `trial-failed`, `run-not-started`
 * @throws the signal's reason
 */
export async function runStudy(
  study: OpenedStudy,
  launch: RunLaunch,
  { onResult, onStep, signal }: StudyProgressOptions = {},
): Promise<StudyResult> {
  let result = await knownStudy(study, launch);
  onResult?.(result);
  for (const step of study.steps) {
    if (outcomeOf(result, step) !== undefined) continue;
    const came = await runTrial(step.project, step.trial, launch, {
      signal,
      onEvent: (event) => {
        if (event.event === 'epoch') onStep?.(shareDone(step, event));
      },
    });
    result = withOutcome(result, step, came);
    onResult?.(result);
  }
  return result;
}

function shareDone({ training: { plan } }: StudyStep, { phase, epoch, epochs }: EpochEvent): number {
  return (phase - 1 + epoch / Math.max(1, epochs)) / Math.max(1, plan.phases.length);
}

function outcomeOf(result: StudyResult, { of, training }: StudyStep): StudyOutcome | undefined {
  return result[of]?.outcomes.find(
    ({ line, copied, seed }) =>
      line === training.line && copied === training.copied && seed === training.seed,
  );
}

function withOutcome(
  result: StudyResult,
  { of, training: { line, copied, seed, plan } }: StudyStep,
  { judged, seconds, phases, phase, epoch }: TrialResult,
): StudyResult {
  const images = result[of];
  if (images === undefined) return result;
  const outcome: StudyOutcome = {
    ...{ line, copied, seed, seconds, phases },
    judged: judged.images,
    wrong: judged.wrong.map(({ file }) => file),
    majority: judged.majority,
    unfinished: phase === plan.phases.length && epoch === plan.phases.at(-1)?.epochs,
  };
  return { ...result, [of]: { ...images, outcomes: [...images.outcomes, outcome] } };
}

function impossible(message: string): TransferError {
  return new TransferError('study-impossible', message);
}
