import path from 'node:path';
import { duration, figure } from '../../design/words/number-text';
import {
  type ComparedRun,
  compareRuns,
  mostUnnamed,
  newestRuns,
  type RunComparison,
  type UnreadRun,
} from '../../launch/runs/compare-runs';
import { stateWord } from '../../shared/run-record';
import { type AddCommand, endOfHelp, jsonFlag, runArgument } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { shownPath } from '../shown-path';
import { harmless, type Style } from '../style';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';

interface CompareCall {
  readonly runs: readonly string[];
  readonly json: boolean;
}

export const addCompare: AddCommand = (program, start) => {
  program
    .command('compare')
    .summary('set runs beside each other: what they came to, and where they differ')
    .description(
      'Sets runs beside each other: what each came to, and the settings in which their plans differ.',
    )
    .argument('[RUN...]', `${runArgument[1]}; by default the newest ${mostUnnamed} of the current folder`, [])
    .addOption(
      jsonFlag('one JSON object: { runs }, of each run { run, name, state, …, settings } or { run, error }'),
    )
    .addHelpText(
      'after',
      endOfHelp("Exit status: 0 they were compared, 2 a folder is no run's, or there is none."),
    )
    .action((runs: readonly string[], { json }) => start(compare, { runs, json }));
};

/** Sets runs beside each other. */
export async function compare(terminal: Terminal, { runs, json }: CompareCall): Promise<ExitStatus> {
  const folders = runs.length > 0 ? runs.map((run) => path.resolve(run)) : await newestRuns(process.cwd());
  const comparison = await compareRuns(folders);
  const unread = comparison.runs.filter((run) => 'error' in run);
  if (json) terminal.json(comparison);
  else {
    terminal.screen.lines(comparisonLines(comparison, terminal.style));
    for (const { error } of unread) terminal.fail(error);
    if (folders.length === 0)
      terminal.fail(
        'There is no run in the folder runs/ here. Name the folders of some, or go to a project.',
      );
  }
  return unread.length > 0 || folders.length === 0 ? exitStatus.wrongInput : exitStatus.done;
}

/** Each run by its number, with its result; then, by these numbers, the settings in which they differ. */
export function comparisonLines({ runs }: RunComparison, style: Style): readonly string[] {
  const read = runs.filter(isRead);
  const names = Object.keys(read[0]?.settings ?? {});
  const told = read.flatMap((run, index) => [
    `${style.bold(`${index + 1}  ${harmless(run.name)}`)}  ${style.dim(harmless(shownPath(run.run)))}: ${standing(run)}`,
    ...[run.test, run.validation].flatMap((result) => (result ? [`   ${harmless(result.sentence)}`] : [])),
    ...(run.epoch === undefined ? [] : [`   ${bestWords(run)}`]),
  ]);
  if (read.length < 2) return told;
  if (names.length === 0)
    return [...told, '', 'They had the same plan: they differ by nothing that was set.'];
  const rows = names.map((name) => [
    harmless(name),
    ...read.map(({ settings }) => harmless(settings[name] ?? '–')),
  ]);
  const head = ['Settings that differ', ...read.map((_, index) => String(index + 1))].map((text) => ({
    text,
    mark: style.bold,
  }));
  return [
    ...told,
    '',
    ...tableLines(
      [head, ...rows],
      head.map(() => 'left'),
    ),
  ];
}

function isRead(run: ComparedRun | UnreadRun): run is ComparedRun {
  return !('error' in run);
}

function standing({ state, hasOpenJob, madeHere }: ComparedRun): string {
  const word = stateWord(state, hasOpenJob);
  return madeHere ? word : `${word}, not made here or changed since`;
}

function bestWords({ epoch, phase, validation, seconds }: ComparedRun): string {
  const loss = validation ? `, validation loss ${figure(validation.loss)}` : '';
  const time = seconds !== undefined ? `, in ${duration(seconds)}` : '';
  return `best epoch ${epoch} of phase ${phase}${loss}${time}`;
}
