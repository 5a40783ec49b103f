import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { runFolderLayout } from '../../disk/run-folder-layout';
import { reportViewType } from '../command-ids';
import { reportPage } from './report-page';

const open = new Map<string, vscode.WebviewPanel>();

/** Shows a run's report inside the editor, under a policy that lets it do nothing but be read. */
export async function showReport(runFolder: string): Promise<void> {
  const file = path.join(runFolder, runFolderLayout.report);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Error(`${file} is not there: the run has not written its report yet.`);
    throw error;
  });
  const page = reportPage(text);
  if (page === undefined) {
    throw new Error(
      `${file} is not shown: it is not as Transfer Designer writes a report, so it was changed or comes from elsewhere. Where you trust it, open it in a browser.`,
    );
  }
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
    { ...pageOptions, enableFindWidget: true },
  );
  panel.webview.html = page;
  open.set(runFolder, panel);
  panel.onDidDispose(() => open.delete(runFolder));
}

/** For pages that are only read: no script, no form, no command, no file. */
export const pageOptions: vscode.WebviewOptions = {
  ...{ enableScripts: false, enableForms: false, enableCommandUris: false },
  localResourceRoots: [],
};
