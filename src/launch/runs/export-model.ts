import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { makeNewFolder, moveFile, moveFolder, removeTree } from '../../disk/files/project-files';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import { syncFolder } from '../../disk/files/whole-file';
import { type ExportFormatName, exportFormats } from '../../shared/export-formats';
import type { ExportLine, ExportProgress, ExportProof } from '../../shared/exported-model';
import { engineEnvironment } from '../engine/engine-choice';
import { bundleFile } from '../programs/installation';
import { answerIn, lastWords, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';
import type { RunLaunch } from './run-process';

export interface ExportTask {
  /** The run's folder. */
  readonly run: string;
  readonly format: ExportFormatName;
  /** The file to write, or the folder, as the user has named it. */
  readonly target: string;
  /** Whether an earlier export in its place may go. */
  readonly overwrite: boolean;
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A model that was exported. */
export interface ExportedModel {
  /** Absolute. */
  readonly file: string;
  /** Of all its files. */
  readonly bytes: number;
  readonly proof: ExportProof;
}

/**
 * Writes the model of a run in another format, by a process of its own that also proves it, and only then gives it its
 * name. Where that fails or is ended, all is as before.
 *
 * @throws TransferError `export-refused` where it may not be written there, `export-failed` where it could not be
 *   written or proved
 */
export async function exportRun(task: ExportTask, launch: RunLaunch): Promise<ExportedModel> {
  const target = await refuseUnlessFree(task);
  await removeLeftovers(path.dirname(target));
  const work = temporaryPath(path.dirname(target));
  await makeNewFolder(work).catch((error: NodeJS.ErrnoException) => {
    throw refused(`Nothing can be written in ${path.dirname(target)} (${error.code ?? error.message}).`);
  });
  try {
    const made = path.join(work, path.basename(target));
    const proof = await inProcess(task, made, launch);
    const bytes = await bytesOf(made);
    // Another may have come there meanwhile.
    await refuseUnlessFree(task);
    const move = exportFormats[task.format].place === 'folder' ? moveFolder : moveFile;
    const before = path.join(work, 'before');
    await move(target, before).catch(ifMissing);
    await move(made, target).catch(async (error) => {
      await move(before, target).catch(ifMissing);
      throw error;
    });
    await syncFolder(path.dirname(target));
    return { file: target, bytes, proof };
  } finally {
    await removeTree(work);
  }
}

async function inProcess(
  { run, format, onProgress, signal }: ExportTask,
  place: string,
  launch: RunLaunch,
): Promise<ExportProof> {
  let proof: ExportProof | undefined;
  const read = lineReader((text) => {
    const line = answerIn(text) as ExportLine | undefined;
    if (line === undefined) return;
    if ('exported' in line) proof = line.exported;
    else if ('step' in line) onProgress?.(line);
  });
  const programArguments = [bundleFile(launch.installation, 'export'), path.resolve(run), format, place];
  const ended = await runToEnd(launch.node.path, programArguments, {
    environment: { ...launch.node.environment, ...engineEnvironment(launch.engine) },
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (ended.status === 0 && proof !== undefined) return proof;
  throw new TransferError('export-failed', lastWords(ended, 'The exporting process'));
}

/**
 * Makes sure that the export may be written to its target, by its name and by what is there.
 * @returns the target, absolute, in a folder that is reached without links
 */
async function refuseUnlessFree({ format, target, overwrite }: ExportTask): Promise<string> {
  const { title, place } = exportFormats[format];
  const named = path.resolve(target);
  if (place !== 'folder' && !place.some((ending) => named.toLowerCase().endsWith(ending))) {
    throw refused(
      `A ${title} is found by its name's ending: call the file ${path.basename(named)}${place[0]}.`,
    );
  }
  const folder = await realpath(path.dirname(named)).catch(() => undefined);
  if (folder === undefined) throw refused(`There is no folder ${path.dirname(named)}. Make it first.`);
  const file = path.join(folder, path.basename(named));
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return file;
  const isSameKind = place === 'folder' ? facts.isDirectory() : facts.isFile();
  if (!isSameKind) {
    const needed = place === 'folder' ? 'folder' : 'file';
    throw refused(`${file} is there and no plain ${needed}. Choose another name.`);
  }
  const names = facts.isDirectory() ? await readdir(file) : [];
  if (facts.isDirectory() && names.length === 0) return file;
  // What else lies in a folder is nobody's to remove.
  const own = names.every((name) => /^(model\.json|group1-shard\d+of\d+\.bin)$/.test(name));
  if (!own) throw refused(`${file} holds other files than a model's. Choose another folder.`);
  if (!overwrite) throw refused(`${file} is there already. Say --overwrite to replace it.`);
  return file;
}

async function bytesOf(place: string): Promise<number> {
  const facts = await stat(place);
  if (!facts.isDirectory()) return facts.size;
  const sizes = await Promise.all((await readdir(place)).map((name) => bytesOf(path.join(place, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function ifMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function refused(message: string): TransferError {
  return new TransferError('export-refused', message);
}
