import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { unwritable } from '../../launch/runs/start-run';
import { ownRunName, type RunLabel, runNameComplaint } from '../../shared/run-name';
import type { RunView } from '../../views/run-view';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Runs } from '../runs/runs';
import { chooseRun, runFoldersOf } from './choose-run';
import type { CommandWork } from './command-registry';

/** Calls a run as the user says; left empty, as it is called by itself. */
export function renameRunCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: () => true,
      none: 'There is no run to rename yet. "Transfer: Train" makes one.',
      title: 'Rename which run?',
    });
    if (!run) return;
    const own = ownRunName(run, new Date());
    const typed = await vscode.window.showInputBox({
      title: `Rename the run ${run.name}`,
      prompt: `Left empty, it is called “${own}”.`,
      placeHolder: own,
      value: run.given ?? '',
      validateInput: (text) => (text.trim() === '' ? undefined : runNameComplaint(text.trim())),
    });
    if (typed === undefined) return;
    const { starred } = runs.find(run.folder) ?? run;
    await call(runs, run, { given: typed.trim() || null, starred });
  };
}

/** Puts a star on runs, or takes it away. */
export function starRunCommand(documents: TransferDocuments, runs: Runs, starred: boolean): CommandWork {
  return async (...given) => {
    const folders = runFoldersOf(given);
    const chosen: readonly RunView[] =
      folders.length > 1
        ? folders.flatMap((folder) => runs.find(folder) ?? [])
        : [await chooseRun(documents, runs, given, starChoice(starred))].flatMap((run) => run ?? []);
    for (const run of chosen) await call(runs, run, { given: run.given, starred });
  };
}

function starChoice(starred: boolean) {
  return {
    fits: (run: RunView) => run.starred !== starred,
    none: starred
      ? 'There is no run without a star. "Transfer: Train" makes one.'
      : 'No run has a star. "Transfer: Star Run" gives it one.',
    title: starred ? 'Star which run?' : 'Take the star of which run away?',
  };
}

async function call(runs: Runs, run: RunView, label: RunLabel): Promise<void> {
  try {
    await runs.call(run, label);
  } catch (error) {
    if (isTransferError(error, 'run-name')) throw error;
    await notices.error(`“${run.name}” is called as before: ${unwritable(error, run.folder)}`);
  }
}
