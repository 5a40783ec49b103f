import { existsSync } from 'node:fs';
import path from 'node:path';
import { createEmptySync, removeFileSync } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';

/** Asks the run in `folder` to stop after the batch at hand. A file, because signals differ between systems. */
export function requestStop(folder: string): void {
  createEmptySync(path.join(folder, runFolderLayout.stop));
}

/** Whether the run in `folder` should stop. Cheap enough to ask after every batch. */
export function stopRequested(folder: string): boolean {
  return existsSync(path.join(folder, runFolderLayout.stop));
}

/** Takes the request back, before a run is resumed. */
export function clearStop(folder: string): void {
  removeFileSync(path.join(folder, runFolderLayout.stop));
}
