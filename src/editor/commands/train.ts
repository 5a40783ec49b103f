import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { engineHindrance } from '../../launch/engine/engine-limits';
import { openProject, type Project } from '../../launch/project/project';
import type { RunLaunch } from '../../launch/runs/run-process';
import { downloadWords } from '../../views/download-words';
import type { RunView } from '../../views/run-view';
import { commandIds } from '../command-ids';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { asksForWebAssembly, warnOfSetting } from '../settings';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** What is told where nothing was trained; it may ask what to do about that. */
type Hindrance = () => Promise<void>;

/** Saves the file, gets its base if that is still to be downloaded, and starts a run. */
export function trainCommand(
  documents: TransferDocuments,
  runs: Runs,
  processes: Processes,
  log: Log,
): CommandWork {
  /** Files that are being made ready: a second press means the same run. */
  const starting = new Set<string>();
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || starting.has(document.file)) return;
    starting.add(document.file);
    let hindrance: Hindrance | undefined;
    try {
      hindrance = await begin(document, runs, processes);
    } finally {
      starting.delete(document.file);
    }
    // Whoever gave the command has its answer; nobody waits for one to what is told.
    if (hindrance) void guarded('Saying what stands in the way', log, hindrance);
  };
}

async function begin(
  document: TransferDocument,
  runs: Runs,
  processes: Processes,
): Promise<Hindrance | undefined> {
  if (!(await saved(document.document))) return () => tellUnsaved(document.document);
  const running = await runningOf(document, runs);
  if (running) return () => tellRunning(running, runs);
  const { project, launch } = await madeReady(document, processes);
  const { plan, problems } = project.result;
  if (!plan || !project.base) return () => tellErrors(project);
  const hindrance = engineHindrance(project, launch.engine);
  if (hindrance) return () => tellEngine(hindrance);
  const { file, folder, text, base } = project;
  await runs.start({ file, folder, text, plan, base, problems }, launch);
  return undefined;
}

async function saved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  // The editor also says no where its own saving is under way; that is over in a moment.
  for (let tries = 0; document.isDirty && tries < 20; tries += 1) await wait(100);
  return !document.isDirty || (await document.save());
}

async function tellUnsaved({ fileName }: vscode.TextDocument): Promise<void> {
  const message = `${fileName} could not be saved, so nothing was trained. Save it first.`;
  await notices.error(message);
}

async function runningOf({ folder, file }: TransferDocument, runs: Runs): Promise<RunView | undefined> {
  await runs.watch(folder);
  return runs.of(folder, file).find(({ state }) => state === 'running');
}

async function tellRunning({ name, folder }: RunView, runs: Runs): Promise<void> {
  const stop = 'Stop It';
  const message = `“${name}” is still training this file. Wait until it has ended, or stop it.`;
  if ((await notices.information(message, stop)) === stop) runs.stop(folder);
}

/** The project as it is on disk, its base downloaded, and what it is run with. Either may take its time. */
async function madeReady(
  document: TransferDocument,
  processes: Processes,
): Promise<{ readonly project: Project; readonly launch: RunLaunch }> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Getting ready to train',
    cancellable: true,
  };
  const ready = await vscode.window.withProgress(options, async (progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort(new Error('Cancelled; nothing was trained.')));
    const node = await processes.node();
    const project = await openProject(document.file, {
      ...{ installation: processes.installation, node, allowDownload: true, signal: stop.signal },
      onDownload: (done, total) => {
        progress.report({ message: `downloading the base: ${downloadWords(done, total)}` });
      },
      onMeasure: () => progress.report({ message: 'trying how the base wants its pixels scaled' }),
    });
    progress.report({ message: 'looking for what to train with' });
    const launch = await processes.launch(stop.signal);
    stop.signal.throwIfAborted();
    return { project, launch };
  });
  document.refreshBase();
  return ready;
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
