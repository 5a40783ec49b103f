import * as vscode from 'vscode';
import { commandIds } from '../command-ids';
import type { KeptOpening } from './kept-opening';

/** Shows a `transfer.yaml` with its Designer beside it. */
export async function showProject(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(file);
  await vscode.commands.executeCommand(commandIds.openDesigner, file);
}

/** Shows it in this window where it lies in the workspace, else with its folder as the workspace of a window. */
export async function openProjectOf(file: vscode.Uri, opening: KeptOpening): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(file)) return showProject(file);
  await opening.keep(file);
  // What somebody works in stays open.
  const isInUse = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const options = isInUse ? { forceNewWindow: true } : { forceReuseWindow: true };
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.joinPath(file, '..'), options);
}

/** Shows what was kept for this window, if anything was. */
export async function showKept(opening: KeptOpening): Promise<void> {
  const file = await opening.take();
  if (file) await showProject(file);
}
