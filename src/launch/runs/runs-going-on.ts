import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runLockHolder } from '../../disk/runs/run-lock';
import { runsFolder } from './start-run';

export interface RunGoingOn {
  readonly folder: string;
  readonly processId: number;
}

/** The runs of a project whose processes still run, oldest first; looks at their locks alone. */
export async function runsGoingOn(projectFolder: string): Promise<readonly RunGoingOn[]> {
  const parent = runsFolder(projectFolder);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(parent, name))
    .sort();
  const holders = await Promise.all(
    folders.map(async (folder) => ({ folder, holder: await runLockHolder(folder).catch(() => undefined) })),
  );
  return holders.flatMap(({ folder, holder }) =>
    holder?.alive ? [{ folder, processId: holder.processId }] : [],
  );
}
