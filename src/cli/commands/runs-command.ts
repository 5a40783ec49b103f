import { stat } from 'node:fs/promises';
import path from 'node:path';
import { planSettings } from '../../design/plan/plan-settings';
import { resultSentence } from '../../design/words/result-words';
import { isSameName } from '../../disk/files/same-place';
import { hasOpenJob } from '../../disk/runs/cluster-job';
import { readMetrics } from '../../disk/runs/run-events-file';
import { type FoundRun, listRuns } from '../../disk/runs/run-folder';
import { readRunLabel } from '../../disk/runs/run-label';
import { runStateNow } from '../../disk/runs/run-state';
import { transferFileOf } from '../../launch/project/transfer-file';
import { runsFolder } from '../../launch/runs/start-run';
import { judgedImages } from '../../shared/judged-images';
import type { Evaluation, RunResult } from '../../shared/run-events';
import { type NameableRun, runNames } from '../../shared/run-name';
import { type RunRecord, stateWord } from '../../shared/run-record';
import { type AddCommand, endOfHelp, fileArgument, jsonFlag } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

interface RunsCall {
  /** As typed. */
  readonly file: string;
  readonly json: boolean;
}

export const addRuns: AddCommand = (program, start) => {
  program
    .command('runs')
    .summary('list the runs of a file, and what they came to')
    .description(
      'Lists the runs of a transfer.yaml, the newest first, as they are called, with what they came to. A folder lists those ' +
        'of all files in it. `transfer-designer rename` calls a run otherwise; a star is given in VS Code.',
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { runs }, each with its settings and its result'))
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 done, also where there is no run, 2 there is no such file or folder.'),
    )
    .action((file: string, { json }) => start(tellRuns, { file, json }));
};

/** A run that can be read, with all that is told of it. */
interface ToldRun extends NameableRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly madeHere: boolean;
  readonly starred: boolean;
  /** What it came to, or how it stands, in a sentence. */
  readonly told: string;
}

export async function tellRuns(terminal: Terminal, { file: given, json }: RunsCall): Promise<ExitStatus> {
  const file = await transferFileOf(given);
  const folder = path.dirname(file);
  const isOneFile = path.resolve(given) === file;
  if (!(await isThere(isOneFile ? file : folder))) {
    terminal.fail(`There is no ${isOneFile ? file : folder}. Give a transfer.yaml, or the folder it is in.`);
    return exitStatus.wrongInput;
  }
  const runs: ToldRun[] = [];
  const broken: { readonly folder: string; readonly problem: string }[] = [];
  for (const found of await listRuns(runsFolder(folder))) {
    if ('problem' in found) broken.push(found);
    else if (!isOneFile || isSameName(path.basename(found.record.file), path.basename(file)))
      runs.push(await toldRun(found));
  }
  const names = runNames(runs, new Date());
  if (json) {
    const answers = runs.map((run, index) => answerOf(run, names[index] ?? ''));
    const problems = broken.map(({ folder: run, problem }) => ({ run, problem }));
    terminal.json({ runs: [...answers, ...problems] });
    return exitStatus.done;
  }
  for (const [index, run] of runs.entries()) tell(terminal, run, names[index] ?? '');
  for (const { problem } of broken) terminal.warn(problem);
  if (runs.length === 0 && broken.length === 0)
    terminal.screen.line('There is no run yet. `transfer-designer train` makes one.');
  return exitStatus.done;
}

function isThere(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}

async function toldRun({
  folder,
  record,
  madeHere,
}: FoundRun & { readonly folder: string }): Promise<ToldRun> {
  const state = await runStateNow(folder, record);
  const { plan, result = null, created, failure } = record;
  const epochs = result ? await readMetrics(folder) : [];
  const [judged] = result ? judgedImages(result, plan.dataset, epochs) : [];
  const isOpen = await hasOpenJob(folder);
  const words = state === 'failed' && failure ? `failed: ${failure.message}` : stateWord(state, isOpen);
  return {
    ...{ folder, record, madeHere, plan, result, created, state, hasOpenJob: isOpen },
    ...(await readRunLabel(folder)),
    told: state === 'finished' && judged ? resultSentence(judged) : words,
  };
}

function tell({ screen, style }: Terminal, { folder, starred, madeHere, told }: ToldRun, name: string): void {
  const star = starred ? `${style.yellow('★')} ` : '';
  screen.line(`${star}${style.bold(harmless(name))}  ${style.dim(harmless(shownPath(folder)))}`);
  const doubt = madeHere ? '' : ' (not made here or changed since)';
  screen.line(`  ${harmless(told.split('\n')[0] ?? '')}${doubt}`);
}

function answerOf(run: ToldRun, name: string): object {
  const { folder, record, given, starred, state, created, madeHere, told, result } = run;
  const { plan, file } = record;
  return {
    ...{ run: folder, name, given, starred, state, created, madeHere, file, told },
    settings: Object.fromEntries(planSettings(plan)),
    ...(result ? { result: figuresOf(result) } : {}),
  };
}

function figuresOf({ start, phase, epoch, validation, test }: RunResult): object {
  const of = ({ images, accuracy, balancedAccuracy, loss, majority }: Evaluation) => {
    return { images, accuracy, balancedAccuracy, loss, majority };
  };
  return { start, phase, epoch, validation: of(validation), test: test && of(test) };
}
