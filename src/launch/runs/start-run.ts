import path from 'node:path';
import type { TrialRules } from '../../design/images/trial-images';
import type { DrawnMeasurement } from '../../design/measurement';
import type { Plan } from '../../design/plan';
import type { Problem } from '../../design/problem';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { withShownAddresses } from '../../design/words/shown-address';
import type { LocatedBase } from '../../disk/bases/base-look';
import { errorCode } from '../../disk/files/error-code';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { makeNewFolder, removeTree } from '../../disk/files/project-files';
import { runsFolderName } from '../../disk/runs/record-paths';
import { createRunFolder, writeRunRecord } from '../../disk/runs/run-folder';
import { type RunCluster, type RunRecord, recordFormat } from '../../shared/run-record';
import { packageVersion } from '../programs/installation';
import { type RunLaunch, type RunProcess, spawnRunProcess } from './run-process';

/** A project that can be run: it has a plan, and the base that the plan is for. */
export interface RunnableProject {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  /** What the call set over the file, as it was typed; it stands in `text` already. */
  readonly settings?: readonly string[];
  readonly plan: Plan;
  readonly base: LocatedBase;
  /** Where it is to train, if not on this machine. */
  readonly cluster?: RunCluster;
  /** What the file's design found odd; errors keep a project from being run. */
  readonly problems: readonly Problem[];
  /** What was measured of its base and images, and still holds. */
  readonly measured?: DrawnMeasurement | undefined;
}

/** The folder that holds a project's runs. */
export function runsFolder(projectFolder: string): string {
  return path.join(projectFolder, runsFolderName);
}

/**
 * Makes a run folder with its record and starts the run's process in it.
 * @throws TransferError `run-not-started` where there is no room, or no right to write; then nothing is left behind
 */
export async function startRun(project: RunnableProject, launch: RunLaunch): Promise<RunProcess> {
  const runs = runsFolder(project.folder);
  return beginIn(runs, project, launch, (now) => createRunFolder(runs, `case${project.plan.case}`, now));
}

/**
 * The same for a trial, in a folder of its own that must not be there yet.
 * @throws TransferError `run-not-started`
 */
export async function startTrial(
  folder: string,
  project: RunnableProject,
  trial: TrialRules,
  launch: RunLaunch,
): Promise<RunProcess> {
  const make = async () => {
    await makeIgnoredFolder(path.dirname(folder));
    await makeNewFolder(folder);
    return folder;
  };
  return beginIn(path.dirname(folder), project, launch, make, trial);
}

async function beginIn(
  parent: string,
  project: RunnableProject,
  launch: RunLaunch,
  make: (now: Date) => Promise<string>,
  trial?: TrialRules,
): Promise<RunProcess> {
  let folder: string | undefined;
  try {
    const now = new Date();
    folder = await make(now);
    await writeRunRecord(folder, await newRecord(project, launch, folder, now, trial));
    return await spawnRunProcess(folder, launch);
  } catch (error) {
    if (folder !== undefined) await removeTree(folder).catch(() => {});
    throw new TransferError('run-not-started', `No run was begun: ${unwritable(error, parent)}`);
  }
}

/** Why nothing could be written in `folder`, and what to do. */
export function unwritable(error: unknown, folder: string): string {
  if (isTransferError(error, 'disk-full')) return error.message;
  if (isTransferError(error, 'place-refused')) return `nothing can be written there. ${error.message}`;
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `the disk that holds ${folder} is full. Free some space there.`;
  const reason = error instanceof Error ? error.message : String(error);
  return `nothing can be written in ${folder} (${reason}). Make sure that you may write there, or copy the project to where you may.`;
}

async function newRecord(
  project: RunnableProject,
  launch: RunLaunch,
  folder: string,
  now: Date,
  trial: TrialRules | undefined,
): Promise<RunRecord> {
  const { file, text, settings = [], plan, base, cluster, problems, measured } = project;
  return {
    format: recordFormat,
    name: path.basename(folder),
    state: 'created',
    created: now.toISOString(),
    ...{ file, plan },
    ...(trial ? { trial } : {}),
    // Records are passed on; keys to the places that bases come from are not.
    text: withShownAddresses(text),
    ...(settings.length > 0 ? { settings: settings.map(withShownAddresses) } : {}),
    problems: problems.map(({ severity, message }) => ({ severity, message })),
    ...(measured ? { measured } : {}),
    base:
      base.catalog === undefined
        ? { modelFile: base.modelFile, fingerprint: base.fingerprint }
        : { catalog: base.catalog, fingerprint: base.fingerprint },
    ...(cluster ? { cluster } : {}),
    versions: {
      'transfer-designer': await packageVersion(launch.installation),
      node: launch.node.version,
    },
  };
}
