import { constants } from 'node:os';
import path from 'node:path';
import { readMetrics } from '../disk/runs/run-events-file';
import { readOwnRunRecord, recordHash, writeRunRecord } from '../disk/runs/run-folder';
import { acquireRunLock } from '../disk/runs/run-lock';
import { clearStop, requestStop, stopRequested } from '../disk/runs/stop-run';
import type { RunRecord } from '../shared/run-record';
import { codeOf, messageOf, runFailureMessage } from './failures/failure-words';
import { trainOnCluster } from './ray/cluster-run';
import { openRunStorage, type RunStorage } from './ray/run-in-storage';
import { stopSignal } from './ray/stop-signal';
import { takeBack } from './ray/take-back';
import { readCheckpoint } from './run/checkpoint';
import { runPlan } from './run/run-plan';
import { tell } from './run/run-session';

/** The bundle of this lies in the package's `dist/`. */
const catalogFolder = path.join(__dirname, '..', 'models');
/** Whether the run has, or is about to have, a job on a cluster. */
let isOnCluster = false;

/** `node run.js RUN_FOLDER [RECORD_SHA256]`: trains the plan of that folder, or goes on where it stands. */
async function main(folder: string | undefined, handedOver: string | undefined): Promise<number> {
  if (folder === undefined) {
    console.error('Usage: run.js RUN_FOLDER');
    return 2;
  }
  const lock = await acquireRunLock(folder);
  endOnSignals(folder);
  try {
    const ending = await train(folder, handedOver);
    if (ending === 'stopped') {
      clearStop(folder);
      await writeRunRecord(folder, { ...(await readOwnRunRecord(folder)), state: 'stopped' });
      tell({ folder }, { event: 'stopped', epoch: await lastEpoch(folder) });
    }
    return 0;
  } catch (error) {
    console.error(error);
    const failure = { code: codeOf(error, 'run-failed'), message: runFailureMessage(error) };
    await tellFailure(folder, failure);
    return 1;
  } finally {
    await lock.release();
  }
}

/** On a cluster where the record names one; whatever comes after training is done here. */
async function train(folder: string, handedOver: string | undefined): Promise<'finished' | 'stopped'> {
  const record = await readOwnRunRecord(folder, handedOver);
  const { cluster } = record;
  if (cluster === undefined) return runPlan(folder, catalogFolder, handedOver);
  isOnCluster = true;
  const programs = path.join(__dirname, '..', 'ray-job');
  const onCluster = { ...record, cluster };
  const storage = await openRunStorage(folder, onCluster);
  try {
    const trained = await trainOnCluster({ folder, record: onCluster, storage, catalogFolder, programs });
    if (trained === 'stopped') return 'stopped';
    const answers = await takeBackAnswers(folder, storage);
    if (answers === undefined) return 'stopped';
    return await runPlan(folder, catalogFolder, await recordHash(folder), { trained, answers });
  } finally {
    await storage.close();
  }
}

/** @returns where the workers' answers are to be read; undefined where the user has stopped the run before they had come */
async function takeBackAnswers(folder: string, storage: RunStorage): Promise<string | undefined> {
  const stop = stopSignal(folder);
  try {
    return await takeBack(folder, storage, 'judged.bin', stop.signal);
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return undefined;
    throw error;
  } finally {
    stop.release();
  }
}

/** The last whole epoch: of the checkpoint or, of a run whose checkpoints lie on a cluster, that it was told of. */
async function lastEpoch(folder: string): Promise<number> {
  const checkpoint = await readCheckpoint(folder);
  return checkpoint?.progress?.epoch ?? (await readMetrics(folder)).at(-1)?.epoch ?? 0;
}

/**
 * Whoever ends all processes of a service or a build ends this one too: it stops as when it is asked to. A job on a cluster is
 * none of these processes: where this machine is shut down, it goes on, to be found again.
 */
function endOnSignals(folder: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isOnCluster && signal !== 'SIGINT') {
        // One that was asked to stop before is stopping its job, which takes seconds.
        if (!stopRequested(folder)) process.exit(128 + constants.signals[signal]);
        return;
      }
      try {
        requestStop(folder);
      } catch {
        // A full disk takes no request; the last whole epoch is kept.
        process.exit(1);
      }
    });
  }
}

/** Writes down how the run failed. Where the disk takes no record, it may still take the event, or the log. */
async function tellFailure(folder: string, failure: NonNullable<RunRecord['failure']>): Promise<void> {
  try {
    await writeRunRecord(folder, { ...(await readOwnRunRecord(folder)), state: 'failed', failure });
  } catch (error) {
    console.error(`run.json can't say how the run failed: ${messageOf(error)}`);
  }
  tell({ folder }, { event: 'failed', ...failure });
}

main(process.argv[2], process.argv[3]).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
