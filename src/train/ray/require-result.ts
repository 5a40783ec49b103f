import { setTimeout as wait } from 'node:timers/promises';
import { isBucketAddress } from '../../design/bucket-address';
import { TransferError } from '../../design/transfer-error';
import type { RunStorage } from './run-in-storage';
import { pollMilliseconds } from './silence';
import { Waiting } from './waiting';

/**
 * How long a machine may say that a file is not there which another one has written, in milliseconds: network file systems
 * remember what was not there, NFS for up to a minute (`acdirmax`). The job waits as long for what it reads.
 */
const minuteAndAHalf = 90_000;

/** The result of a job that says that it is done. */
export interface WantedResult {
  /** Of the run. */
  readonly folder: string;
  /** The run's own part of it. */
  readonly storage: RunStorage;
  /** The whole of it, as `ray.yaml` names it. */
  readonly named: string;
  readonly stop: AbortSignal;
  /** How long a folder may not show it, in milliseconds; a minute and a half by default. */
  readonly longestUnseen?: number;
}

/**
 * Makes sure that a job's result is there for this machine, which a network file system may not show at once.
 *
 * @throws TransferError `cluster-job` where it is not there in the end; `bucket-…`; the signal's reason
 */
export async function requireResult({
  folder,
  storage,
  named,
  stop,
  longestUnseen = minuteAndAHalf,
}: WantedResult): Promise<void> {
  const isBucket = isBucketAddress(named);
  const waiting = new Waiting(folder);
  const begin = performance.now();
  while (!(await storage.has('state.bin'))) {
    // A bucket itself knows what is there.
    if (isBucket || performance.now() - begin > longestUnseen) throw unseen(named, isBucket);
    waiting.isFor('wait for the result');
    await wait(pollMilliseconds, undefined, { signal: stop }).catch(() => {});
    stop.throwIfAborted();
  }
}

function unseen(named: string, isBucket: boolean): TransferError {
  const reached = isBucket
    ? 'a bucket that this machine and all of the cluster’s reach, at one place: AWS_ENDPOINT_URL must lead all of them there, or none'
    : 'a folder that this machine and all of the cluster’s see by the same path';
  return new TransferError(
    'cluster-job',
    `The job says that it is done, but its result can't be found from this machine, in ${named}. The storage must be ${reached}. Name one in ray.yaml and train again.`,
  );
}
