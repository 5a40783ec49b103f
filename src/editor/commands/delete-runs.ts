import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { bytesText, countText, listed } from '../../design/words/wording';
import { removeRun, requireRemovable } from '../../disk/runs/remove-run';
import { bytesIn } from '../../launch/programs/bytes-in-folder';
import { isGoing } from '../../shared/run-record';
import { isLeft, type RunView } from '../../views/run-view';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Runs } from '../runs/runs';
import { chooseRun, runFoldersOf } from './choose-run';
import type { CommandWork } from './command-registry';

interface Doomed {
  readonly folder: string;
  readonly name: string;
  /** Whether its job goes on on a cluster. */
  readonly left: boolean;
}

/** Puts the folders of runs into the trash once the user has said so; never that of a run that goes on. */
export function deleteRunsCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const doomed = await chosenRuns(documents, runs, given);
    if (doomed.length === 0) return;
    try {
      for (const { folder } of doomed) await requireRemovable(folder);
      if (await confirmed(doomed)) await remove(doomed);
    } catch (error) {
      if (!isTransferError(error, 'run-taken', 'place-refused')) throw error;
      await notices.error(error.message);
    } finally {
      const projects = new Set(doomed.map(({ folder }) => path.dirname(path.dirname(folder))));
      for (const project of projects) await runs.lookAgain(project);
    }
  };
}

/** Those that are given, as far as they are runs of a project that is open, or the one that the user picks. */
async function chosenRuns(
  documents: TransferDocuments,
  runs: Runs,
  given: readonly unknown[],
): Promise<readonly Doomed[]> {
  const folders = runFoldersOf(given);
  if (folders.length > 0) {
    return folders.flatMap((folder) => {
      const known = runs.find(folder) ?? runs.findBroken(folder);
      return known
        ? [
            'name' in known
              ? doomedOf(known)
              : { folder: known.folder, name: path.basename(folder), left: false },
          ]
        : [];
    });
  }
  const run = await chooseRun(documents, runs, given, {
    fits: ({ state }) => !isGoing(state),
    none: 'There is no run that could be deleted.',
    title: 'Delete which run?',
  });
  return run ? [doomedOf(run)] : [];
}

function doomedOf(run: RunView): Doomed {
  return { folder: run.folder, name: run.name, left: isLeft(run) };
}

async function confirmed(doomed: readonly Doomed[]): Promise<boolean> {
  const sizes = await Promise.all(doomed.map(({ folder }) => bytesIn(folder)));
  const bytes = bytesText(sizes.reduce((sum, size) => sum + size, 0));
  const [first] = doomed;
  const message =
    doomed.length === 1 ? `Delete the run “${first?.name}”?` : `Delete ${countText(doomed.length, 'run')}?`;
  const which = listed(
    doomed.map(({ name }) => `“${name}”`),
    12,
  );
  const places =
    doomed.length === 1 ? `Its folder runs/${path.basename(first?.folder ?? '')}` : 'Their folders';
  const detail = [
    ...(doomed.length === 1 ? [] : [`${which}.`]),
    `${places} (${bytes}) with model, report, checkpoint and curves ${doomed.length === 1 ? 'goes' : 'go'} to the trash. The images, the base, the feature cache and what was exported to elsewhere stay.`,
    ...(doomed.some(({ left }) => left)
      ? ['What is still on a cluster goes on there: to end that, follow the run and stop it first.']
      : []),
  ].join('\n\n');
  const move = 'Move to Trash';
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, move)) === move;
}

async function remove(doomed: readonly Doomed[]): Promise<void> {
  let left = doomed;
  for (const { folder } of doomed) {
    // A run may have been gone on with while the question stood there.
    await requireRemovable(folder);
    try {
      await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: true });
    } catch (error) {
      return removeForGood(left, error);
    }
    left = left.slice(1);
  }
}

/** Where there is no trash, as on many servers, whoever still wants it says so again. */
async function removeForGood(left: readonly Doomed[], error: unknown): Promise<void> {
  const what = left.length === 1 ? `the run “${left[0]?.name}”` : countText(left.length, 'run');
  const detail = `It can't be moved to the trash here (${error instanceof Error ? error.message : String(error)}). What is deleted for good can't be had back.`;
  const remove = 'Delete for Good';
  const answer = await vscode.window.showWarningMessage(
    `Delete ${what} for good?`,
    { modal: true, detail },
    remove,
  );
  if (answer !== remove) return;
  for (const { folder } of left) await removeRun(folder);
}
