import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RunCluster, RunRecord } from '../../shared/run-record';
import { runIdentity } from '../run/checkpoint';

export type RecordOnCluster = RunRecord & { readonly cluster: RunCluster };

/** Where a run's results and checkpoints lie in the storage: no other run's, of whichever project. */
export function storedName(record: RunRecord): string {
  const own = createHash('sha256')
    .update(JSON.stringify([runIdentity(record), record.file]))
    .digest('hex');
  return `${record.name}-${own.slice(0, 12)}`;
}

/** What its job is called on the cluster. @param attempt see `ClusterJob` */
export function jobName(record: RunRecord, attempt: number): string {
  return `transfer-${storedName(record).replace(/[^\w-]/g, '-')}-${attempt}`;
}

/** What is handed over for its job. */
export function handedFolder(record: RecordOnCluster): string {
  return path.join(record.cluster.storage, storedName(record), 'handed');
}

/** A file that its job leaves: `state.bin`, the trained weights and all epochs; `judged.bin`, what they say of the images. */
export function leftByJob(record: RecordOnCluster, name: 'state.bin' | 'judged.bin'): string {
  return path.join(record.cluster.storage, storedName(record), 'out', name);
}
