import path from 'node:path';
import { RunRecordProblem, readRunRecord } from '../../disk/runs/run-folder';
import { changesSince, type ResumedRun, ResumeRefused, resumeRun } from '../../launch/runs/resume-run';
import { type ExitStatus, exitStatus } from '../exit-status';
import { warningLine } from '../run-lines';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { failedNow, launchWith } from './train-command';
import { watchRun } from './watch-run';

/** `resume`: goes on with a run that was stopped or killed. */
export async function resumeCommand(
  terminal: Terminal,
  options: { readonly run: string; readonly json: boolean; readonly quiet: boolean },
): Promise<ExitStatus> {
  const { screen, errorStyle, installation, node } = terminal;
  const { json, quiet } = options;
  const folder = path.resolve(options.run);
  let resumed: ResumedRun;
  let changes: readonly string[];
  try {
    const launch = await launchWith(terminal, json);
    // Before the run goes on: from then on it is followed at once.
    changes = await changesSince(await readRunRecord(folder), { installation, node, allowDownload: false });
    resumed = await resumeRun(folder, launch);
  } catch (error) {
    if (!(error instanceof RunRecordProblem || error instanceof ResumeRefused)) throw error;
    if (json) terminal.json(failedNow('resume-refused', error.message));
    else screen.error(`${errorStyle.red('error:')} ${harmless(error.message)}`);
    return exitStatus.wrongInput;
  }
  if (!json) tellChanges(terminal, changes);
  const { process: run, record, eventsBefore } = resumed;
  return watchRun(terminal, { run, dataset: record.plan.dataset, json, quiet, eventsBefore });
}

function tellChanges({ screen, errorStyle }: Terminal, changes: readonly string[]): void {
  if (changes.length === 0) return;
  screen.error(
    warningLine(
      'The run goes on with its own plan; `transfer-designer train` takes the file as it is now.',
      errorStyle,
    ),
  );
  for (const change of changes) screen.error(`  ${harmless(change)}`);
}
