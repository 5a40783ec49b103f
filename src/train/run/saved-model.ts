import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { changedRunFiles, type FileHashes } from '../../disk/runs/run-file-hashes';
import { readRunRecord } from '../../disk/runs/run-folder';
import { pathsOf } from '../formats/base-files';
import { type OpenBase, openBase } from '../formats/read-base';
import { type ModelMetadata, readModelMetadata } from './model-metadata';

/** The network that a run has saved; the values of its weights are read when they are asked for. */
export interface SavedModel {
  readonly base: OpenBase;
  readonly metadata: ModelMetadata;
  /** The engine that the run has asked it with, by its name; undefined where the run's record does not know. */
  readonly engine: string | undefined;
}

/**
 * Opens the network that a run has saved, if it is what the run has saved. Classes and preprocessing are the model's
 * own: of the record only the hashes of the model's files count, and which engine is asked first.
 *
 * @param alsoNeeded others of the run's files, by their paths in its folder
 * @throws TransferError `no-model` if the run has not finished, `model-changed` if a file is not what its record says;
 *   `base-…` if the files are damaged
 */
export async function openSavedModel(
  runFolder: string,
  alsoNeeded: readonly string[] = [],
): Promise<SavedModel> {
  const { result, engines } = await readRunRecord(runFolder);
  if (result === undefined) {
    throw new TransferError('no-model', `The run ${runFolder} has no model yet. Resume it to its end first.`);
  }
  const base = await openUnchanged(runFolder, result.files, alsoNeeded);
  const metadata = readModelMetadata(base.says);
  if (metadata === undefined)
    throw modelChanged(base.files.modelFile, 'does not say how pictures are given to it');
  return { base, metadata, engine: engines?.features };
}

async function openUnchanged(
  runFolder: string,
  files: FileHashes | undefined,
  alsoNeeded: readonly string[],
): Promise<OpenBase> {
  const ofModel = Object.entries(files ?? {}).filter(
    ([name]) => name.startsWith(`${runFolderLayout.model}/`) || alsoNeeded.includes(name),
  );
  const [changed] = await changedRunFiles(runFolder, Object.fromEntries(ofModel));
  if (changed !== undefined) throw modelChanged(changed, 'is not what the run has saved');
  const known = new Set(ofModel.map(([name]) => path.join(runFolder, ...name.split('/'))));
  const base = await openBase(path.join(runFolder, runFolderLayout.model));
  const needed = [...pathsOf(base.files), ...alsoNeeded.map((name) => path.join(runFolder, name))];
  const unknown = needed.find((file) => !known.has(file));
  if (unknown !== undefined) throw modelChanged(unknown, "is none that the run's record knows");
  return base;
}

function modelChanged(file: string, how: string): TransferError {
  return new TransferError(
    'model-changed',
    `${file} ${how}, so the model's answers can't be relied on. Put the file back as it was, or train again.`,
  );
}
