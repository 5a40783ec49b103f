import { createHash } from 'node:crypto';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { clusterToken } from '../../disk/cluster/cluster-token';
import { type RayJob, RayJobs } from '../../disk/cluster/ray-jobs';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { removeTree } from '../../disk/files/project-files';
import { readClusterJob, writeClusterJob } from '../../disk/runs/cluster-job';
import { readMetrics, rewriteMetrics } from '../../disk/runs/run-events-file';
import { writeRunRecord } from '../../disk/runs/run-folder';
import { stopRequested } from '../../disk/runs/stop-run';
import type { RunCluster, RunRecord } from '../../shared/run-record';
import { loadEngines } from '../engines/load-engines';
import { adoptCheckpoint, readCheckpoint, runIdentity } from '../run/checkpoint';
import { placeOfBase, progressTeller, tell } from '../run/run-session';
import { JobEvents } from './job-events';
import { JobLog } from './job-log';
import { jobPackage } from './job-package';
import { writeRayFolder } from './ray-folder';

/** A run whose record names a cluster. */
export interface ClusterRun {
  readonly folder: string;
  readonly record: RunRecord & { readonly cluster: RunCluster };
  /** Holds the bases that come with this program. */
  readonly catalogFolder: string;
  /** The job's programs, in the package `transfer_job`. */
  readonly programs: string;
}

/** How long a cluster may be silent before its job counts as lost. */
const longestSilence = 120_000;
const pollMilliseconds = 1_000;

/**
 * Trains a run's plan on its cluster: finds its job there or submits one, copies what it tells into the run's folder, and
 * leaves the trained weights as the run's checkpoint, from which a run on this machine judges, saves and proves.
 *
 * @returns whether it is trained, or the user stopped it
 * @throws TransferError `cluster-…`; `export-refused` for a plan that would be trained otherwise there; as `writeRayFolder`
 */
export async function trainOnCluster(run: ClusterRun): Promise<'trained' | 'stopped'> {
  const { folder, record } = run;
  const identity = runIdentity(record);
  if (((await readCheckpoint(folder, identity))?.outcomes.length ?? 0) > 0) return 'trained';
  const { cluster } = record;
  const jobs = new RayJobs({
    address: clusterAddress(cluster.address),
    token: await clusterToken(process.env),
  });
  const engine = `Ray ${await jobs.version()}`;
  await writeRunRecord(folder, {
    ...record,
    state: 'running',
    engines: { features: engine, training: engine },
  });
  const before = await readClusterJob(folder);
  tell(
    { folder },
    {
      ...{ event: 'started', run: record.name, resumed: before !== undefined, processId: process.pid },
      engines: { features: engine, training: engine },
    },
  );
  const attempt = await attemptAtHand(run, jobs, before?.attempt);
  const job = { id: jobName(record, attempt), attempt };
  const lines = before?.attempt === attempt ? before.lines : 0;
  if ((await follow(run, jobs, job, lines)) === 'stopped') return 'stopped';
  const state = leftByJob(record, 'state.bin');
  const { epochs } = await adoptCheckpoint(folder, state, identity);
  await rewriteMetrics(folder, epochs);
  await removeTree(handedFolder(run, attempt)).catch(() => {});
  return 'trained';
}

/** The job that goes on or has a result, or a new one behind those that ended without. */
async function attemptAtHand(run: ClusterRun, jobs: RayJobs, last: number | undefined): Promise<number> {
  const job = last === undefined ? undefined : await jobs.job(jobName(run.record, last));
  const goesOn = job && job.status !== 'FAILED' && job.status !== 'STOPPED';
  if (last !== undefined && goesOn) return last;
  const attempt = (last ?? 0) + 1;
  await submit(run, jobs, attempt);
  await writeClusterJob(run.folder, { attempt, lines: 0 });
  return attempt;
}

async function submit(run: ClusterRun, jobs: RayJobs, attempt: number): Promise<void> {
  const { folder, record, programs } = run;
  const { plan, cluster } = record;
  const handed = handedFolder(run, attempt);
  await removeTree(handed);
  await makeIgnoredFolder(handed);
  const engines = await loadEngines(process.env);
  const { warnings } = await writeRayFolder(
    {
      ...{ plan, programs, folder: handed },
      base: placeOfBase(run),
      fingerprint: record.base.fingerprint,
    },
    engines,
    progressTeller({ folder }, 'read images'),
  );
  for (const message of warnings) tell({ folder }, { event: 'warning', code: 'cluster-differs', message });
  const { storage, workers, cpus, gpus } = cluster;
  const name = storedName(record);
  const words = [
    'python',
    '-m',
    'transfer_job.job',
    '--folder',
    handed,
    '--storage',
    storage,
    '--name',
    name,
  ];
  const counts = ['--workers', workers, '--cpus', cpus, '--gpus', gpus].map(String);
  await jobs.submit({
    id: jobName(record, attempt),
    package: await jobs.keepPackage(await jobPackage(programs)),
    command: [...words, ...counts].map(shellWord).join(' '),
    environment: {},
  });
}

interface JobAtHand {
  readonly id: string;
  readonly attempt: number;
}

/** Follows a job to its end. @throws TransferError `cluster-job`, `cluster-lost`, or by the code that the job failed with */
async function follow(
  { folder }: ClusterRun,
  jobs: RayJobs,
  { id, attempt }: JobAtHand,
  copied: number,
): Promise<'trained' | 'stopped'> {
  const events = new JobEvents(folder, await readMetrics(folder));
  let lines = copied;
  let kept = copied;
  const log = new JobLog(jobs, id, copied, (line, count) => {
    events.take(line);
    lines = count;
  });
  let isStopping = false;
  let heard = performance.now();
  try {
    for (;;) {
      const job = await jobs.job(id).catch((error: unknown) => {
        if (isTransferError(error, 'cluster-unreachable', 'cluster-refused')) return undefined;
        throw error;
      });
      if (job !== undefined) {
        heard = performance.now();
        if (isOver(job)) {
          await log.finish();
          if (isStopping || job.status === 'STOPPED') return 'stopped';
          if (job.status === 'SUCCEEDED') return 'trained';
          throw failureOf(job, events.failure);
        }
        if (job.driverNode !== undefined) log.follow(job.driverNode);
      } else if (performance.now() - heard > longestSilence) {
        throw new TransferError(
          'cluster-lost',
          'The cluster has not answered for two minutes, or has lost the job. What its workers had written stays in the storage: resume the run when the cluster is there again.',
        );
      }
      if (!isStopping && stopRequested(folder)) {
        isStopping = true;
        await jobs.stop(id).catch(() => {});
      }
      if (lines !== kept) await writeClusterJob(folder, { attempt, lines });
      kept = lines;
      await wait(pollMilliseconds);
    }
  } finally {
    await log.stop().catch(() => {});
    if (lines !== kept) await writeClusterJob(folder, { attempt, lines });
  }
}

function isOver({ status }: RayJob): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED' || status === 'STOPPED';
}

/** Failures of a job that a run on this machine has too, by the same codes. */
const ownFailures = ['loss-not-finite', 'unreadable-images'] as const;

function failureOf(
  { message, driverExitCode }: RayJob,
  told: { readonly code: string; readonly message: string } | undefined,
): TransferError {
  if (told !== undefined)
    return new TransferError(ownFailures.find((code) => code === told.code) ?? 'cluster-job', told.message);
  // 128 and the number of the signal that ends whoever takes too much memory.
  const killed = driverExitCode === 137 ? ' It was killed, most often for want of memory.' : '';
  return new TransferError(
    'cluster-job',
    `The job ended on the cluster without a result.${killed} Ray says: ${message.split('\n')[0]?.slice(0, 500) ?? ''} What it printed stands in the run's log.txt. Resume the run to submit it again: it goes on from what its workers had written.`,
  );
}

/** A file that the job of a run has left: `state.bin`, the trained weights, or `judged.bin`, what they say of the images. */
export function leftByJob(record: ClusterRun['record'], name: 'state.bin' | 'judged.bin'): string {
  return path.join(record.cluster.storage, storedName(record), 'out', name);
}

/** Where a run's results and checkpoints lie in the storage: no other run's, of whichever project. */
function storedName(record: RunRecord): string {
  const own = createHash('sha256')
    .update(JSON.stringify([runIdentity(record), record.file]))
    .digest('hex');
  return `${record.name}-${own.slice(0, 12)}`;
}

function jobName(record: RunRecord, attempt: number): string {
  return `transfer-${storedName(record).replace(/[^\w-]/g, '-')}-${attempt}`;
}

function handedFolder({ record }: ClusterRun, attempt: number): string {
  return path.join(record.cluster.storage, storedName(record), `handed-${attempt}`);
}

/** As one word of the shell that Ray gives a job's command to. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
