import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFolderLayout } from './run-folder-layout';

/** Asks the run in `folder` to stop after the batch at hand. A file, because signals differ between systems. */
export function requestStop(folder: string): void {
  writeFileSync(path.join(folder, runFolderLayout.stop), '');
}

/** Whether the run in `folder` should stop. Cheap enough to ask after every batch. */
export function stopRequested(folder: string): boolean {
  return existsSync(path.join(folder, runFolderLayout.stop));
}

/** Takes the request back, before a run is resumed. */
export function clearStop(folder: string): void {
  rmSync(path.join(folder, runFolderLayout.stop), { force: true });
}
