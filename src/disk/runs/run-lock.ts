import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { asDiskFull } from '../files/disk-full';
import { errorCode } from '../files/error-code';
import { isRunning, ownIdentity, type ProcessIdentity } from '../files/process-life';
import { linkFile, moveFile, readWhole, removeFile, writeNewFile } from '../files/project-files';
import { requireRealRun } from '../files/real-place';
import { runFolderLayout } from '../files/run-folder-layout';
import { removeLeftovers, temporaryPath } from '../files/temporary-files';

/** The right to write into a run folder. */
export interface RunLock {
  /** Gives the folder free; harmless when called twice. */
  release(): Promise<void>;
}

interface Claim extends ProcessIdentity {
  /** Tells two claims of one process apart. */
  readonly claim: string;
  /** The real path of the run's folder: a copy of the folder has a copy of the lock. */
  readonly folder?: string;
}

/**
 * Takes the run folder for this process. The lock of a process that has ended is taken over; of several that
 * try at once, one succeeds. Also clears what the last holder left half-written in the folder.
 * @throws TransferError `run-taken` while another process that is running, or this one, holds it; `disk-full`,
 * `place-refused`
 */
export async function acquireRunLock(folder: string): Promise<RunLock> {
  const lock = path.join(folder, runFolderLayout.lock);
  const mine: Claim = { ...ownIdentity(), claim: randomUUID(), folder: await realpath(folder) };
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
  return holder && { processId: holder.processId, alive: await isHeld(holder, folder) };
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
    if (await isHeld(holder, folder)) throw taken(folder, holder);
    const succession = `${file}.after-${holder.claim}`;
    await claim(succession, mine, folder);
    if ((await readClaim(file))?.claim === holder.claim) return moveFile(succession, file);
    await removeFile(succession);
  }
}

function taken(folder: string, { processId, host }: ProcessIdentity): TransferError {
  return new TransferError(
    'run-taken',
    `The run in ${folder} is already going on in process ${processId} on ${host}. ` +
      `Stop it first; if that machine is gone for good, delete ${path.join(folder, runFolderLayout.lock)}.`,
  );
}

/** Creates the file with all its content in one step; false if it exists. */
async function createWhole(file: string, content: Claim): Promise<boolean> {
  const temporary = temporaryPath(path.dirname(file));
  try {
    await writeNewFile(temporary, JSON.stringify(content));
    await linkFile(temporary, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') {
      throw asDiskFull(error, path.dirname(file), JSON.stringify(content).length);
    }
    return createInPlace(file, content);
  } finally {
    await removeFile(temporary);
  }
}

/** For disks without hard links (exFAT): exclusive too, though a reader may see it before it is written. */
async function createInPlace(file: string, content: Claim): Promise<boolean> {
  try {
    await writeNewFile(file, JSON.stringify(content));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Far more than a claim takes. */
const mostBytes = 65_536;

/** A lock cut short by a crash or a full disk; it has no living holder. */
const unreadable: Claim = { processId: 0, startTime: '', host: '', claim: 'unreadable' };

async function isHeld(holder: Claim, folder: string): Promise<boolean> {
  return holder !== unreadable && (await isRunning(holder)) && !(await isCopy(holder, folder));
}

/** Whether the lock was copied here with its folder, and the process holds the one that it was copied from. */
async function isCopy(holder: Claim, folder: string): Promise<boolean> {
  if (holder.folder === undefined || holder.folder === (await realpath(folder))) return false;
  const first = path.join(holder.folder, runFolderLayout.lock);
  const same = (await readClaim(first).catch(() => undefined))?.claim === holder.claim;
  return same && !(await isOneFile(first, path.join(folder, runFolderLayout.lock)));
}

/** One folder may be reached by several real paths, as network disks are; a copy is made later. */
async function isOneFile(one: string, other: string): Promise<boolean> {
  const facts = (file: string) => stat(file, { bigint: true }).catch(() => undefined);
  const [a, b] = await Promise.all([facts(one), facts(other)]);
  return a !== undefined && b !== undefined && a.ino === b.ino && a.ctimeNs === b.ctimeNs;
}

/** The claim in a file; undefined if there is none. */
async function readClaim(file: string): Promise<Claim | undefined> {
  let text: string;
  try {
    text = (await readWhole(file, mostBytes)).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    // No lock of ours. Nobody takes the folder over before it is gone.
    if (isTransferError(error, 'place-refused')) return unreadable;
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
  const { processId, startTime, host, claim, folder = '' } = value as Partial<Claim>;
  return (
    Number.isInteger(processId) &&
    Number(processId) > 0 &&
    typeof startTime === 'string' &&
    typeof host === 'string' &&
    typeof folder === 'string' &&
    typeof claim === 'string' &&
    /^[0-9a-f-]{36}$/.test(claim)
  );
}
