import { setTimeout as wait } from 'node:timers/promises';
import { readMetrics } from '../../disk/runs/run-events-file';
import { readRunRecord } from '../../disk/runs/run-folder';
import { requestStop, whyNotAsked } from '../../disk/runs/stop-run';
import { followRun, type RunEnd } from '../../launch/runs/follow-run';
import { mayHelpToResume } from '../../launch/runs/resume-run';
import type { RunProcess } from '../../launch/runs/run-process';
import { isNews } from '../../launch/runs/told-events';
import type { JudgedDataset } from '../../shared/judged-images';
import type { CacheEvent, EngineNames, RunEvent } from '../../shared/run-events';
import type { RunCluster } from '../../shared/run-record';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { type EndSignal, onEndSignal } from '../interrupt';
import { RunLines } from '../run-lines';
import { runSummary } from '../run-summary';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

export interface WatchedRun {
  readonly run: RunProcess;
  readonly dataset: JudgedDataset;
  readonly json: boolean;
  /** Tell only what is wrong and what came of it. */
  readonly quiet: boolean;
  /** Events that were written before this start of the run. */
  readonly eventsBefore?: number;
  /** Where it trains, if not on this machine. */
  readonly cluster?: RunCluster | undefined;
}

/** How long the process may take to end after it has said how the run ended. */
const farewell = 5_000;

/** How long TERM and HUP wait for the run to stop: most who send them kill after that. */
const longestStop = 10_000;

/**
 * Shows a run until it ends or is left alone. Ctrl+C, TERM and HUP ask it to stop. A second Ctrl+C leaves it running;
 * after TERM and HUP it is left when it has not stopped in time, which it still will after the batch at hand. A run on a cluster
 * is left at once by these two: its job goes on where a terminal is closed, and where this machine is shut down.
 */
export async function watchRun(
  terminal: Terminal,
  watched: WatchedRun,
  stopTime = longestStop,
): Promise<ExitStatus> {
  const { screen, style, errorStyle } = terminal;
  const { run, json, quiet } = watched;
  const folder = shownPath(run.folder);
  const lines = new RunLines(screen, style);
  const caches: CacheEvent[] = [];
  let started: EngineNames | undefined;
  const leave = new AbortController();
  const isOnCluster = watched.cluster !== undefined;
  let ending: EndSignal | undefined;
  let isAsked = false;
  let timer: NodeJS.Timeout | undefined;
  const release = onEndSignal((signal, count) => {
    if (signal === 'SIGINT' && count > 1) return leave.abort();
    const isLeft = isOnCluster && signal !== 'SIGINT';
    if (ending === undefined && !isLeft) {
      const asked = askToStop(run, isOnCluster);
      isAsked = asked.done;
      screen.error(asked.words);
    }
    // The one that bounds the wait counts: after Ctrl+C someone may want this program gone.
    if (ending === undefined || ending === 'SIGINT') ending = signal;
    if (isLeft) leave.abort();
    else if (signal !== 'SIGINT') timer ??= setTimeout(() => leave.abort(), stopTime);
  });
  let end: RunEnd | undefined;
  try {
    end = await followRun(run.folder, {
      ended: run.ended,
      signal: leave.signal,
      skip: watched.eventsBefore ?? 0,
      onEvent(event: RunEvent) {
        if (event.event === 'cache') caches.push(event);
        if (event.event === 'started') started = event.engines;
        if (quiet && !isNews(event, json)) return;
        if (json) terminal.json(event);
        else lines.show(event);
      },
    });
    if (end) await atMost(farewell, run.ended);
  } finally {
    clearTimeout(timer);
    release();
  }
  screen.live('');
  const endedBy = statusAfter(ending ?? 'SIGINT');
  if (!end) {
    screen.error(leftBehind(run, isAsked, isOnCluster));
    return endedBy;
  }
  if (end.event === 'finished') {
    const { result } = end;
    if (!json) {
      if (!quiet) screen.line('');
      // Those before a resumption were told to somebody else.
      const epochs = await readMetrics(run.folder).catch(() => []);
      // Which engine ran the frozen layers is known once the base is, after the run has said that it has started.
      const { engines = started } = await readRunRecord(run.folder).catch(() => ({ engines: started }));
      const finished = { folder, dataset: watched.dataset, epochs, result, caches, engines };
      screen.lines(runSummary(finished, style, screen.width));
    }
    return exitStatus.done;
  }
  if (end.event === 'stopped') {
    const where = end.epoch === 0 ? 'before the first epoch was done' : `after epoch ${end.epoch}`;
    const from = isOnCluster ? 'from the last checkpoint of its workers, with another job' : 'from there';
    screen.error(`Stopped ${where}. \`transfer-designer resume ${quoted(folder)}\` goes on ${from}.`);
    return endedBy;
  }
  if (!json) {
    const wayOn = wayOnAfter(end.code, `transfer-designer resume ${quoted(folder)}`, isOnCluster);
    for (const [index, line] of end.message.split('\n').entries()) {
      screen.error(index === 0 ? `${errorStyle.red('error:')} ${harmless(line)}` : `  ${harmless(line)}`);
    }
    if (wayOn) screen.error(wayOn);
  }
  return exitStatus.runFailed;
}

function leftBehind({ folder, processId }: RunProcess, isAsked: boolean, isOnCluster: boolean): string {
  const shown = shownPath(folder);
  const where = `The run goes on in the background, in process ${processId}`;
  const until = isOnCluster ? 'its job on the cluster has ended' : 'the batch at hand is done';
  if (isAsked) return `${where}, until ${until}, and stops then; its folder is ${shown}.`;
  const resume = `where that process ends as well, the job goes on, and \`transfer-designer resume ${quoted(shown)}\` finds it again`;
  return `${where}; \`transfer-designer stop ${quoted(shown)}\` stops it${isOnCluster ? `, and ${resume}` : ''}.`;
}

/** Asks for it by a file; a full or write-protected disk takes none. */
function askToStop(
  { folder, processId }: RunProcess,
  isOnCluster: boolean,
): { readonly done: boolean; readonly words: string } {
  try {
    requestStop(folder);
    const how = isOnCluster ? 'Stopping the job on the cluster' : 'Stopping after the batch at hand';
    const words = `${how}. Ctrl+C again leaves it to that, in the background.`;
    return { done: true, words };
  } catch (error) {
    const byHand = isOnCluster
      ? 'make room there and stop it again.'
      : `end process ${processId} to stop it, it can be resumed.`;
    const words = `The run can't be asked to stop (${whyNotAsked(error)}): nothing can be written in ${folder}. Ctrl+C again leaves it going; ${byHand}`;
    return { done: false, words };
  }
}

/** What the user can do about a run that failed; nothing where the same would happen again. */
function wayOnAfter(code: string, command: string, isOnCluster: boolean): string | undefined {
  if (!mayHelpToResume(code)) return undefined;
  const when = code === 'run-died' ? '' : 'Once that is mended, ';
  const how = isOnCluster
    ? 'finds its job again where that goes on, or else submits another, which goes on from the last checkpoint'
    : 'goes on with this run from its last whole epoch';
  return `${when}\`${command}\` ${how}.`;
}

/** Waits for a promise, but not for ever. Keeps this process alive meanwhile, as the run's process does not. */
async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([promise, wait(milliseconds, undefined, { signal: enough.signal })]);
  enough.abort();
}
