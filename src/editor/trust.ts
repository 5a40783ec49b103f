import * as vscode from 'vscode';
import { notices } from './notices';

/** Why nothing is trained, downloaded or written; null in a trusted workspace. Checks, graph and guide work all the same. */
export function restriction(): string | null {
  return vscode.workspace.isTrusted
    ? null
    : 'This workspace is not trusted, so nothing in it is downloaded, trained, executed, written or removed. Checks, graph and guide work; trust the workspace to train.';
}

/** Whether the workspace is trusted; where it is not, says why nothing is done and offers to change that. */
export async function mayExecute(): Promise<boolean> {
  const reason = restriction();
  if (reason === null) return true;
  const manage = 'Manage Trust';
  if ((await notices.warning(reason, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
