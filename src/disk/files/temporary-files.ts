import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRunning } from './process-life';

const day = 24 * 60 * 60 * 1000;
const host = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);
const pattern = /^\.writing-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}$/;

/** A name in `folder` that nobody else has, for a file or folder that gets its real name when it is whole. */
export function temporaryPath(folder: string): string {
  return path.join(folder, `.writing-${host}-${process.pid}-${randomBytes(8).toString('hex')}`);
}

/** Whether a file or folder of this name waits for its real one. */
export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/**
 * Removes what processes that are gone have left half-written in `folder` (not in folders below it): those of
 * this machine at once, others after a day. What can't be removed stays; it harms nobody. Whoever asks for it below a
 * project has made sure that no link leads to the folder.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      if (await isLeftover(name, file)) await rm(file, { recursive: true, force: true }).catch(() => {});
    }),
  );
}

async function isLeftover(name: string, file: string): Promise<boolean> {
  const [, writtenOn, processId] = pattern.exec(name) ?? [];
  if (writtenOn === undefined) return false;
  const here = writtenOn === host;
  if (here && !(await isRunning({ processId: Number(processId), startTime: '', host: os.hostname() })))
    return true;
  return isOlderThanADay(file);
}

/** Whether the file has not been written to for a day. */
export async function isOlderThanADay(file: string): Promise<boolean> {
  const facts = await lstat(file).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > day;
}
