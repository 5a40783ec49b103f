import type { RunRecord, RunState } from '../../shared/run-record';
import { runLockHolder } from './run-lock';

/** Milliseconds within which a run that was begun takes its lock. */
export const longestBeginning = 10_000;

/**
 * How a run stands now. What its record said last holds only while its process does: one that was killed could not
 * write that it has ended, so its lock is asked.
 */
export async function runStateNow(
  folder: string,
  record: Pick<RunRecord, 'state' | 'created'>,
): Promise<RunState> {
  if ((await runLockHolder(folder))?.alive) return 'running';
  if (record.state !== 'created' && record.state !== 'running') return record.state;
  const isNew = record.state === 'created' && Date.now() - Date.parse(record.created) < longestBeginning;
  return isNew ? 'created' : 'interrupted';
}
