import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Plan } from '../../design/plan';
import { openProject, type Project } from '../../launch/project';
import type { RunLaunch } from '../../launch/run-process';
import { commandIds } from '../command-ids';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { mayExecute } from '../trust';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Saves the file, gets its base if that is still to be downloaded, and starts a run. */
export function trainCommand(documents: TransferDocuments, runs: Runs, processes: Processes): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document || !(await mayExecute())) return;
    if (!(await saved(document.document))) return;
    if (await isRunning(document, runs)) return;
    const { project, launch } = await madeReady(document, processes);
    const { plan, problems } = project.result;
    if (!plan || !project.base) {
      await tellErrors(project);
      return;
    }
    if (!(await engineWillDo(project, launch))) return;
    const { file, folder, text, base } = project;
    await runs.start({ file, folder, text, plan, base, problems }, launch);
  };
}

async function saved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  // The editor also says no where its own saving is under way; that is over in a moment.
  for (let tries = 0; document.isDirty && tries < 20; tries += 1) await wait(100);
  if (!document.isDirty || (await document.save())) return true;
  await vscode.window.showErrorMessage(
    `${document.fileName} could not be saved, so nothing was trained. Save it first.`,
  );
  return false;
}

async function isRunning(document: TransferDocument, runs: Runs): Promise<boolean> {
  await runs.watch(document.folder);
  const running = runs.of(document.folder, document.file).find(({ state }) => state === 'running');
  if (!running) return false;
  const stop = 'Stop It';
  const message = `${running.name} is still training this file. Wait until it has ended, or stop it.`;
  if ((await vscode.window.showInformationMessage(message, stop)) === stop) runs.stop(running.folder);
  return true;
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
        const share = total === null ? '' : ` of ${Math.ceil(total / 1e6)}`;
        progress.report({ message: `downloading the base: ${Math.floor(done / 1e6)}${share} MB` });
      },
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
  if ((await vscode.window.showErrorMessage(message, show)) === show) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}

const webAssemblyLimits =
  'tfjs-node is not installed, and WebAssembly trains new heads but not the layers of the base that this plan trains. Install the training runtime, or freeze the base (freeze: all).';

/** Whether the engine can do what the plan asks for; where it can't, says so and offers the one that can. */
async function engineWillDo({ result: { plan } }: Project, { engine }: RunLaunch): Promise<boolean> {
  if (engine.tfjsNode !== null || !plan || !trainsBase(plan)) return true;
  const install = 'Install Training Runtime';
  if ((await vscode.window.showWarningMessage(webAssemblyLimits, install)) === install) {
    await vscode.commands.executeCommand(commandIds.installRuntime);
  }
  return false;
}

function trainsBase({ layers }: Plan): boolean {
  return layers.some(({ origin, params, frozen }) => origin === 'base' && params > 0 && !frozen);
}
