import path from 'node:path';
import * as vscode from 'vscode';
import type { RunView } from '../../views/run-view';
import { standingWords } from '../../views/run-words';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Runs } from '../runs/runs';
import { chooseDocument } from './choose-document';
import { givenUri } from './command-registry';

export interface RunChoice {
  /** Which runs the command is for. */
  readonly fits: (run: RunView) => boolean;
  /** Said where no run fits. */
  readonly none: string;
  readonly title: string;
}

/**
 * The run that a command is for: the one given by its folder or from the tree, else the only one that fits or the one
 * that the user picks. Undefined where there is none; then that has been said.
 */
export async function chooseRun(
  documents: TransferDocuments,
  runs: Runs,
  given: readonly unknown[],
  choice: RunChoice,
): Promise<RunView | undefined> {
  const folder = runFolderOf(given[0]);
  if (folder !== undefined) {
    await runs.watch(path.dirname(path.dirname(folder)));
    const run = runs.find(folder);
    if (!run) throw new Error(`There is no run in ${folder} any more.`);
    return run;
  }
  const fitting = (await candidates(documents, runs, given)).filter(choice.fits);
  if (fitting.length === 0) {
    await notices.information(choice.none);
    return undefined;
  }
  return fitting.length === 1
    ? fitting[0]
    : (await vscode.window.showQuickPick(runItems(fitting), { title: choice.title }))?.run;
}

/** The runs of the file at hand; without one, those of every project that is known. */
async function candidates(
  documents: TransferDocuments,
  runs: Runs,
  given: readonly unknown[],
): Promise<readonly RunView[]> {
  if (!givenUri(given) && !documents.current && runs.all.length > 0) return runs.all;
  const document = await chooseDocument(documents, given);
  if (!document) return [];
  await runs.watch(document.folder);
  return runs.of(document.folder, document.file);
}

export function runItems(runs: readonly RunView[]): (vscode.QuickPickItem & { readonly run: RunView })[] {
  return runs.map((run) => ({
    // Names are what their users made of them, and `$(…)` would be a picture here.
    label: `${run.starred ? '★ ' : ''}${run.name}`.replaceAll('$(', '\\$('),
    description: `cut ${run.plan.cut}`,
    detail: standingWords(run),
    run,
  }));
}

/** The folders of runs that the panel gives, or those of the tree's item and of all that are selected there. */
export function runFoldersOf([first, all]: readonly unknown[]): readonly string[] {
  const items = Array.isArray(first) ? first : Array.isArray(all) && all.length > 0 ? all : [first];
  return items.flatMap((item) => runFolderOf(item) ?? []);
}

/** A run's folder, as the panel gives it or as an item of the tree holds it, also of one that can't be read. */
function runFolderOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null) return undefined;
  const { run, broken } = given as { readonly run?: unknown; readonly broken?: unknown };
  const item = run ?? broken;
  return typeof item === 'object' && item !== null && 'folder' in item && typeof item.folder === 'string'
    ? item.folder
    : undefined;
}
