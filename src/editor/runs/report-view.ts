import path from 'node:path';
import * as vscode from 'vscode';
import { readWhole } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import type { FoundStudy } from '../../launch/runs/studies';
import { studyPageOf } from '../../views/panel-study';
import { reportPage } from '../../views/report-page';
import type { RunView } from '../../views/run-view';
import { reportViewType } from '../command-ids';

const open = new Map<string, vscode.WebviewPanel>();

/** In bytes. A report with as many pictures and classes as there can be has a tenth of it. */
const largest = 32_000_000;

/**
 * Shows a run's report inside the editor, under a policy that lets it do nothing but be read.
 * @param doubt what is to be said with it, if anything; it stands in the title
 */
export async function showReport({ folder: runFolder, name }: RunView, doubt?: string): Promise<void> {
  const page = await readReport(path.join(runFolder, runFolderLayout.report));
  const title = `Report: ${name}${doubt ? ` (${doubt})` : ''}`;
  const there = open.get(runFolder);
  if (there) {
    there.title = title;
    there.webview.html = page;
    there.reveal();
    return;
  }
  const panel = vscode.window.createWebviewPanel(reportViewType, title, vscode.ViewColumn.Active, {
    ...pageOptions,
    enableFindWidget: true,
  });
  panel.webview.html = page;
  open.set(runFolder, panel);
  panel.onDidDispose(() => open.delete(runFolder));
}

/**
 * Shows the page of a study, made anew: it may have come further.
 * @param studied the path of the transfer.yaml
 */
export function showStudy(studied: string, study: FoundStudy): void {
  const there = open.get(studied);
  const panel =
    there ??
    vscode.window.createWebviewPanel(
      reportViewType,
      `Study: ${path.basename(path.dirname(studied))}`,
      vscode.ViewColumn.Active,
      { ...pageOptions, enableFindWidget: true },
    );
  panel.webview.html = studyPageOf(study, studied);
  there?.reveal();
  if (there) return;
  open.set(studied, panel);
  panel.onDidDispose(() => open.delete(studied));
}

/** @throws Error with a message for the user where there is no report that can be shown */
async function readReport(file: string): Promise<string> {
  const bytes = await readWhole(file, largest).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Error(`${file} is not there: the run has not written its report yet.`);
    throw error;
  });
  const page = reportPage(bytes.toString('utf8'));
  if (page !== undefined) return page;
  throw new Error(
    `${file} is not shown: it is not as Transfer Designer writes a report, so it was changed or comes from elsewhere. Where you trust it, open it in a browser.`,
  );
}
/** For pages that are only read: no script, no form, no command, no file. */
export const pageOptions: vscode.WebviewOptions = {
  ...{ enableScripts: false, enableForms: false, enableCommandUris: false },
  localResourceRoots: [],
};
