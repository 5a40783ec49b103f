import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { runFolderLayout } from '../../disk/run-folder-layout';
import { reportViewType } from '../command-ids';

const open = new Map<string, vscode.WebviewPanel>();

/**
 * Shows a run's report inside the editor. The page has a policy of its own: no script, nothing from elsewhere.
 * @param doubt what is to be said with it, if anything; it stands in the title
 */
export async function showReport(runFolder: string, doubt?: string): Promise<void> {
  const file = path.join(runFolder, runFolderLayout.report);
  const page = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Error(`${file} is not there: the run has not written its report yet.`);
    throw error;
  });
  const title = `Report: ${path.basename(runFolder)}${doubt ? ` (${doubt})` : ''}`;
  const there = open.get(runFolder);
  if (there) {
    there.title = title;
    there.webview.html = page;
    there.reveal();
    return;
  }
  const panel = vscode.window.createWebviewPanel(reportViewType, title, vscode.ViewColumn.Active, {
    enableScripts: false,
    enableFindWidget: true,
    localResourceRoots: [],
  });
  panel.webview.html = page;
  open.set(runFolder, panel);
  panel.onDidDispose(() => open.delete(runFolder));
}
