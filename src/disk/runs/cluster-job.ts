import path from 'node:path';
import { flag, maybe, object, whole } from '../../shared/value-checks';
import { readWhole } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';
import { writeFileWhole } from '../files/whole-file';

/** What a run's process knows of its job on a cluster: enough to find it again. */
export interface ClusterJob {
  /** From 1: a job that ended without a result is followed by another. */
  readonly attempt: number;
  /** Lines of its log that were copied. */
  readonly lines: number;
  /** It goes on no more: its end was seen and its log copied, or the cluster has none of it. */
  readonly ended?: boolean;
}

const check = object<ClusterJob>({ attempt: whole(1), lines: whole(0), ended: maybe(flag) });
const mostBytes = 4_096;

/** @returns undefined where the run has had no job yet, or where what is there is none */
export async function readClusterJob(folder: string): Promise<ClusterJob | undefined> {
  try {
    const bytes = await readWhole(path.join(folder, runFolderLayout.clusterJob), mostBytes);
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return check(value, '') === undefined ? (value as ClusterJob) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a cluster was given a job of the run in `folder` whose end was not seen from here. */
export async function hasOpenJob(folder: string): Promise<boolean> {
  const job = await readClusterJob(folder);
  return job !== undefined && job.ended !== true;
}

/** @throws TransferError `disk-full`, `place-refused` */
export function writeClusterJob(folder: string, job: ClusterJob): Promise<void> {
  return writeFileWhole(path.join(folder, runFolderLayout.clusterJob), `${JSON.stringify(job)}\n`);
}
