import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { makeNewFolder, moveFolder, removeTree } from '../../disk/files/project-files';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import { syncFolder } from '../../disk/files/whole-file';
import type { RayExport, RayQuestion } from '../../shared/ray-question';
import type { Project } from '../project/project';
import { askProcess } from './ask-process';
import type { RunLaunch } from './run-process';

const exportingProcess = {
  bundle: 'ray-export',
  answer: 'exported',
  code: 'export-failed',
  nothing: 'Nothing was exported',
  name: 'the exporting process',
} as const;

export interface RayExportOptions {
  /** Told how many images were read. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedToRay extends RayExport {
  /** Absolute. */
  readonly folder: string;
}

/**
 * Writes a folder with all that a cluster of Ray needs to run a project's plan, by a process of its own, and only then gives it
 * its name. Where that fails or is ended, all is as before.
 *
 * @throws TransferError `export-refused` where it may not be written there, or where Ray would do something else than a run on
 *   this machine; `export-failed` and others where it could not be written
 * @throws the signal's reason
 */
export async function exportToRay(
  { base, result: { plan } }: Project,
  target: string,
  launch: RunLaunch,
  options: RayExportOptions = {},
): Promise<ExportedToRay> {
  if (base === undefined || plan === undefined)
    throw new TransferError(
      'export-refused',
      'There is no plan to export yet: the base has to be on this disk, and the images. Mend the errors in the file first.',
    );
  const free = await refuseUnlessNew(target);
  const parent = path.dirname(free);
  await removeLeftovers(parent);
  const work = temporaryPath(parent);
  await makeNewFolder(work).catch((error: NodeJS.ErrnoException) => {
    throw refused(`Nothing can be written in ${parent} (${error.code ?? error.message}).`);
  });
  try {
    const question: RayQuestion = {
      plan,
      base: base.modelFile,
      fingerprint: base.fingerprint,
      folder: work,
      programs: path.join(launch.installation.root, 'ray-job'),
    };
    const exported = await askProcess<RayExport, 'read images'>(exportingProcess, question, launch, {
      onProgress: (_, done, total) => options.onProgress?.(done, total),
      signal: options.signal,
    });
    await moveFolder(work, free);
    await syncFolder(parent);
    return { ...exported, folder: free };
  } finally {
    await removeTree(work);
  }
}

/** @returns the target, absolute, in a folder that is reached without links; nothing is there */
async function refuseUnlessNew(target: string): Promise<string> {
  const named = path.resolve(target);
  const folder = await realpath(path.dirname(named)).catch(() => undefined);
  if (folder === undefined) throw refused(`There is no folder ${path.dirname(named)}. Make it first.`);
  const free = path.join(folder, path.basename(named));
  const facts = await lstat(free).catch(() => undefined);
  if (facts === undefined) return free;
  const isEmpty = facts.isDirectory() && (await readdir(free)).length === 0;
  if (!isEmpty) throw refused(`${free} is there already. Choose another name, or remove it.`);
  return free;
}

function refused(message: string): TransferError {
  return new TransferError('export-refused', message);
}
