import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { readRunRecord } from '../../disk/runs/run-folder';
import { changesSince, type ResumedRun, resumeRun } from '../../launch/runs/resume-run';
import { failedNow } from '../../launch/runs/told-events';
import { usedGpu } from '../../shared/run-record';
import { type AddCommand, endOfHelp, jsonFlag, quietFlag, runArgument } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { goOnUnread } from '../lost-output';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { launchWith, statusesOfARun } from './train-command';
import { watchRun } from './watch-run';

interface ResumeCall {
  readonly run: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The address of a cluster that is elsewhere now. */
  readonly on?: string;
}

export const addResume: AddCommand = (program, start) => {
  program
    .command('resume')
    .summary('go on with a run that was stopped or killed')
    .description(
      'Goes on with a run that was stopped or killed, from its last whole epoch and with its own plan, also where ' +
        'transfer.yaml has changed since: then it says so. Use `train` for the changed file. A project that was moved ' +
        'or copied goes on with what lies in its new place.\n\nOf a run on a cluster of Ray the job is found again that goes ' +
        'on there, or has ended meanwhile; else another is submitted, which goes on from the last checkpoint in the storage.',
    )
    .argument(...runArgument)
    .addOption(jsonFlag('one event a line'))
    .addOption(quietFlag())
    .option('--on <ADDRESS>', 'where the cluster that the run trains on is now, if not where it was')
    .addHelpText('after', endOfHelp(`Exit status: ${statusesOfARun('the call is wrong')}`))
    .action((run: string, { json, quiet, on }) => start(resume, { run, json, quiet, on }));
};

async function resume(terminal: Terminal, options: ResumeCall): Promise<ExitStatus> {
  goOnUnread();
  const { installation, node } = terminal;
  const { json, quiet } = options;
  const folder = path.resolve(options.run);
  let resumed: ResumedRun;
  let changes: readonly string[];
  try {
    const record = await readRunRecord(folder);
    const launch = await launchWith(terminal, { json, gpu: usedGpu(record) });
    // Before the run goes on: from then on it is followed at once.
    changes = await changesSince(record, { installation, node, allowDownload: false });
    resumed = await resumeRun(folder, launch, options.on);
  } catch (error) {
    if (!isTransferError(error, 'run-record', 'resume-refused', 'cluster-address')) throw error;
    if (json) terminal.json(failedNow('resume-refused', error.message));
    else terminal.fail(error.message);
    return exitStatus.wrongInput;
  }
  if (!json) tellChanges(terminal, changes);
  const { process: run, record, eventsBefore } = resumed;
  const { plan, cluster } = record;
  return watchRun(terminal, { run, dataset: plan.dataset, json, quiet, eventsBefore, cluster });
}

function tellChanges(terminal: Terminal, changes: readonly string[]): void {
  if (changes.length === 0) return;
  terminal.warn('The run goes on with its own plan; `transfer-designer train` takes the file as it is now.');
  for (const change of changes) terminal.screen.error(`  ${harmless(change)}`);
}
