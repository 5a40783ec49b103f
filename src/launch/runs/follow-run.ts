import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { roomFor } from '../../disk/files/disk-full';
import { readWhole } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { followRunEvents, readMetrics, readRunEvents } from '../../disk/runs/run-events-file';
import { readRunRecord } from '../../disk/runs/run-folder';
import { runLockHolder } from '../../disk/runs/run-lock';
import { longestBeginning } from '../../disk/runs/run-state';
import type { FailedEvent, FinishedEvent, RunEvent, StoppedEvent } from '../../shared/run-events';

/** How a run ended. */
export type RunEnd = { readonly time: string } & (FinishedEvent | FailedEvent | StoppedEvent);

export interface FollowRunOptions {
  readonly onEvent: (event: RunEvent) => void;
  /** How many events are not told: those that stood there before a run was resumed, say. */
  readonly skip?: number;
  /** Resolves when the process has ended, with how; without it the run's lock is watched. */
  readonly ended?: Promise<string>;
  readonly signal?: AbortSignal;
}

const lockPoll = 1_000;
const drainTime = 5_000;
/** With fewer bytes than this on its disk a run can't even write why it fails. */
const leastRoom = 32_768;
const mostLogBytes = 64 * 1024 ** 2;

/**
 * Tells the run's events as they come, the last one included, and resolves with it. Of a process that was killed before
 * it could tell its end, that is what its record says; one that has died without a word makes a `failed` event here,
 * with the end of its log. Resolves with undefined when the signal aborts.
 */
export async function followRun(folder: string, options: FollowRunOptions): Promise<RunEnd | undefined> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  let seen = 0;
  let hasStarted = false;
  let end: RunEnd | undefined;
  const following = followRunEvents(folder, {
    fromStart: true,
    signal,
    onEvent(event) {
      seen += 1;
      if (seen <= (options.skip ?? 0)) return;
      hasStarted ||= event.event === 'started';
      options.onEvent(event);
      if (isEnd(event)) {
        end = event;
        stop.abort();
      }
    },
  });
  const watching = watchProcess(folder, options.ended, signal).then(async (how) => {
    if (how === undefined) return undefined;
    // The process is gone, so its file is complete; what has not been told yet comes first.
    const all = await countRunEvents(folder);
    for (const began = Date.now(); seen < all && !signal.aborted && Date.now() - began < drainTime; )
      await wait(20);
    return how;
  });
  let how: string | undefined;
  try {
    how = await Promise.race([watching, following.then(() => undefined)]);
  } finally {
    stop.abort();
  }
  await following;
  if (end || options.signal?.aborted || how === undefined) return end;
  const untold = (await recordedEnd(folder, hasStarted)) ?? (await diedEvent(folder, how));
  options.onEvent(untold);
  return untold;
}

/**
 * Waits until the process of a run that has told its end is gone, as it is a moment later: whoever asks then how the run
 * stands hears of the end. Not for ever.
 */
export async function untilGone(folder: string, longest = drainTime): Promise<void> {
  const limit = Date.now() + longest;
  while (Date.now() < limit && (await runLockHolder(folder))?.alive) await wait(50);
}

/** The end that a run has written into its record. Before it starts, that of an earlier start still stands there. */
async function recordedEnd(folder: string, hasStarted: boolean): Promise<RunEnd | undefined> {
  const record = await readRunRecord(folder).catch(() => undefined);
  if (!record || (await runLockHolder(folder))?.alive) return undefined;
  const { state, result, failure } = record;
  const time = new Date().toISOString();
  // One that has finished is never started again.
  if (state === 'finished' && result) return { time, event: 'finished', result };
  if (state === 'failed' && failure && hasStarted) return { time, event: 'failed', ...failure };
  if (state !== 'stopped' || !hasStarted) return undefined;
  return { time, event: 'stopped', epoch: (await readMetrics(folder)).at(-1)?.epoch ?? 0 };
}

/** How many events a run has written so far. */
export async function countRunEvents(folder: string): Promise<number> {
  let count = 0;
  await readRunEvents(folder, () => (count += 1));
  return count;
}

/** How many events a run had written before its process began last: those of a run that was resumed since. */
export async function countEventsBeforeLastStart(folder: string): Promise<number> {
  let count = 0;
  let last = 0;
  await readRunEvents(folder, ({ event }) => {
    if (event === 'started') last = count;
    count += 1;
  });
  return last;
}

function isEnd(event: RunEvent): event is RunEnd {
  return event.event === 'finished' || event.event === 'failed' || event.event === 'stopped';
}

/** How the process ended, once it has; undefined when the signal aborts first. */
async function watchProcess(
  folder: string,
  ended: Promise<string> | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([aborted, ended ?? lockAbandoned(folder, signal)]);
}

async function lockAbandoned(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const began = Date.now();
  while (!signal.aborted) {
    const holder = await runLockHolder(folder);
    if (holder && !holder.alive) return `(${holder.processId}) is gone`;
    if (!holder && Date.now() - began > longestBeginning) return 'has ended, or never began';
    await wait(lockPoll, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function diedEvent(folder: string, how: string): Promise<RunEnd> {
  const time = new Date().toISOString();
  const holder = await runLockHolder(folder);
  if (holder?.alive) {
    const taken = `The run in ${folder} goes on in another process, ${holder.processId}, which was started at the same time; nothing is lost. Wait until that one has ended.`;
    return { time, event: 'failed', code: 'run-taken', message: taken };
  }
  const file = path.join(folder, runFolderLayout.log);
  const log = (await readWhole(file, mostLogBytes).catch(() => '')).toString();
  const tail = log.trim().split(/\r?\n/).slice(-10).join('\n');
  const { enough } = await roomFor(folder, 0, leastRoom);
  if (!enough) {
    const full = `The disk that holds ${folder} is full, so the run could not go on. Free some space there, then resume the run; what was finished is kept.`;
    return { time, event: 'failed', code: 'disk-full', message: full };
  }
  const message = `The run's process ${how} before the run was done. What it printed stands in ${file}.`;
  return {
    time,
    event: 'failed',
    code: 'run-died',
    message: tail ? `${message} Its end:\n${tail}` : message,
  };
}
