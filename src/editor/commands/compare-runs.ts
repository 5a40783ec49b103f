import path from 'node:path';
import * as vscode from 'vscode';
import { comparisonPage } from '../../views/comparison-page';
import type { RunView } from '../../views/run-view';
import { comparisonViewType } from '../command-ids';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { pageOptions } from '../runs/report-view';
import type { Runs } from '../runs/runs';
import { chooseDocument } from './choose-document';
import { runFoldersOf, runItems } from './choose-run';
import type { CommandWork } from './command-registry';

/** Sets runs beside each other: what they came to, and where their plans differ. */
export function compareRunsCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const chosen = (await givenRuns(runs, given)) ?? (await pickedRuns(documents, runs));
    if (chosen.length < 2) {
      if (chosen.length === 1) await notices.information('Choose two runs or more to compare.');
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      comparisonViewType,
      `Compare ${chosen.length} runs`,
      vscode.ViewColumn.Active,
      { ...pageOptions, enableFindWidget: true },
    );
    panel.webview.html = comparisonPage(chosen);
  };
}

/** The panel gives folders; the tree gives the item of the menu and all that are selected. */
async function givenRuns(runs: Runs, given: readonly unknown[]): Promise<readonly RunView[] | undefined> {
  const folders = runFoldersOf(given);
  for (const folder of folders) await runs.watch(path.dirname(path.dirname(folder)));
  const found = folders.flatMap((folder) => runs.find(folder) ?? []);
  return found.length >= 2 ? found : undefined;
}

async function pickedRuns(documents: TransferDocuments, runs: Runs): Promise<readonly RunView[]> {
  const document = await chooseDocument(documents);
  if (!document) return [];
  await runs.watch(document.folder);
  const there = runs.of(document.folder);
  if (there.length < 2) {
    await notices.information('There are no two runs to compare yet. "Transfer: Train" makes one.');
    return [];
  }
  const picked = await vscode.window.showQuickPick(runItems(there), {
    title: 'Compare which runs?',
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ run }) => run);
}
