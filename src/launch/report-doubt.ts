import { changedRunFiles } from '../disk/run-file-hashes';
import { readRun } from '../disk/run-folder';
import { runFolderLayout } from '../disk/run-folder-layout';

/**
 * What is to be said with a run's report, in a few words; undefined where it is, byte for byte, what a run of this
 * user's has written. Throws RunRecordProblem.
 */
export async function reportDoubt(folder: string): Promise<string | undefined> {
  const { record, madeHere } = await readRun(folder);
  if (!madeHere) return 'not made here or changed since';
  const { report } = runFolderLayout;
  const sha256 = record.result?.files?.[report] ?? '';
  const changed = await changedRunFiles(folder, { [report]: sha256 });
  return changed.length === 0 ? undefined : 'changed since it was written';
}
