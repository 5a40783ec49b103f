import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { runLockHolder } from '../../src/disk/runs/run-lock';

/** A project without what runs have left in it. */
export async function copyProject(from: string, to: string): Promise<void> {
  const leftovers = new Set(['.transfer', 'runs']);
  await cp(from, to, { recursive: true, filter: (file) => !leftovers.has(path.basename(file)) });
}

/** Runs outlive the editor by design; those of a test's workspace must not outlive the test. */
export async function endRuns(workspace: string): Promise<void> {
  for (const name of await readdir(path.join(workspace, 'runs')).catch(() => [])) {
    const holder = await runLockHolder(path.join(workspace, 'runs', name)).catch(() => undefined);
    if (holder?.alive) process.kill(holder.processId, 'SIGKILL');
  }
}
