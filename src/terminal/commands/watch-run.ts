import { setTimeout as wait } from 'node:timers/promises';
import { readMetrics } from '../../disk/run-events-file';
import { followRun, type RunEnd } from '../../launch/follow-run';
import { mayHelpToResume } from '../../launch/resume-run';
import type { RunProcess } from '../../launch/run-process';
import { stopRun } from '../../launch/stop-run';
import type { JudgedDataset } from '../../messages/judged-images';
import type { CacheEvent, EngineNames, RunEvent } from '../../messages/run-events';
import { type ExitStatus, exitStatus } from '../exit-status';
import { onInterrupt } from '../interrupt';
import { RunLines } from '../run-lines';
import { runSummary } from '../run-summary';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

export interface WatchedRun {
  readonly run: RunProcess;
  readonly dataset: JudgedDataset;
  readonly json: boolean;
  /** Events that were written before this start of the run. */
  readonly eventsBefore?: number;
}

/** How long the process may take to end after it has said how the run ended. */
const farewell = 5_000;

/** Shows a run until it ends or is left alone. Ctrl+C asks it to stop; a second one leaves it running. */
export async function watchRun(terminal: Terminal, watched: WatchedRun): Promise<ExitStatus> {
  const { screen, style, errorStyle } = terminal;
  const { run, json } = watched;
  const folder = shownPath(run.folder);
  const lines = new RunLines(screen, style);
  const caches: CacheEvent[] = [];
  let engines: EngineNames | undefined;
  const leave = new AbortController();
  const release = onInterrupt((count) => {
    if (count === 1) {
      screen.error(askToStop(run));
    } else {
      leave.abort();
    }
  });
  let end: RunEnd | undefined;
  try {
    end = await followRun(run.folder, {
      ended: run.ended,
      signal: leave.signal,
      skip: watched.eventsBefore ?? 0,
      onEvent(event: RunEvent) {
        if (event.event === 'cache') caches.push(event);
        if (event.event === 'started') engines = event.engines;
        if (json) terminal.json(event);
        else lines.show(event);
      },
    });
    if (end) await atMost(farewell, run.ended);
  } finally {
    release();
  }
  screen.live('');
  if (!end) {
    screen.error(`The run goes on in the background, in process ${run.processId}; its folder is ${folder}.`);
    return exitStatus.stopped;
  }
  if (end.event === 'finished') {
    const { result } = end;
    if (!json) {
      screen.line('');
      // Those before a resumption were told to somebody else.
      const epochs = await readMetrics(run.folder).catch(() => []);
      const finished = { folder, dataset: watched.dataset, epochs, result, caches, engines };
      screen.lines(runSummary(finished, style, screen.width));
    }
    return exitStatus.done;
  }
  if (end.event === 'stopped') {
    const where = end.epoch === 0 ? 'before the first epoch was done' : `after epoch ${end.epoch}`;
    screen.error(`Stopped ${where}. \`transfer-designer resume ${quoted(folder)}\` goes on from there.`);
    return exitStatus.stopped;
  }
  if (!json) {
    const wayOn = wayOnAfter(end.code, `transfer-designer resume ${quoted(folder)}`);
    for (const [index, line] of end.message.split('\n').entries()) {
      screen.error(index === 0 ? `${errorStyle.red('error:')} ${harmless(line)}` : `  ${harmless(line)}`);
    }
    if (wayOn) screen.error(wayOn);
  }
  return exitStatus.runFailed;
}

/** Asks for it by a file; a full or write-protected disk takes none. @returns what to tell the user */
function askToStop({ folder, processId }: RunProcess): string {
  try {
    stopRun(folder);
    return 'Stopping after the batch at hand. Ctrl+C again leaves the run going in the background.';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return `The run can't be asked to stop (${code}): nothing can be written in ${folder}. Ctrl+C again leaves it going; end process ${processId} to stop it, it can be resumed.`;
  }
}

/** What the user can do about a run that failed; nothing where the same would happen again. */
function wayOnAfter(code: string, command: string): string | undefined {
  if (!mayHelpToResume(code)) return undefined;
  const when = code === 'run-died' ? '' : 'Once that is mended, ';
  return `${when}\`${command}\` goes on with this run from its last whole epoch.`;
}

/** Waits for a promise, but not for ever. Keeps this process alive meanwhile, as the run's process does not. */
async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([promise, wait(milliseconds, undefined, { signal: enough.signal })]);
  enough.abort();
}
