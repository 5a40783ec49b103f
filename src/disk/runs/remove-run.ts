import { isTransferError, TransferError } from '../../design/transfer-error';
import { isGoing } from '../../shared/run-record';
import { removeTree } from '../files/project-files';
import { requireRealFolder } from '../files/real-place';
import { readRunRecord } from './run-folder';
import { runLockHolder } from './run-lock';
import { runStateNow } from './run-state';

/**
 * Makes sure that a run's folder may be removed: it lies where it seems to, and no process writes there or is about to. One
 * whose record can't be read may go too.
 * @throws TransferError `run-taken`, `place-refused`
 */
export async function requireRemovable(folder: string): Promise<void> {
  await requireRealFolder(folder);
  if (!(await goesOn(folder))) return;
  throw new TransferError(
    'run-taken',
    `The run in ${folder} is still going on, so it is not deleted. Stop it first.`,
  );
}

/**
 * Removes a run's folder with all that is in it, for good.
 * @throws TransferError `run-taken`, `place-refused`
 */
export async function removeRun(folder: string): Promise<void> {
  await requireRemovable(folder);
  await removeTree(folder);
}

async function goesOn(folder: string): Promise<boolean> {
  try {
    return isGoing(await runStateNow(folder, await readRunRecord(folder)));
  } catch (error) {
    if (!isTransferError(error, 'run-record')) throw error;
    return (await runLockHolder(folder))?.alive ?? false;
  }
}
