import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { copyExample, type Example, examples } from '../../launch/project/examples';
import { type AddCommand, endOfHelp } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { quoted, shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';

interface ExampleCall {
  /** As typed; left out where they are to be listed. */
  readonly name: string | undefined;
  readonly folder: string | undefined;
}

export const addExample: AddCommand = (program, start) => {
  program
    .command('example')
    .summary('copy a project that comes along, to try')
    .description(
      'Copies a project that comes along, with its pictures, to try: its base comes along, too, so nothing is fetched. ' +
        'Without a name lists them.',
    )
    .argument('[NAME]', 'which of them')
    .argument('[FOLDER]', 'the folder to make, by default one of that name in the current folder')
    .addHelpText(
      'after',
      endOfHelp(
        'Nothing is copied over what is there.\n\nExit status: 0 done, 1 it could not be copied, 2 there is none of that ' +
          'name, or the folder is there already.',
      ),
    )
    .action((name: string | undefined, folder: string | undefined) => start(seeToExamples, { name, folder }));
};

/** Lists the examples, or copies one and says how it is trained. */
export async function seeToExamples(terminal: Terminal, { name, folder }: ExampleCall): Promise<ExitStatus> {
  if (name === undefined) {
    list(terminal);
    return exitStatus.done;
  }
  const example = examples.find((one) => one.name === name);
  if (example === undefined) {
    const names = examples.map((one) => one.name);
    const nearest = nearestName(name, names);
    terminal.fail(
      `There is no example called ${name}. ${nearest ? `Is ${nearest} meant?` : `There are ${names.join(' and ')}.`}`,
    );
    return exitStatus.wrongInput;
  }
  return copy(terminal, example, path.resolve(folder ?? name));
}

function list({ screen, style }: Terminal): void {
  const titles = ['example', ''].map((text) => ({ text, mark: style.bold }));
  const rows = examples.map(({ name, about }) => [name, about]);
  screen.lines(tableLines([titles, ...rows], ['left', 'left']));
  screen.line('');
  screen.line('`transfer-designer example NAME FOLDER` copies one.');
}

async function copy(terminal: Terminal, example: Example, folder: string): Promise<ExitStatus> {
  const { screen, installation } = terminal;
  const work = endableWork();
  try {
    await copyExample(example, folder, {
      ...{ installation, signal: work.signal },
      onProgress: (done, all) => screen.live(`Copying ${done} of ${all} files ...`),
    });
  } catch (error) {
    screen.live('');
    if (error instanceof TransferError) {
      terminal.fail(error.message);
      return error.code === 'example-refused' ? exitStatus.wrongInput : exitStatus.runFailed;
    }
    if (!work.signal.aborted) throw error;
    screen.error('Stopped; nothing was copied.');
    return statusAfter(work.ending());
  } finally {
    work.release();
  }
  const shown = shownPath(folder);
  screen.live('');
  screen.line(harmless(`${example.title}: copied to ${shown}`));
  screen.line(harmless(`\`transfer-designer train ${quoted(shown)}\` trains it.`));
  return exitStatus.done;
}
