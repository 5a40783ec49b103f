import { setTimeout as wait } from 'node:timers/promises';
import type { RayJob, RayJobs } from '../../disk/cluster/ray-jobs';
import type { ClusterJob } from '../../disk/runs/cluster-job';
import { hasEnded, lost } from './follow-job';
import type { RunStorage } from './run-in-storage';
import { pollMilliseconds, Silence } from './silence';
import { Waiting } from './waiting';

export interface NotedJob {
  /** Of the run. */
  readonly folder: string;
  readonly jobs: RayJobs;
  /** Of the job that was submitted last; of the first one where none was. */
  readonly id: string;
  /** What the run knows of it; undefined before the first is submitted. */
  readonly noted: ClusterJob | undefined;
  readonly storage: RunStorage;
  /** How long the cluster may be silent of a job that goes on, as far as is known, in milliseconds. */
  readonly longestSilence: number;
  readonly stop: AbortSignal;
}

/**
 * How a run's job stands that may be there already: `trained` where its result is, and nothing is to be followed any more; `to follow`
 * where it goes on, has something to tell yet, or is to be stopped; `ended` where another one is to follow it.
 *
 * @throws TransferError `cluster-lost`, `cluster-…`, `bucket-…`; the signal's reason
 */
export async function standingOf(job: NotedJob): Promise<'none' | 'to follow' | 'ended' | 'trained'> {
  const { jobs, id, noted, storage, stop } = job;
  const isThere = () => storage.has('state.bin');
  if (noted?.ended === true && (await isThere())) return 'trained';
  const isOpen = noted !== undefined && noted.ended !== true;
  const found = isOpen ? await lookFor(job) : await jobs.job(id, stop);
  if (found === undefined) return 'none';
  if (found === 'to stop' || !hasEnded(found)) return 'to follow';
  return found.status === 'SUCCEEDED' && (await isThere()) ? 'to follow' : 'ended';
}

/** A job that goes on, as far as is known, is asked for until the cluster answers, as it is while it is followed. */
async function lookFor({
  folder,
  jobs,
  id,
  longestSilence,
  stop,
}: NotedJob): Promise<RayJob | 'to stop' | undefined> {
  const silence = new Silence(longestSilence);
  const waiting = new Waiting(folder);
  for (;;) {
    const told = await silence.ask(async () => ({ job: await jobs.job(id, stop) }));
    if (told !== undefined) return told.job;
    if (stop.aborted) return 'to stop';
    if (silence.isTooLong) throw lost(longestSilence);
    waiting.isFor('wait for the cluster');
    await wait(pollMilliseconds, undefined, { signal: stop }).catch(() => {});
  }
}
