import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isTransferError } from '../../design/transfer-error';
import { isGoing, type RunState } from '../../shared/run-record';
import { errorCode } from '../files/error-code';
import { createEmptySync, removeFileSync } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';
import { readMetrics } from './run-events-file';
import { readRunRecord } from './run-folder';
import { runStateNow } from './run-state';

/**
 * Asks the run in `folder` to stop after the batch at hand. It says `stopped` when it has; then it can be resumed. A
 * file, because signals differ between systems.
 */
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

/** Why a run could not be asked to stop: what stands in the way, or what the system calls it. */
export function whyNotAsked(error: unknown): string {
  if (isTransferError(error, 'place-refused')) return error.message;
  return errorCode(error) ?? String(error);
}

/** How a run stands after it was to stop. */
export interface StoppedRun {
  readonly state: RunState;
  /** Whether it went on before. */
  readonly wasGoing: boolean;
  /** The last one that was done; 0 before the first. */
  readonly epoch: number;
  /** Why it failed, where it has. */
  readonly failure?: string;
}

const lookEvery = 200;

/**
 * Asks a run to stop, if it goes on, and waits until it does no more.
 * @throws TransferError `run-record` where `folder` is no run's folder; what the system says where the request can't
 * be written
 */
export async function stopAndWait(folder: string, signal?: AbortSignal): Promise<StoppedRun> {
  let state = await runStateNow(folder, await readRunRecord(folder));
  const wasGoing = isGoing(state);
  if (wasGoing) requestStop(folder);
  while (isGoing(state)) {
    await wait(lookEvery, undefined, { ...(signal ? { signal } : {}) });
    state = await runStateNow(folder, await readRunRecord(folder));
  }
  const { failure } = await readRunRecord(folder);
  return {
    ...{ state, wasGoing, epoch: (await readMetrics(folder)).at(-1)?.epoch ?? 0 },
    ...(state === 'failed' && failure ? { failure: failure.message } : {}),
  };
}
