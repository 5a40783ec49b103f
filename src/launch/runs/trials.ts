import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetFacts } from '../../design/dataset-facts';
import type { TrialRules } from '../../design/images/trial-images';
import type { Plan } from '../../design/plan';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { removeTree } from '../../disk/files/project-files';
import { trialsFolderNames } from '../../disk/runs/record-paths';
import { readMetrics } from '../../disk/runs/run-events-file';
import { readOwnRunRecord, runFoldersIn } from '../../disk/runs/run-folder';
import { runLockHolder } from '../../disk/runs/run-lock';
import { requestStop } from '../../disk/runs/stop-run';
import type { EpochEvent, Evaluation, RunEvent, RunResult } from '../../shared/run-events';
import { packageVersion } from '../programs/installation';
import { KeptJson } from '../project/kept-json';
import { imagesHash } from '../project/kept-measurement';
import { followRun, untilGone } from './follow-run';
import { mayHelpToResume, resumeRun } from './resume-run';
import type { RunLaunch } from './run-process';
import { type RunnableProject, startTrial } from './start-run';

/** A plan that is tried out, and on which images. Its seed draws these, the split and the weights. */
export interface Trial extends TrialRules {
  readonly plan: Plan;
}

/** A project whose plans can be tried. */
export interface TrialProject extends Pick<RunnableProject, 'file' | 'folder' | 'text' | 'base'> {
  readonly dataset?: DatasetFacts;
}

/** What came of a trial. */
export interface TrialResult {
  /** On the images that were held back; nothing was chosen by them. */
  readonly judged: Evaluation;
  readonly validation: Evaluation;
  /** The best epoch, from 1, and its phase. */
  readonly phase: number;
  readonly epoch: number;
  /** How many epochs each phase had, and their seconds. */
  readonly phases: readonly { readonly epochs: number; readonly seconds: number }[];
  /** Of the process that finished it, from its start to its end. */
  readonly seconds: number;
}

export interface TrialOptions {
  /** Told what the trial's run tells; nothing where the result is on disk already. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the trial after the batch at hand; it is gone on with when it is asked for again. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries a plan: an ordinary run, by the ordinary process and with the same cache of features, in
 * `.transfer/trials/<key>`. One that was tried before is taken from disk, one that was interrupted goes on, and one that
 * another process has begun is waited for. Of a finished one its result is kept and nothing else: the model of a trial
 * is nobody's.
 *
 * @throws TransferError `trial-failed` where the run failed or was stopped by another, `run-not-started`
 * @throws the signal's reason
 */
export async function runTrial(
  project: TrialProject,
  trial: Trial,
  launch: RunLaunch,
  { onEvent, signal }: TrialOptions = {},
): Promise<TrialResult> {
  const kept = await keptTrials(project.folder, launch);
  const key = trialKey(project, trial, launch);
  const before = (await kept.read(`${key}.json`)) as TrialResult | undefined;
  // What is there already is no work that could be ended.
  if (before !== undefined) return before;
  signal?.throwIfAborted();
  const folder = path.join(kept.folder, key);
  const { skip, ended } = await begin(folder, project, trial, launch);
  const stop = () => {
    try {
      requestStop(folder);
    } catch {
      // A full disk takes no request: the trial comes to its end.
    }
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  // When it has ended no request to stop is written any more: its folder is being removed.
  const end = await followRun(folder, {
    skip,
    ...(ended ? { ended } : {}),
    onEvent: (event) => onEvent?.(event),
  }).finally(() => signal?.removeEventListener('abort', stop));
  await untilGone(folder);
  if (end?.event === 'finished') {
    // Another that waited for it may have kept it, and removed its folder, already.
    const keptMeanwhile = (await kept.read(`${key}.json`)) as TrialResult | undefined;
    return keptMeanwhile ?? (await keep(folder, kept, key, end.result));
  }
  signal?.throwIfAborted();
  const why = end?.event === 'failed' ? end.message : 'It was stopped.';
  throw new TransferError('trial-failed', `A trial of ${path.basename(project.file)} failed: ${why}`);
}

/** What was kept of a trial; undefined where it has not come to its end, or what it depends on has changed. */
export async function keptTrial(
  project: TrialProject,
  trial: Trial,
  launch: RunLaunch,
): Promise<TrialResult | undefined> {
  const kept = await keptTrials(project.folder, launch);
  return (await kept.read(`${trialKey(project, trial, launch)}.json`)) as TrialResult | undefined;
}

/** Over all that a trial's result depends on; where the project lies is not of it. */
function trialKey({ dataset }: TrialProject, { plan, ...rules }: Trial, { engine }: RunLaunch): string {
  const { path: _, test: __, validation, ...said } = plan.dataset;
  const folders = [dataset?.train, dataset?.validation].map((look) => look?.found && imagesHash(look.facts));
  const share = typeof validation === 'number' ? validation : null;
  const all = [{ ...plan, dataset: { ...said, validation: share } }, rules, folders, engine.id];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
}

async function keptTrials(projectFolder: string, { installation }: RunLaunch): Promise<KeptJson> {
  const folder = path.join(projectFolder, ...trialsFolderNames);
  return new KeptJson(folder, 'trial', await packageVersion(installation));
}

/** @returns how many events stood there before, and when the process ends, where that is known */
async function begin(
  folder: string,
  project: TrialProject,
  { plan, images, judged }: Trial,
  launch: RunLaunch,
): Promise<{ readonly skip: number; readonly ended?: Promise<string> }> {
  if (await mayGoOn(folder)) {
    if ((await runLockHolder(folder))?.alive) return { skip: 0 };
    const record = await readOwnRunRecord(folder);
    // It came to its end when nobody waited for it.
    if (record.state === 'finished') return { skip: 0 };
    const { process, eventsBefore } = await resumeRun(folder, launch);
    return { skip: eventsBefore, ended: process.ended };
  }
  await removeAbandoned(path.dirname(folder));
  await removeTree(folder);
  const untested = { ...plan, dataset: { ...plan.dataset, test: null } };
  const { file, text, base } = project;
  const runnable = { file, folder: project.folder, text, base, plan: untested, problems: [] };
  return { skip: 0, ended: (await startTrial(folder, runnable, { images, judged }, launch)).ended };
}

/** Whether what lies in a trial's folder is this user's own and worth going on with. */
async function mayGoOn(folder: string): Promise<boolean> {
  if ((await lstat(folder).catch(() => undefined)) === undefined) return false;
  if ((await runLockHolder(folder))?.alive) return true;
  try {
    const { failure } = await readOwnRunRecord(folder);
    return failure === undefined || mayHelpToResume(failure.code);
  } catch (error) {
    if (!isTransferError(error, 'run-record')) throw error;
    return false;
  }
}

async function keep(folder: string, kept: KeptJson, key: string, result: RunResult): Promise<TrialResult> {
  const { test: judged, validation, phase, epoch, seconds, rates } = result;
  if (judged === null) {
    throw new TransferError(
      'trial-failed',
      'A trial has no images to judge it by. Add images, three a class at least.',
    );
  }
  const told: TrialResult = {
    ...{ judged, validation, phase, epoch },
    phases: phasesOf(await readMetrics(folder)),
    seconds: rates?.run.seconds ?? Object.values(seconds).reduce((sum, one) => sum + one, 0),
  };
  await kept.keep(`${key}.json`, told);
  // What can't be removed now, as another program looks into it, goes as abandoned.
  await removeTree(folder).catch(() => {});
  return told;
}

function phasesOf(epochs: readonly EpochEvent[]): TrialResult['phases'] {
  const numbers = [...new Set(epochs.map(({ phase }) => phase))];
  return numbers.map((number) => {
    const its = epochs.filter(({ phase }) => phase === number);
    return { epochs: its.length, seconds: its.reduce((sum, { seconds }) => sum + seconds, 0) };
  });
}

/** Trials that were interrupted are gone on with for so long, in milliseconds. */
const longestInterrupted = 24 * 3600 * 1000;

/** Removes what trials have left that nobody has gone on with; a model's checkpoint can be large. */
async function removeAbandoned(trials: string): Promise<void> {
  for (const folder of await runFoldersIn(trials)) {
    if ((await runLockHolder(folder))?.alive) continue;
    const facts = await lstat(folder).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > longestInterrupted) await removeTree(folder);
  }
}
