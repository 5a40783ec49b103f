import path from 'node:path';
import type { Plan } from '../design/plan';
import type { Problem } from '../design/problem';
import type { LocatedBase } from '../disk/base-files';
import { createRunFolder, writeRunRecord } from '../disk/run-folder';
import type { RunRecord } from '../messages/run-record';
import { packageVersion } from './package-version';
import { type RunLaunch, type RunProcess, spawnRunProcess } from './run-process';

/** A project that can be run: it has a plan, and the base that the plan is for. */
export interface RunnableProject {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly plan: Plan;
  readonly base: LocatedBase;
  /** What the file's design found odd; errors keep a project from being run. */
  readonly problems?: readonly Problem[];
}

/** The folder that holds a project's runs. */
export function runsFolder(projectFolder: string): string {
  return path.join(projectFolder, 'runs');
}

/** Makes a run folder with its record and starts the run's process in it. */
export async function startRun(project: RunnableProject, launch: RunLaunch): Promise<RunProcess> {
  const now = new Date();
  const { file, text, plan, base, problems = [] } = project;
  const folder = await createRunFolder(runsFolder(project.folder), `case${plan.case}`, now);
  const record: RunRecord = {
    format: 1,
    name: path.basename(folder),
    state: 'created',
    created: now.toISOString(),
    ...{ file, text, plan },
    problems: problems.map(({ severity, message }) => ({ severity, message })),
    base: { modelFile: base.modelFile, fingerprint: base.fingerprint },
    versions: {
      'transfer-designer': await packageVersion(launch.installation),
      node: launch.node.version,
    },
  };
  await writeRunRecord(folder, record);
  return spawnRunProcess(folder, launch);
}
