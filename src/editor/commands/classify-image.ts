import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { imagesBelow, type ScanLimits } from '../../disk/images/folder-scan';
import { readableEndings } from '../../disk/images/image-kinds';
import { withPictureFiles } from '../../launch/runs/picture-files';
import { notMadeHere, predictImages } from '../../launch/runs/predict-images';
import { hasModel } from '../../launch/runs/resume-run';
import type { Prediction } from '../../shared/prediction';
import { type GivenPicture, leftOut, mostGiven } from '../../shared/tried-pictures';
import type { RunView } from '../../views/run-view';
import { modelMissing, outcomeOf, outcomeWords, runToTry } from '../../views/tried';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Log } from '../log';
import { notices } from '../notices';
import type { DesignerPanels } from '../panel/designer-panels';
import { isPicturesForRun } from '../panel/pictures-for-run';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import type { AskedPictures, TriedPictures } from '../runs/tried-pictures';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** A picture to look at: a file, or what a panel has handed over. */
type Source = GivenPicture | { readonly name: string; readonly file: string };

export interface ClassifyingParts {
  readonly documents: TransferDocuments;
  readonly panels: DesignerPanels;
  readonly runs: Runs;
  readonly tried: TriedPictures;
  readonly processes: Processes;
  readonly log: Log;
}

/**
 * Shows pictures to a trained model, and what it says of them in the panel: what a panel gives, else the files and folders
 * of the explorer's menu, else those that the user picks.
 */
export function classifyImageCommand(parts: ClassifyingParts): CommandWork {
  const { documents, panels, runs, tried } = parts;
  return async (...given) => {
    const asked = isPicturesForRun(given[0]) ? given[0] : undefined;
    const document = await chooseDocument(documents, asked ? [asked.document] : []);
    if (!document) return;
    await runs.watch(document.folder);
    const { folder, file } = document;
    if (asked) tried.choose(file, asked.runFolder);
    const run = runToTry(runs.of(folder, file), tried.of(file).chosen);
    if (!run) {
      await notices.information('There is no trained model yet. "Transfer: Train" makes one.');
      return;
    }
    const sources =
      asked?.pictures ?? (await sourcesOf(asked?.files ?? explorerFiles(given) ?? (await pickedPictures())));
    if (sources.length === 0) return;
    (await panels.open(document)).showTryIt();
    await look(parts, document, run, sources);
  };
}

/** Pictures wait in the panel at once, and are looked at when their turn has come. */
async function look(
  parts: ClassifyingParts,
  { file }: TransferDocument,
  run: RunView,
  sources: readonly Source[],
): Promise<void> {
  const { tried, log } = parts;
  const asked = tried.add(file, run, sources);
  await tried.inTurn(async () => {
    try {
      asked.signal.throwIfAborted();
      const missing = modelMissing({ ...run, hasModel: await hasModel(run.folder) });
      if (missing !== null) throw new Error(missing);
      if (!run.madeHere) log.warn(notMadeHere(run.folder));
      await predict(parts, file, run, sources, asked);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!asked.signal.aborted) log.warn(`The model of ${run.name} was not asked: ${reason}`);
      tried.giveUp(file, asked, reason);
    }
  });
}

/** In pixels; the panel draws it at half of that, or less. */
const pictureEdge = 160;

async function predict(
  { tried, processes, log }: ClassifyingParts,
  file: string,
  run: RunView,
  sources: readonly Source[],
  { numbers, signal }: AskedPictures,
): Promise<void> {
  const handed = sources.flatMap((source) => ('bytes' in source ? [source.bytes] : []));
  await withPictureFiles(handed, async (files) => {
    const written = files.values();
    const pictures = sources.flatMap((source, index) => {
      if ('error' in source) return [];
      const place = 'file' in source ? source.file : (written.next().value ?? '');
      const number = numbers[index] ?? '';
      const picture = 'file' in source ? { file: source.file } : source.bytes;
      tried.remember(file, number, { runFolder: run.folder, picture });
      return [{ number, name: source.name, place }];
    });
    const launch = await processes.launch(signal);
    const waiting = pictures.values();
    const onPrediction = (prediction: Prediction) => {
      // They come in the order of the pictures.
      const { value: picture } = waiting.next();
      if (!picture) return;
      const outcome = outcomeOf(prediction);
      log.info(`${run.name}: ${picture.name}: ${outcomeWords(outcome)}`);
      tried.tell(file, picture.number, outcome);
    };
    const places = pictures.map(({ place }) => place);
    await predictImages(run.folder, places, launch, { onPrediction, signal, pictureEdge });
  });
}

/** Above these a folder is more than pictures to try. */
const folderLimits: ScanLimits = { names: 20_000, folders: 2_000, others: 20_000, depth: 32, seconds: 10 };

/** Files as they are, and the images of folders. No more than a panel may hand over: what is left out is said. */
async function sourcesOf(uris: readonly vscode.Uri[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const { fsPath } of uris) {
    const isFolder = await stat(fsPath).then(
      (facts) => facts.isDirectory(),
      () => false,
    );
    if (isFolder) sources.push(...(await imagesOfFolder(fsPath)));
    else sources.push({ name: path.basename(fsPath), file: fsPath });
  }
  const rest = sources.length - mostGiven.pictures;
  return rest > 0 ? [leftOut(rest), ...sources.slice(0, mostGiven.pictures)] : sources;
}

async function imagesOfFolder(folder: string): Promise<readonly Source[]> {
  const name = path.basename(folder);
  try {
    const { images } = await imagesBelow(folder, { limits: folderLimits });
    if (images.length === 0) return [{ name, error: 'There is no image in this folder.' }];
    return images.map((image) => ({
      name: `${name}/${image}`,
      file: path.join(folder, ...image.split('/')),
    }));
  } catch (error) {
    if (!isTransferError(error, 'folder-too-large', 'machine-failure')) throw error;
    const isLarge = error.code === 'folder-too-large';
    return [
      { name, error: isLarge ? `This folder holds ${error.message}. Choose pictures in it.` : error.message },
    ];
  }
}

/** The explorer gives the file of the menu and all that are selected. */
function explorerFiles([first, all]: readonly unknown[]): readonly vscode.Uri[] | undefined {
  const uris = Array.isArray(all) && all.length > 0 ? all : [first];
  const files = uris.filter((one) => one instanceof vscode.Uri);
  return files.length > 0 ? files : undefined;
}

async function pickedPictures(): Promise<readonly vscode.Uri[]> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Classify images',
    openLabel: 'Classify',
    canSelectMany: true,
    filters: { Images: [...readableEndings] },
  });
  return picked ?? [];
}
