import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { type StoppedRun, stopAndWait, whyNotAsked } from '../../disk/runs/stop-run';
import { canResume, type RunState } from '../../shared/run-record';
import { type AddCommand, endOfHelp, jsonFlag, runArgument } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

interface StopCall {
  readonly runs: readonly string[];
  readonly json: boolean;
}

export const addStop: AddCommand = (program, start) => {
  program
    .command('stop')
    .summary('stop runs that go on, also those whose terminal is gone')
    .description(
      'Stops runs after the batch at hand, wherever they were started, and waits until they have stopped. ' +
        '`transfer-designer resume` goes on with them. Ctrl+C does not wait; the runs stop all the same.',
    )
    .argument('<RUN...>', `${runArgument[1]}; or several`)
    .addOption(jsonFlag('one object a run and line: { run, state, wasGoing, epoch } or { run, error }'))
    .addHelpText(
      'after',
      endOfHelp(
        "Exit status: 0 none of them goes on any more, 1 one has failed or can't be asked to stop, 2 the call is " +
          'wrong, 130 you did not wait.',
      ),
    )
    .action((runs: readonly string[], { json }) => start(stopRuns, { runs, json }));
};

/** Asks runs to stop, all at once, waits until they have, and says where each can be resumed. */
export async function stopRuns(terminal: Terminal, options: StopCall): Promise<ExitStatus> {
  const { screen, signal } = terminal;
  const stopping = options.runs.map((run) => stopOne(path.resolve(run), signal));
  const many = options.runs.length > 1 ? `${options.runs.length} runs` : 'the run';
  if (!options.json) screen.live(`Stopping ${many} after the batch at hand ...`);
  let status: ExitStatus = exitStatus.done;
  for (const one of stopping) {
    const stopped = await one;
    if (options.json) terminal.json(answerOf(stopped));
    else if ('error' in stopped) terminal.fail(stopped.error);
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
    if (isTransferError(error, 'run-record'))
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
