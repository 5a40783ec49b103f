import path from 'node:path';
import * as vscode from 'vscode';
import { readWhole } from '../../disk/project-files';
import { runFolderLayout } from '../../disk/run-folder-layout';
import { reportViewType } from '../command-ids';

/** A report with its small pictures takes a few. */
const mostBytes = 256 * 1024 ** 2;

const open = new Map<string, vscode.WebviewPanel>();

/** Shows a run's report inside the editor. The page has a policy of its own: no script, nothing from elsewhere. */
export async function showReport(runFolder: string): Promise<void> {
  const file = path.join(runFolder, runFolderLayout.report);
  const bytes = await readWhole(file, mostBytes).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Error(`${file} is not there: the run has not written its report yet.`);
    throw error;
  });
  const page = bytes.toString('utf8');
  const there = open.get(runFolder);
  if (there) {
    there.webview.html = page;
    there.reveal();
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    reportViewType,
    `Report: ${path.basename(runFolder)}`,
    vscode.ViewColumn.Active,
    { enableScripts: false, enableFindWidget: true, localResourceRoots: [] },
  );
  panel.webview.html = page;
  open.set(runFolder, panel);
  panel.onDidDispose(() => open.delete(runFolder));
}
