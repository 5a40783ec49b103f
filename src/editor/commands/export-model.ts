import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { byteSize, counted } from '../../design/words/number-text';
import { type ExportedModel, exportRun } from '../../launch/runs/export-model';
import { notMadeHere } from '../../launch/runs/predict-images';
import { type ExportFormatName, exportFormats, isExportFormat } from '../../shared/export-formats';
import type { RunView } from '../../views/run-view';
import { unlinked } from '../../views/unlinked';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { chooseRun } from './choose-run';
import type { CommandWork } from './command-registry';

/** Writes the model of a finished run in a format and to a place that the user picks. */
export function exportModelCommand(
  documents: TransferDocuments,
  runs: Runs,
  processes: Processes,
  log: Log,
): CommandWork {
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: ({ state }) => state === 'finished',
      none: 'There is no trained model yet. "Transfer: Train" makes one.',
      title: 'Export the model of which run?',
    });
    const format = run && (await pickedFormat());
    const target = format && (await pickedPlace(run, format));
    if (!target) return;
    if (!run.madeHere) log.warn(notMadeHere(run.folder));
    try {
      await tell(await exported(run, format, target, processes), format);
    } catch (error) {
      if (!isTransferError(error, 'export-refused')) throw error;
      await notices.error(error.message);
    }
  };
}

async function pickedFormat(): Promise<ExportFormatName | undefined> {
  const items = Object.entries(exportFormats).map(([name, { title, use }]) => ({
    label: title,
    detail: `${use.slice(0, 1).toUpperCase()}${use.slice(1)}.`,
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Export the model as' });
  return picked && isExportFormat(picked.name) ? picked.name : undefined;
}

/** The editor itself asks whether a file that is there may be replaced. */
async function pickedPlace(run: RunView, format: ExportFormatName): Promise<string | undefined> {
  const { title, place } = exportFormats[format];
  const isFolder = place === 'folder';
  const project = path.dirname(path.dirname(run.folder));
  // What the run is called need not be the name of a file.
  const plain = path.basename(run.folder);
  const name = isFolder ? `${plain}-model` : `${plain}${place[0]}`;
  const picked = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(project, name)),
    title: isFolder ? 'Export to a new folder' : 'Export the model',
    saveLabel: 'Export',
    ...(isFolder ? {} : { filters: { [title]: place.map((ending) => ending.slice(1)) } }),
  });
  return picked?.fsPath;
}

async function exported(
  { folder, name }: RunView,
  format: ExportFormatName,
  target: string,
  processes: Processes,
): Promise<ExportedModel> {
  const launch = await processes.launch();
  const title = unlinked(`Exporting the model of ${name}`);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort(new Error('Cancelled.')));
    let told = 0;
    const task = { run: folder, format, target, overwrite: true, signal: stop.signal };
    return exportRun(
      {
        ...task,
        onProgress({ step, done, of }) {
          // Half of it is writing.
          const now = 50 * (of > 0 ? done / of : 1) + (step === 'write' ? 0 : 50);
          progress.report({ message: step, increment: Math.max(0, now - told) });
          told = Math.max(told, now);
        },
      },
      launch,
    );
  });
}

async function tell({ file, bytes, proof }: ExportedModel, format: ExportFormatName): Promise<void> {
  const message = `Exported ${path.basename(file)} (${byteSize(bytes)}): all ${counted(proof.tensors, 'tensor')} are the run's, and it gives the same answers for ${counted(proof.goldenImages, 'image')}.`;
  const open = format === 'page' ? 'Open in Browser' : 'Reveal';
  if ((await notices.information(message, open)) !== open) return;
  const uri = vscode.Uri.file(file);
  if (format === 'page') await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand('revealFileInOS', uri);
}
