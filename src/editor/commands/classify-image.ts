import path from 'node:path';
import * as vscode from 'vscode';
import { readableEndings } from '../../disk/images/image-kinds';
import { notMadeHere, predictImages } from '../../launch/runs/predict-images';
import { hasModel } from '../../launch/runs/resume-run';
import type { Prediction } from '../../shared/prediction';
import { predictionWords } from '../../views/prediction-words';
import type { RunView } from '../../views/run-view';
import { unlinked } from '../../views/unlinked';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { chooseRun } from './choose-run';
import type { CommandWork } from './command-registry';

/**
 * Shows images to a trained model: those given by the explorer's menu, else those that the user picks. The panel gives
 * the run's folder; else it is that of the file at hand.
 */
export function classifyImageCommand(
  documents: TransferDocuments,
  runs: Runs,
  processes: Processes,
  log: Log,
): CommandWork {
  return async (...given) => {
    const images = givenImages(given) ?? (await pickedImages());
    if (images.length === 0) return;
    const run = await trainedRun(documents, runs, given);
    if (!run) return;
    const launch = await processes.launch();
    const predictions: Prediction[] = [];
    const what = images.length === 1 ? path.basename(images[0] ?? '') : `${images.length} images`;
    const title = unlinked(`Classifying ${what}`);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    await vscode.window.withProgress(options, (_, cancelled) => {
      const stop = new AbortController();
      cancelled.onCancellationRequested(() => stop.abort(new Error('Cancelled.')));
      return predictImages(run.folder, images, launch, (one) => predictions.push(one), stop.signal);
    });
    for (const prediction of predictions) log.info(`${run.name}: ${predictionWords(prediction)}`);
    const shown = predictions.slice(0, 3).map(predictionWords);
    if (predictions.length > shown.length) shown.push(`${predictions.length - shown.length} more in the log`);
    if (!run.madeHere) {
      log.warn(notMadeHere(run.folder));
      shown.unshift(`“${run.name}” was not made by you on this machine, or was changed since`);
    }
    const show = 'Show Log';
    const failed = predictions.every((one) => 'error' in one);
    const tell = failed ? notices.error : notices.information;
    if ((await tell(shown.join(' · '), show)) === show) log.show();
  };
}

/** The run that is given, else the newest one of the file at hand that has a model; another one by choice. */
async function trainedRun(
  documents: TransferDocuments,
  runs: Runs,
  [folder]: readonly unknown[],
): Promise<RunView | undefined> {
  if (documents.current) await runs.watch(documents.current.folder);
  const trained = new Set<string>();
  for (const { folder } of runs.all) if (await hasModel(folder)) trained.add(folder);
  return chooseRun(documents, runs, typeof folder === 'string' ? [folder] : [], {
    fits: ({ folder, state }) => state === 'finished' && trained.has(folder),
    none: 'There is no trained model yet. "Transfer: Train" makes one.',
    title: 'Classify with which run?',
  });
}

/** The explorer gives the file of the menu and all that are selected. */
function givenImages([first, all]: readonly unknown[]): readonly string[] | undefined {
  const uris = Array.isArray(all) && all.length > 0 ? all : [first];
  const files = uris.flatMap((one) => (one instanceof vscode.Uri ? [one.fsPath] : []));
  const images = files.filter((file) => readableEndings.includes(path.extname(file).slice(1).toLowerCase()));
  return images.length > 0 ? images : undefined;
}

async function pickedImages(): Promise<readonly string[]> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Classify images',
    openLabel: 'Classify',
    canSelectMany: true,
    filters: { Images: [...readableEndings] },
  });
  return (picked ?? []).map(({ fsPath }) => fsPath);
}
