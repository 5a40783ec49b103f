import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { asDiskFull } from './disk-full';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-life';
import { createFile, linkFile, moveFile, readWhole, removeFile } from './project-files';
import { PlaceRefused, requireRealRun } from './real-place';
import { runFolderLayout } from './run-folder-layout';
import { removeLeftovers, temporaryPath } from './temporary-files';

/** The right to write into a run folder. */
export interface RunLock {
  /** Gives the folder free; harmless when called twice. */
  release(): Promise<void>;
}

/** Another process runs in that folder. */
export class RunLockHeld extends Error {
  override readonly name = 'RunLockHeld';
  constructor(
    readonly folder: string,
    readonly holder: ProcessIdentity,
  ) {
    super(
      `The run in ${folder} is already going on in process ${holder.processId} on ${holder.host}. ` +
        `Stop it first; if that machine is gone for good, delete ${path.join(folder, runFolderLayout.lock)}.`,
    );
  }
}

interface Claim extends ProcessIdentity {
  /** Tells two claims of one process apart. */
  readonly claim: string;
}

/**
 * Takes the run folder for this process. The lock of a process that has ended is taken over; of several that
 * try at once, one succeeds. Also clears what the last holder left half-written in the folder.
 * @throws RunLockHeld while another process that is running, or this one, holds it; DiskFull; PlaceRefused
 */
export async function acquireRunLock(folder: string): Promise<RunLock> {
  const lock = path.join(folder, runFolderLayout.lock);
  const mine: Claim = { ...ownIdentity(), claim: randomUUID() };
  await requireRealRun(folder);
  await claim(lock, mine, folder);
  const { checkpoint, model } = runFolderLayout;
  for (const part of ['', checkpoint, model]) await removeLeftovers(path.join(folder, part));
  return {
    async release() {
      const holder = await readClaim(lock);
      if (holder?.claim === mine.claim) await removeFile(lock);
    },
  };
}

/** Who holds the run folder, and whether that process still runs; undefined where nobody does. */
export async function runLockHolder(
  folder: string,
): Promise<{ processId: number; alive: boolean } | undefined> {
  const holder = await readClaim(path.join(folder, runFolderLayout.lock));
  return holder && { processId: holder.processId, alive: isHeld(holder) };
}

/**
 * Makes `file` ours. A dead holder's file may only be replaced by the one process that has claimed the
 * succession to that very claim, in the same manner: so a process that still believes in a holder who has been
 * succeeded meanwhile finds out when it looks again, and replaces nothing.
 */
async function claim(file: string, mine: Claim, folder: string): Promise<void> {
  for (;;) {
    if (await createWhole(file, mine)) return;
    const holder = await readClaim(file);
    if (!holder) continue;
    if (isHeld(holder)) throw new RunLockHeld(folder, holder);
    const succession = `${file}.after-${holder.claim}`;
    await claim(succession, mine, folder);
    if ((await readClaim(file))?.claim === holder.claim) return moveFile(succession, file);
    await removeFile(succession);
  }
}

/** Creates the file with all its content in one step; false if it exists. */
async function createWhole(file: string, content: Claim): Promise<boolean> {
  const temporary = temporaryPath(path.dirname(file));
  try {
    await writeNew(temporary, content);
    await linkFile(temporary, file);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') {
      throw asDiskFull(error, path.dirname(file), JSON.stringify(content).length);
    }
    return createInPlace(file, content);
  } finally {
    await removeFile(temporary);
  }
}

async function writeNew(file: string, content: Claim): Promise<void> {
  const handle = await createFile(file);
  try {
    await handle.writeFile(JSON.stringify(content));
  } finally {
    await handle.close();
  }
}

/** For disks without hard links (exFAT): exclusive too, though a reader may see it before it is written. */
async function createInPlace(file: string, content: Claim): Promise<boolean> {
  try {
    await writeNew(file, content);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Far more than a claim takes. */
const mostBytes = 65_536;

/** A lock cut short by a crash or a full disk; it has no living holder. */
const unreadable: Claim = { processId: 0, startTime: '', host: '', claim: 'unreadable' };

function isHeld(holder: Claim): boolean {
  return holder !== unreadable && isRunning(holder);
}

/** The claim in a file; undefined if there is none. */
async function readClaim(file: string): Promise<Claim | undefined> {
  let text: string;
  try {
    text = (await readWhole(file, mostBytes)).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    // No lock of ours. Nobody takes the folder over before it is gone.
    if (error instanceof PlaceRefused) return unreadable;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isClaim(value)) return value;
  } catch {
    // Unreadable, as below.
  }
  return unreadable;
}

function isClaim(value: unknown): value is Claim {
  if (typeof value !== 'object' || value === null) return false;
  const { processId, startTime, host, claim } = value as Partial<Claim>;
  return (
    Number.isInteger(processId) &&
    Number(processId) > 0 &&
    typeof startTime === 'string' &&
    typeof host === 'string' &&
    typeof claim === 'string' &&
    /^[0-9a-f-]{36}$/.test(claim)
  );
}
