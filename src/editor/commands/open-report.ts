import { reportDoubt } from '../../launch/runs/run-doubts';
import type { TransferDocuments } from '../documents/transfer-documents';
import { showReport } from '../runs/report-view';
import type { Runs } from '../runs/runs';
import { chooseRun } from './choose-run';
import type { CommandWork } from './command-registry';

/** Shows the report of a run inside the editor. */
export function openReportCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: ({ state }) => state !== 'running' && state !== 'created',
      none: 'There is no run with a report yet. "Transfer: Train" makes one.',
      title: 'Open the report of which run?',
    });
    if (run) await showReport(run, await reportDoubt(run.folder));
  };
}
