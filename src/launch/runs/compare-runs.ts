import path from 'node:path';
import { differingSettings } from '../../design/plan/plan-settings';
import { resultSentence } from '../../design/words/result-words';
import { isSameName } from '../../disk/files/same-place';
import { hasOpenJob } from '../../disk/runs/cluster-job';
import { readMetrics } from '../../disk/runs/run-events-file';
import { type FoundRun, type ListedRun, readRun, runFoldersIn } from '../../disk/runs/run-folder';
import { readRunLabel } from '../../disk/runs/run-label';
import { runStateNow } from '../../disk/runs/run-state';
import { judgedImages } from '../../shared/judged-images';
import type { Evaluation } from '../../shared/run-events';
import { type NameableRun, runNames } from '../../shared/run-name';
import { wholeSeconds } from '../../shared/run-pace';
import type { RunState } from '../../shared/run-record';
import { runsFolder } from './start-run';

/** How a run's network did on a set of images. */
export interface ComparedResult
  extends Pick<Evaluation, 'images' | 'accuracy' | 'balancedAccuracy' | 'loss' | 'majority'> {
  /** The same as people read it, with how sure it is. */
  readonly sentence: string;
}

/** A run beside others, as `compare --json` prints it and the comparison of an assistant in the editor answers it. */
export interface ComparedRun {
  /** Its folder, absolute. */
  readonly run: string;
  /** As it is called wherever runs are shown. */
  readonly name: string;
  readonly file: string;
  readonly created: string;
  readonly state: RunState;
  /** Whether a cluster was given a job of it whose end was not seen. */
  readonly hasOpenJob: boolean;
  /** Whether this user's own processes wrote its record. */
  readonly madeHere: boolean;
  readonly case: number;
  /** The best epoch, from 1, and its phase; left out, as all that follows, where it has not finished. */
  readonly epoch?: number;
  readonly phase?: number;
  readonly test?: ComparedResult;
  readonly validation?: ComparedResult;
  /** How long it took. */
  readonly seconds?: number;
  /** What its plan says where the plans differ; null where it says nothing, as of a phase that it lacks. */
  readonly settings: Readonly<Record<string, string | null>>;
}

/** One whose record can't be read, and why. */
export interface UnreadRun {
  readonly run: string;
  readonly error: string;
}

export interface RunComparison {
  /** In the order in which they were named. */
  readonly runs: readonly (ComparedRun | UnreadRun)[];
}

/** So many are compared where nobody names any. */
export const mostUnnamed = 20;

/** The newest folders of runs of a project, or of one of its files, newest first: those that are compared where none is named. */
export async function newestRuns(projectFolder: string, file?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await runFoldersIn(runsFolder(projectFolder))) {
    if (found.length === mostUnnamed) break;
    if (file === undefined || (await isOfFile(folder, file))) found.push(folder);
  }
  return found;
}

async function isOfFile(folder: string, file: string): Promise<boolean> {
  const run = await listed(folder);
  return 'record' in run && isSameName(path.basename(run.record.file), path.basename(file));
}

/** Sets runs beside each other: what each came to, and where their plans differ. One that can't be read says why. */
export async function compareRuns(folders: readonly string[]): Promise<RunComparison> {
  const runs: ListedRun[] = [];
  // One after the other, as their records may be large.
  for (const folder of folders) runs.push(await listed(folder));
  const read = runs.filter((run) => 'record' in run);
  const differing = differingSettings(read.map(({ record }) => record.plan));
  const nameables = await Promise.all(read.map(nameable));
  const names = runNames(nameables, new Date());
  const compared: (ComparedRun | UnreadRun)[] = [];
  let index = 0;
  for (const run of runs) {
    if ('problem' in run) {
      compared.push({ run: run.folder, error: run.problem });
      continue;
    }
    const at = index++;
    const settings = differing.map(({ name, values }) => [name, values[at] ?? null] as const);
    const { state, hasOpenJob: isOpen } = nameables[at] as NameableRun;
    const stands = { name: names[at] ?? '', state, hasOpenJob: isOpen === true };
    compared.push(await comparedRun(run, stands, Object.fromEntries(settings)));
  }
  return { runs: compared };
}

async function nameable({ folder, record }: FoundRun & { readonly folder: string }): Promise<NameableRun> {
  const { plan, created, result = null } = record;
  return {
    ...{ plan, created, result, ...(await readRunLabel(folder)) },
    ...{ state: await runStateNow(folder, record), hasOpenJob: await hasOpenJob(folder) },
  };
}

async function listed(folder: string): Promise<ListedRun> {
  try {
    return { folder, ...(await readRun(folder)) };
  } catch (error) {
    return { folder, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function comparedRun(
  { folder, record, madeHere }: FoundRun & { readonly folder: string },
  stands: Pick<ComparedRun, 'name' | 'state' | 'hasOpenJob'>,
  settings: ComparedRun['settings'],
): Promise<ComparedRun> {
  const { file, created, plan, result } = record;
  const about = {
    ...{ run: folder, ...stands },
    ...{ file, created, madeHere, case: plan.case },
  };
  if (!result) return { ...about, settings };
  const epochs = await readMetrics(folder).catch(() => []);
  const told = (set: 'test' | 'validation'): Partial<Record<typeof set, ComparedResult>> => {
    const judged = judgedImages(result, plan.dataset, epochs).find((one) => one.set === set);
    const evaluation = result[set];
    if (!judged || !evaluation) return {};
    const { images, accuracy, balancedAccuracy, loss, majority } = evaluation;
    const sentence = resultSentence(judged);
    return { [set]: { sentence, images, accuracy, balancedAccuracy, loss, majority } };
  };
  const { epoch, phase } = result;
  const seconds = wholeSeconds(result.seconds, result.rates);
  return { ...about, epoch, phase, ...told('test'), ...told('validation'), seconds, settings };
}
