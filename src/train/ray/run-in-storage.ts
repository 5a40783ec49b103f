import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RunRecord } from '../../shared/run-record';
import { runIdentity } from '../run/checkpoint';

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
export function handedFolder(storage: string, record: RunRecord): string {
  return path.join(storage, storedName(record), 'handed');
}

/** The trained weights and all epochs, once they are there. */
export function resultFile(storage: string, record: RunRecord): string {
  return path.join(storage, storedName(record), 'out', 'state.bin');
}
