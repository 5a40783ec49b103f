import path from 'node:path';
import { RunRecordProblem } from '../../disk/runs/run-folder';
import { type StoppedRun, stopAndWait, whyNotAsked } from '../../disk/runs/stop-run';
import { canResume, type RunState } from '../../shared/run-record';
import { type ExitStatus, exitStatus } from '../exit-status';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

/** `stop`: asks runs to stop, all at once, waits until they have, and says where each can be resumed. */
export async function stopCommand(
  terminal: Terminal,
  options: { readonly runs: readonly string[]; readonly json: boolean },
): Promise<ExitStatus> {
  const { screen, errorStyle, signal } = terminal;
  const stopping = options.runs.map((run) => stopOne(path.resolve(run), signal));
  const many = options.runs.length > 1 ? `${options.runs.length} runs` : 'the run';
  if (!options.json) screen.live(`Stopping ${many} after the batch at hand ...`);
  let status: ExitStatus = exitStatus.done;
  for (const one of stopping) {
    const stopped = await one;
    if (options.json) terminal.json(answerOf(stopped));
    else if ('error' in stopped) screen.error(`${errorStyle.red('error:')} ${harmless(stopped.error)}`);
    else screen.line(harmless(sentenceOf(stopped)));
    if (status === exitStatus.done) status = statusOf(stopped);
  }
  screen.live('');
  return status;
}

type Outcome =
  | ({ readonly folder: string } & StoppedRun)
  | { readonly folder: string; readonly error: string; readonly status: ExitStatus };

async function stopOne(folder: string, signal: AbortSignal | undefined): Promise<Outcome> {
  try {
    return { folder, ...(await stopAndWait(folder, signal)) };
  } catch (error) {
    if (error instanceof RunRecordProblem)
      return { folder, error: error.message, status: exitStatus.wrongInput };
    const message = `The run in ${folder} can't be asked to stop (${whyNotAsked(error)}). End its process to stop it; it can be resumed.`;
    return { folder, error: message, status: exitStatus.runFailed };
  }
}

function answerOf(stopped: Outcome): object {
  const { folder: run } = stopped;
  if ('error' in stopped) return { run, error: stopped.error };
  const { state, wasGoing, epoch, failure } = stopped;
  return { run, state, wasGoing, epoch, ...(failure === undefined ? {} : { failure }) };
}

function statusOf(stopped: Outcome): ExitStatus {
  if ('error' in stopped) return stopped.status;
  // One that had failed before was not to be stopped any more.
  return stopped.wasGoing && stopped.state === 'failed' ? exitStatus.runFailed : exitStatus.done;
}

function sentenceOf({
  folder,
  state,
  wasGoing,
  epoch,
  failure,
}: { readonly folder: string } & StoppedRun): string {
  const shown = shownPath(folder);
  const resume = canResume(state) ? ` \`transfer-designer resume ${quoted(shown)}\` goes on from there.` : '';
  if (!wasGoing) return `${shown} is not going on: it ${endings[state]}.${resume}`;
  if (state === 'finished') return `${shown} finished before it could stop.`;
  if (state === 'failed')
    return `${shown} failed before it could stop: ${failure ?? 'its log says why.'}${resume}`;
  const where = epoch === 0 ? 'before the first epoch was done' : `after epoch ${epoch}`;
  return `${shown} stopped ${where}.${resume}`;
}

const endings: Readonly<Record<RunState, string>> = {
  created: 'never began',
  running: 'goes on',
  stopped: 'was stopped',
  failed: 'has failed',
  finished: 'has finished',
  interrupted: 'was interrupted',
};
