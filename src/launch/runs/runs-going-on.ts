import { runFoldersIn } from '../../disk/runs/run-folder';
import { runLockHolder } from '../../disk/runs/run-lock';
import { runsFolder } from './start-run';

export interface RunGoingOn {
  readonly folder: string;
  readonly processId: number;
}

/** The runs of a project whose processes still run, oldest first; looks at their locks alone. */
export async function runsGoingOn(projectFolder: string): Promise<readonly RunGoingOn[]> {
  const folders = (await runFoldersIn(runsFolder(projectFolder))).reverse();
  const holders = await Promise.all(
    folders.map(async (folder) => ({ folder, holder: await runLockHolder(folder).catch(() => undefined) })),
  );
  return holders.flatMap(({ folder, holder }) =>
    holder?.alive ? [{ folder, processId: holder.processId }] : [],
  );
}
