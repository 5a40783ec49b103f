import path from 'node:path';
import { RunRecordProblem } from '../../disk/run-folder';
import { changesSince, type ResumedRun, ResumeRefused, resumeRun } from '../../launch/resume-run';
import { type ExitStatus, exitStatus } from '../exit-status';
import { warningLine } from '../run-lines';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { failedNow, launchWith } from './train-command';
import { watchRun } from './watch-run';

/** `resume`: goes on with a run that was stopped or killed. */
export async function resumeCommand(
  terminal: Terminal,
  options: { readonly run: string; readonly json: boolean },
): Promise<ExitStatus> {
  const { screen, errorStyle } = terminal;
  let resumed: ResumedRun;
  try {
    resumed = await resumeRun(path.resolve(options.run), await launchWith(terminal, options.json));
  } catch (error) {
    if (!(error instanceof RunRecordProblem || error instanceof ResumeRefused)) throw error;
    if (options.json) terminal.json(failedNow('resume-refused', error.message));
    else screen.error(`${errorStyle.red('error:')} ${harmless(error.message)}`);
    return exitStatus.wrongInput;
  }
  if (!options.json) await tellChanges(terminal, resumed);
  const { process: run, record, eventsBefore } = resumed;
  return watchRun(terminal, { run, dataset: record.plan.dataset, json: options.json, eventsBefore });
}

async function tellChanges(terminal: Terminal, { record }: ResumedRun): Promise<void> {
  const { installation, node, screen, errorStyle } = terminal;
  const changes = await changesSince(record, { installation, node, allowDownload: false });
  if (changes.length === 0) return;
  screen.error(
    warningLine(
      'The run goes on with its own plan; `transfer-designer train` takes the file as it is now.',
      errorStyle,
    ),
  );
  for (const change of changes) screen.error(`  ${harmless(change)}`);
}
