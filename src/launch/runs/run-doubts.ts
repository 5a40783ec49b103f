import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { changedRunFiles } from '../../disk/runs/run-file-hashes';
import { type FoundRun, readRun } from '../../disk/runs/run-folder';

/** Whether a file of a finished run is, byte for byte, what the run has left. That of any other run still changes. */
export async function isAsLeft(
  folder: string,
  { record, madeHere }: FoundRun,
  name: string,
): Promise<boolean> {
  if (!madeHere) return false;
  if (record.result === undefined) return true;
  return (await changedRunFiles(folder, { [name]: record.result.files?.[name] ?? '' })).length === 0;
}

/**
 * What is to be said with a run's report, in a few words; undefined where it is, byte for byte, what a run of this
 * user's has written. Throws TransferError `run-record`.
 */
export async function reportDoubt(folder: string): Promise<string | undefined> {
  const run = await readRun(folder);
  if (!run.madeHere) return 'not made here or changed since';
  return (await isAsLeft(folder, run, runFolderLayout.report)) ? undefined : 'changed since it was written';
}
