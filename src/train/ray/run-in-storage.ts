import { createHash } from 'node:crypto';
import { isBucketAddress } from '../../design/bucket-address';
import type { RunCluster, RunRecord } from '../../shared/run-record';
import { runIdentity } from '../run/checkpoint';
import { BucketStorage } from './bucket-storage';
import { FolderStorage } from './folder-storage';

export type RecordOnCluster = RunRecord & { readonly cluster: RunCluster };

/** A file that a run's job leaves: the trained weights and all epochs; what they say of the images. */
export type LeftByJob = 'state.bin' | 'judged.bin';

/**
 * A run's own part of a storage, which this machine and all of the cluster's reach: what is handed over to its job lies there, and what
 * that leaves.
 */
export interface RunStorage {
  /** What is handed over, in the words that its job is told. */
  readonly handed: string;
  /**
   * Has somebody write what is handed over, into an empty folder, in place of what was there.
   *
   * @param onFile told how many files are on their way to the storage, and how many are there
   */
  handOver<Result>(
    write: (folder: string) => Promise<Result>,
    stop: AbortSignal,
    onFile: (done: number, total: number) => void,
  ): Promise<Result>;
  /** Removes what was handed over. */
  removeHanded(): Promise<void>;
  /** Whether its job has left a file. */
  has(name: LeftByJob): Promise<boolean>;
  /**
   * @param onBytes told how many bytes there are and how many have come, where they come from elsewhere
   * @returns where a file that its job has left is to be read on this machine; nothing lies there where it has left none
   * @throws the signal's reason; `bucket-…`
   */
  takeBack(
    name: LeftByJob,
    stop: AbortSignal,
    onBytes: (done: number, total: number) => void,
  ): Promise<string>;
  /** When nothing more is read of what was taken back. */
  close(): Promise<void>;
}

/** @param folder of the run, which a bucket's files pass through */
export async function openRunStorage(folder: string, record: RecordOnCluster): Promise<RunStorage> {
  const { storage } = record.cluster;
  const name = storedName(record);
  return isBucketAddress(storage)
    ? BucketStorage.open(storage, name, folder)
    : new FolderStorage(storage, name);
}

/**
 * What a run's results and checkpoints are called in the storage: as no other run's, of whichever project. Once there may be a job,
 * the record keeps it: the project may be renamed, or opened by way of a link.
 */
export function storedName(record: RunRecord): string {
  if (record.storedAs !== undefined) return record.storedAs;
  const own = createHash('sha256')
    .update(JSON.stringify([runIdentity(record), record.file]))
    .digest('hex');
  return `${record.name}-${own.slice(0, 12)}`;
}

/** What its job is called on the cluster. @param attempt see `ClusterJob` */
export function jobName(record: RunRecord, attempt: number): string {
  return `transfer-${storedName(record).replace(/[^\w-]/g, '-')}-${attempt}`;
}
