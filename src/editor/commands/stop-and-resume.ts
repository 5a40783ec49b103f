import path from 'node:path';
import * as vscode from 'vscode';
import { readRunRecord } from '../../disk/runs/run-folder';
import { changesSince } from '../../launch/runs/resume-run';
import { usedGpu } from '../../shared/run-record';
import { mayResume, type RunView } from '../../views/run-view';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { chooseRun } from './choose-run';
import type { CommandWork } from './command-registry';

/** Asks a run to stop; it can be resumed. */
export function stopCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: ({ state }) => state === 'running',
      none: 'No run is going on.',
      title: 'Stop which run?',
    });
    if (run) runs.stop(run.folder);
  };
}

/** Goes on with a run that was stopped or killed, with its own plan; says what the file says differently by now. */
export function resumeCommand(documents: TransferDocuments, runs: Runs, processes: Processes): CommandWork {
  /** Runs that are being made ready: a second press means the same. */
  const resuming = new Set<string>();
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: mayResume,
      none: 'No run is waiting to be resumed. "Transfer: Train" starts a new one.',
      title: 'Resume which run?',
    });
    if (!run || resuming.has(run.folder)) return;
    resuming.add(run.folder);
    try {
      await resume(run, runs, processes);
    } finally {
      resuming.delete(run.folder);
    }
  };
}

async function resume({ folder }: RunView, runs: Runs, processes: Processes): Promise<void> {
  const record = await readRunRecord(folder);
  const launch = await processes.launch(undefined, usedGpu(record) || undefined);
  const changes = await changesSince(record, { ...launch, allowDownload: false });
  if (changes.length > 0) {
    const goOn = 'Resume';
    const detail = changes.map((change) => `• ${change}`).join('\n');
    const message =
      'The file has changed since this run began. The run goes on with its own plan; Train makes a new run from the file as it is now.';
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, goOn);
    if (answer !== goOn) return;
  }
  await runs.resume(path.dirname(path.dirname(folder)), folder, launch);
}
