import { isTransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { clusterToken } from '../../disk/cluster/cluster-token';
import { rayMadeFor } from '../../disk/cluster/made-for';
import { RayJobs } from '../../disk/cluster/ray-jobs';
import { readClusterJob, writeClusterJob } from '../../disk/runs/cluster-job';
import { rewriteMetrics } from '../../disk/runs/run-events-file';
import { writeRunRecord } from '../../disk/runs/run-folder';
import type { RayExport } from '../../shared/ray-question';
import type { EngineNames } from '../../shared/run-events';
import { loadEngines } from '../engines/load-engines';
import { adoptCheckpoint, readCheckpoint, runIdentity } from '../run/checkpoint';
import { placeOfBase, progressTeller, tell } from '../run/run-session';
import { StageTimes } from '../run/stage-times';
import { type TrainedElsewhere, toldCaches } from '../run/trained-elsewhere';
import { followJob } from './follow-job';
import { jobPackage } from './job-package';
import { standingOf } from './job-standing';
import { writeRayFolder } from './ray-folder';
import { requireResult } from './require-result';
import { jobName, type RecordOnCluster, type RunStorage, storedName } from './run-in-storage';
import { stopSignal } from './stop-signal';
import { takeBack } from './take-back';

/** A run whose record names a cluster. */
export interface ClusterRun {
  readonly folder: string;
  readonly record: RecordOnCluster;
  /** The run's own; see `openRunStorage`. */
  readonly storage: RunStorage;
  /** Holds the bases that come with this program. */
  readonly catalogFolder: string;
  /** The job's programs, in the package `transfer_job`. */
  readonly programs: string;
  /** How long the cluster may be silent before its job counts as lost, in milliseconds; two minutes by default. */
  readonly longestSilence?: number;
}

const twoMinutes = 120_000;

/**
 * Trains a run's plan on its cluster: finds its job there or submits one, copies what it tells into the run's folder, and
 * leaves the trained weights as the run's checkpoint, from which a run on this machine judges, saves and proves.
 *
 * @returns undefined where it was trained before, by a process that did not come to its end
 * @throws TransferError `cluster-…`, `bucket-…`; `export-refused` for a plan that would be trained otherwise there; as `writeRayFolder`
 */
export async function trainOnCluster(run: ClusterRun): Promise<TrainedElsewhere | 'stopped' | undefined> {
  const identity = runIdentity(run.record);
  if (((await readCheckpoint(run.folder, identity))?.outcomes.length ?? 0) > 0) return undefined;
  const stop = stopSignal(run.folder);
  const times = new StageTimes();
  try {
    const isTrained = await trainThere(run, times, stop.signal);
    if (!isTrained) return 'stopped';
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return 'stopped';
    throw error;
  } finally {
    stop.release();
  }
  return { times, caches: await toldCaches(run.folder) };
}

async function trainThere(run: ClusterRun, times: StageTimes, stop: AbortSignal): Promise<boolean> {
  const { folder, storage, programs, longestSilence = twoMinutes } = run;
  const { failure: _, ...begun } = run.record;
  const { cluster } = begun;
  const address = clusterAddress(cluster.address);
  const jobs = new RayJobs({ address, token: await clusterToken(process.env) });
  const noted = await readClusterJob(folder);
  const last = noted?.attempt ?? 1;
  const job = { folder, jobs, id: jobName(begun, last), noted, storage, longestSilence, stop };
  const standing = await standingOf(job);
  const isNew = standing === 'none' || standing === 'ended';
  // A job that is there goes on with the Ray that it was submitted to, whichever this program is made for by now.
  const engines = (isNew ? undefined : begun.engines) ?? (await enginesOf(jobs, programs, stop));
  const record: RecordOnCluster = { ...begun, state: 'running', engines, storedAs: storedName(begun) };
  await writeRunRecord(folder, record);
  tell(
    { folder },
    {
      ...{ event: 'started', run: record.name, resumed: noted !== undefined, processId: process.pid },
      ...{ engines, cluster: { host: address.host, workers: cluster.workers } },
    },
  );
  if (standing !== 'trained') {
    const attempt = standing === 'ended' ? last + 1 : last;
    if (isNew) {
      if (noted) await writeClusterJob(folder, { ...noted, ended: true });
      await times.time('hand over', () => submit({ ...run, record }, jobs, attempt, stop));
    }
    const lines = isNew ? 0 : (noted?.lines ?? 0);
    const followed = { ...job, id: jobName(record, attempt), attempt, lines };
    if ((await times.time('on the cluster', () => followJob(followed))) === 'stopped') return false;
  }
  await requireResult({ folder, storage, named: cluster.storage, stop });
  const { epochs } = await times.time('take back', async () =>
    adoptCheckpoint(folder, await takeBack(folder, storage, 'state.bin', stop), runIdentity(record)),
  );
  await rewriteMetrics(folder, epochs);
  await storage.removeHanded().catch(() => {});
  return true;
}

/** @throws TransferError `cluster-version` where that is not the Ray that the job is made for */
async function enginesOf(jobs: RayJobs, programs: string, stop: AbortSignal): Promise<EngineNames> {
  const engine = `Ray ${await jobs.requireVersion(await rayMadeFor(programs), stop)}`;
  return { features: engine, training: engine };
}

/** Hands the project over and starts a job on it. */
async function submit(
  { folder, record, storage, programs, catalogFolder }: ClusterRun,
  jobs: RayJobs,
  attempt: number,
  stop: AbortSignal,
): Promise<void> {
  const { plan, cluster } = record;
  const { workers, cpus, gpus } = cluster;
  const question = {
    ...{ plan, programs },
    base: placeOfBase({ record, catalogFolder }),
    fingerprint: record.base.fingerprint,
  };
  const tellProgress = progressTeller({ folder }, 'read images');
  const engines = await loadEngines(process.env);
  const write = (handed: string) =>
    writeRayFolder({ ...question, folder: handed }, engines, (done, total) => {
      stop.throwIfAborted();
      tellProgress(done, total);
    });
  const exported = await storage.handOver(write, stop, progressTeller({ folder }, 'hand over'));
  for (const message of exported.warnings)
    tell({ folder }, { event: 'warning', code: 'cluster-differs', message });
  await noteImages(folder, record, exported);
  const places = ['--folder', storage.handed, '--storage', cluster.storage];
  const counts = ['--workers', workers, '--cpus', cpus, '--gpus', gpus].map(String);
  const command = ['python', '-m', 'transfer_job.job', ...places, '--name', storedName(record), ...counts]
    .map(shellWord)
    .join(' ');
  const code = await jobs.keepPackage(await jobPackage(programs), stop);
  stop.throwIfAborted();
  // First: a job whose run does not know of it would never be found again.
  await writeClusterJob(folder, { attempt, lines: 0 });
  try {
    await jobs.submit({ id: jobName(record, attempt), package: code, command, environment: {} }, stop);
  } catch (error) {
    // From here on there may be a job, and whoever follows it ends it.
    if (stop.aborted) return;
    const isRefused = isTransferError(error, 'cluster-refused', 'cluster-token');
    if (isRefused) await writeClusterJob(folder, { attempt, lines: 0, ended: true });
    throw error;
  }
}

/** Writes down which images were handed over, so that it is seen whether the run ends with others. */
async function noteImages(folder: string, record: RecordOnCluster, exported: RayExport): Promise<void> {
  const { fingerprint, images, leftOut } = exported;
  const { dataset } = record;
  const isChanged = dataset !== undefined && dataset.fingerprint !== fingerprint;
  if (isChanged)
    tell(
      { folder },
      {
        ...{ event: 'warning', code: 'images-changed' },
        message: `The images in ${record.plan.dataset.path} (or its validation or test folder) have changed since they were first handed over. The cluster goes on with those that are there now, so some that it has trained on may be used for validation; train the file again for figures to rely on.`,
      },
    );
  await writeRunRecord(folder, {
    ...record,
    dataset: {
      ...{ fingerprint, leftOut },
      ...{ trainImages: images.train, validationImages: images.validation, testImages: images.test },
      ...(isChanged || dataset?.changed ? { changed: true } : {}),
    },
  });
}

/** As one word of the shell that Ray gives a job's command to. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
