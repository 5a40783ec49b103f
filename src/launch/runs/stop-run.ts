import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from '../../disk/files/error-code';
import { PlaceRefused } from '../../disk/files/real-place';
import { readMetrics } from '../../disk/runs/run-events-file';
import { readRunRecord } from '../../disk/runs/run-folder';
import { runStateNow } from '../../disk/runs/run-state';
import { requestStop } from '../../disk/runs/stop-request';
import type { RunState } from '../../shared/run-record';

/** Asks the run in `folder` to stop after the batch at hand. It says `stopped` when it has; then it can be resumed. */
export function stopRun(folder: string): void {
  requestStop(folder);
}

/** Why a run could not be asked to stop: what stands in the way, or what the system calls it. */
export function whyNotAsked(error: unknown): string {
  if (error instanceof PlaceRefused) return error.message;
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
 * @throws RunRecordProblem where `folder` is no run's folder; what the system says where the request can't be written
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

function isGoing(state: RunState): boolean {
  return state === 'created' || state === 'running';
}
