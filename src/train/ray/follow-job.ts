import { setTimeout as wait } from 'node:timers/promises';
import { TransferError } from '../../design/transfer-error';
import type { RayJob, RayJobs } from '../../disk/cluster/ray-jobs';
import { writeClusterJob } from '../../disk/runs/cluster-job';
import { readMetrics, readRunEvents } from '../../disk/runs/run-events-file';
import type { EpochEvent } from '../../shared/run-events';
import { JobEvents } from './job-events';
import { JobLog } from './job-log';
import { pollMilliseconds, Silence, unlessSilent } from './silence';
import { Waiting } from './waiting';

export interface FollowedJob {
  /** Of the run. */
  readonly folder: string;
  readonly jobs: RayJobs;
  readonly id: string;
  /** See `ClusterJob`. */
  readonly attempt: number;
  readonly lines: number;
  /** How long the cluster may be silent before the job counts as lost, in milliseconds. */
  readonly longestSilence: number;
  /** Aborts when the job is to be stopped. */
  readonly stop: AbortSignal;
}

/** Ray kills what has not stopped after three seconds. */
const longestStop = 30_000;
/** So many times it is asked for a job that it does not know: one may be on its way. */
const mostLooks = 3;

/**
 * Follows a job to its end, and copies what it tells into the run's folder.
 *
 * @throws TransferError `cluster-job`, `cluster-lost`, or by the code that the job failed with; `cluster-unreachable` where it
 *   could not be stopped; `cluster-token`, `disk-full`
 */
export async function followJob(job: FollowedJob): Promise<'trained' | 'stopped'> {
  const { folder, lines } = job;
  const told: EpochEvent[] = [];
  await readRunEvents(folder, (event) => event.event === 'epoch' && told.push(event));
  const epochs = { told, kept: await readMetrics(folder) };
  const events = new JobEvents(folder, epochs, lines === 0 ? 'start the job' : undefined);
  const log = new JobLog(job.jobs, job.id, lines, (line) => events.take(line));
  let kept: number | undefined;
  let ended = false;
  const keep = async () => {
    if (log.lines === kept && !ended) return;
    kept = log.lines;
    await writeClusterJob(folder, { attempt: job.attempt, lines: kept, ...(ended ? { ended } : {}) });
  };
  try {
    const last = await untilOver(job, log, events, keep);
    if (last === 'to stop') await stopJob(job, log);
    else await log.finish(last.driverNode);
    ended = true;
    if (last === 'to stop') return 'stopped';
    if (last.status === 'SUCCEEDED') return 'trained';
    if (last.status === 'STOPPED') return 'stopped';
    throw failureOf(last, events);
  } finally {
    await log.stop().catch(() => {});
    await keep();
  }
}

async function untilOver(
  { folder, jobs, id, longestSilence, stop }: FollowedJob,
  log: JobLog,
  events: JobEvents,
  afterLook: () => Promise<void>,
): Promise<RayJob | 'to stop'> {
  const waiting = new Waiting(folder);
  const silence = new Silence(longestSilence);
  for (;;) {
    const job = await silence.ask(() => jobs.job(id, stop));
    if (stop.aborted) return 'to stop';
    if (job !== undefined) {
      if (hasEnded(job)) return job;
      if (job.driverNode !== undefined) log.follow(job.driverNode);
      waiting.isFor(job.status === 'PENDING' ? 'wait for the cluster' : events.waitsFor);
    } else if (silence.isTooLong) throw lost(longestSilence);
    await afterLook();
    await wait(pollMilliseconds, undefined, { signal: stop }).catch(() => {});
  }
}

/** Asks the cluster to end the job, until it has, or there is none. */
async function stopJob({ jobs, id }: FollowedJob, log: JobLog): Promise<void> {
  const enough = AbortSignal.timeout(longestStop);
  for (let unknown = 0; !enough.aborted; ) {
    const told = await jobs.job(id, enough).then((job) => ({ job }), unlessSilent);
    if (told?.job && hasEnded(told.job)) return log.finish(told.job.driverNode);
    const isUnknown = told !== undefined && told.job === undefined;
    unknown = isUnknown ? unknown + 1 : 0;
    if (unknown === mostLooks) return;
    if (!isUnknown) await jobs.stop(id, enough).catch(unlessSilent);
    await wait(pollMilliseconds);
  }
  throw new TransferError(
    'cluster-unreachable',
    'The cluster does not say that the job has stopped: it may go on there. Resume the run to find it again, and stop it then.',
  );
}

export function hasEnded({ status }: RayJob): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED' || status === 'STOPPED';
}

/** @param silence for how long nothing was heard, in milliseconds */
export function lost(silence: number): TransferError {
  return new TransferError(
    'cluster-lost',
    `The cluster has not answered for ${Math.round(silence / 1000)} seconds, or does not know the job any more. What its workers had written stays in the storage: resume the run when the cluster is there again, and it goes on from there.`,
  );
}

/** Failures of a job that a run on this machine has too, by the same codes. */
const ownFailures = ['loss-not-finite', 'no-images', 'unreadable-images'] as const;

function failureOf({ message, driverExitCode }: RayJob, { failure, lastWords }: JobEvents): TransferError {
  if (failure !== undefined)
    return new TransferError(
      ownFailures.find((code) => code === failure.code) ?? 'cluster-job',
      failure.message,
    );
  // 128 and the number of the signal that ends whoever takes too much memory.
  const killed = driverExitCode === 137 ? ' It was killed, most often for want of memory.' : '';
  const ray = message.split('\n')[0]?.slice(0, 500) ?? '';
  const words = lastWords === '' ? '' : ` Its last words: ${lastWords}`;
  return new TransferError(
    'cluster-job',
    `The job ended on the cluster without a result.${killed} Ray says: ${ray}${words}\nWhat it printed stands in the run's log.txt. Resume the run to submit it again: it goes on from what its workers had written.`,
  );
}
