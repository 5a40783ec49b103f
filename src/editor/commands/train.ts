import * as vscode from 'vscode';
import type { Project } from '../../launch/project/project';
import type { RunView } from '../../views/run-view';
import { commandIds } from '../command-ids';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Runs } from '../runs/runs';
import { asksForWebAssembly, warnOfSetting } from '../settings';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';
import type { Hindrance, TrainingStarts } from './training-starts';

/** Saves the file, gets its base if that is still to be downloaded, and starts a run. */
export function trainCommand(
  documents: TransferDocuments,
  runs: Runs,
  starts: TrainingStarts,
  log: Log,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const begun = await starts.start(document);
    // Whoever gave the command has its answer; nobody waits for one to what is told.
    if (!('run' in begun))
      void guarded('Saying what stands in the way', log, () => tellHindrance(begun, document.document, runs));
  };
}

/** Says why nothing was trained, with what would help. */
export async function tellHindrance(
  hindrance: Hindrance,
  document: vscode.TextDocument,
  runs: Runs,
): Promise<void> {
  switch (hindrance.kind) {
    case 'unsaved':
      return tellUnsaved(document);
    case 'running':
      return tellRunning(hindrance.running, runs);
    case 'no plan':
      return tellErrors(hindrance.project);
    case 'engine':
      return tellEngine(hindrance.words);
    case 'starting':
    case 'refused':
      // A second press means the same run; and whoever has refused knows.
      return;
  }
}

async function tellUnsaved({ fileName }: vscode.TextDocument): Promise<void> {
  const message = `${fileName} could not be saved, so nothing was trained. Save it first.`;
  await notices.error(message);
}

async function tellRunning({ name, folder }: RunView, runs: Runs): Promise<void> {
  const stop = 'Stop It';
  const message = `“${name}” is still training this file. Wait until it has ended, or stop it.`;
  if ((await notices.information(message, stop)) === stop) runs.stop(folder);
}

async function tellErrors({ file, result: { problems } }: Project): Promise<void> {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const show = 'Show Problems';
  const message = first
    ? `Nothing was trained: ${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`
    : `Nothing was trained: ${file} has no plan yet.`;
  if ((await notices.error(message, show)) === show) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}

/** Says what keeps the engine from training on the base, and what would help. */
async function tellEngine(hindrance: string): Promise<void> {
  if (asksForWebAssembly()) {
    const wanted = 'The setting transferDesigner.engine asks for WebAssembly.';
    return warnOfSetting(`${wanted} ${hindrance} Change the setting.`, 'engine');
  }
  const install = 'Install Training Runtime';
  const message = `${hindrance} Install the training runtime.`;
  if ((await notices.warning(message, install)) === install) {
    await vscode.commands.executeCommand(commandIds.installRuntime);
  }
}
