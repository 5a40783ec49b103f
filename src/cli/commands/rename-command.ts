import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { readRunRecord } from '../../disk/runs/run-folder';
import { readRunLabel, writeRunLabel } from '../../disk/runs/run-label';
import { runStateNow } from '../../disk/runs/run-state';
import { unwritable } from '../../launch/runs/start-run';
import { runNames } from '../../shared/run-name';
import { type AddCommand, endOfHelp, runArgument } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

interface RenameCall {
  readonly run: string;
  /** Null to call it as it is called by itself. */
  readonly name: string | null;
}

export const addRename: AddCommand = (program, start) => {
  program
    .command('rename')
    .summary('call a run otherwise in all lists')
    .description(
      'Calls a run by a name of your own wherever it is listed; without one, by its case, its result and its time again. Its ' +
        'folder stays where it is.',
    )
    .argument(...runArgument)
    .argument('[NAME]', 'what it is to be called, in quotes where there are spaces in it')
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 done, 1 nothing can be written there, 2 the call is wrong.'),
    )
    .action((run: string, name: string | undefined) => start(renameRun, { run, name: name?.trim() || null }));
};

export async function renameRun(terminal: Terminal, { run, name: given }: RenameCall): Promise<ExitStatus> {
  const folder = path.resolve(run);
  try {
    const record = await readRunRecord(folder);
    const { starred } = await readRunLabel(folder);
    await writeRunLabel(folder, { given, starred });
    const state = await runStateNow(folder, record);
    const [name = ''] = runNames([{ result: null, ...record, state, given }], new Date());
    terminal.screen.line(`${harmless(shownPath(folder))} is called “${harmless(name)}”.`);
    return exitStatus.done;
  } catch (error) {
    if (isTransferError(error, 'run-record', 'run-name')) {
      terminal.fail(error.message);
      return exitStatus.wrongInput;
    }
    terminal.fail(`The run is called as before: ${unwritable(error, folder)}`);
    return exitStatus.runFailed;
  }
}
