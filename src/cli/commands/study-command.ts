import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { StudyResult } from '../../design/study/study';
import { studyDefaults } from '../../design/study/study';
import { studyReading } from '../../design/study/study-reading';
import { costWords, doneOf, doneWords, studyRows } from '../../design/study/study-words';
import { TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';
import { engineHindrance } from '../../launch/engine/engine-limits';
import { KeptStudies, subjectOf } from '../../launch/runs/kept-study';
import {
  knownStudy,
  type OpenedStudy,
  openStudy,
  runStudy,
  type StudyQuestion,
  studyTime,
} from '../../launch/runs/study-project';
import { studyPage } from '../../report/study-page';
import { studyCharts } from '../../shared/study-chart';
import {
  type AddCommand,
  endOfHelp,
  type FileCall,
  fileArgument,
  flagOption,
  jsonFlag,
  setOption,
} from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { openWithoutErrors, tellFailure } from '../opened-project';
import { progressBar } from '../progress-bar';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { shortName, tableLines } from '../text-table';
import { launchWith } from './train-command';

interface StudyCall extends FileCall {
  readonly question: StudyQuestion;
  readonly dryRun: boolean;
}

export const addStudy: AddCommand = (program, start) => {
  program
    .command('study')
    .summary('study which layers of the base transfer: train with the first 1, 2, … of them copied')
    .description(
      `Copies the first layers of the base, lets all after them start at random and learn the images, and does so for each depth: with the copied layers frozen, and then trained along. Shows from where on the base's features are too specific for the images, and whether fine-tuning makes up for it. The experiment is that of Yosinski et al. 2014 (arXiv 1411.1792).

It says first what it will take. Ctrl+C stops it after the batch at hand; the same call goes on from there. The page with the curves is written beside what is kept of it.`,
    )
    .argument(...fileArgument)
    .addOption(
      numberOption(
        '--depths <N>',
        `part the network at so many depths at most, ${studyDefaults.depths} unless said otherwise`,
        64,
      ),
    )
    .addOption(
      numberOption(
        '--seeds <N>',
        `repeat each training with so many seeds, ${studyDefaults.seeds} unless said otherwise`,
        32,
      ),
    )
    .addOption(
      numberOption(
        '--epochs <N>',
        'train for so many epochs at most, by default as many as some 500 batches take',
        10_000,
      ),
    )
    .addOption(numberOption('--images <N>', 'use so many of the images at most, by default all', 10_000_000))
    .addOption(
      new Option(
        '--source <FOLDER>',
        "study images of the base's own classes too, a folder for each class, as a control: best such as it was not trained on",
      ),
    )
    .addOption(flagOption('--dry-run', 'only say what it will take'))
    .addOption(jsonFlag('one JSON object: { study, reading, charts, secondsLeft, page }'))
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 done, 1 a training failed or nothing can be studied, 2 the file or the call is wrong, 130 stopped by you, 143 by TERM, 129 by HUP.',
      ),
    )
    .action(
      (
        file: string,
        {
          json,
          dryRun,
          set: settings,
          source,
          ...numbers
        }: Omit<StudyCall, 'file' | 'question' | 'settings'> & {
          readonly set: StudyCall['settings'];
          readonly source?: string;
        } & StudyQuestion,
      ) => {
        const question = { ...numbers, ...(source === undefined ? {} : { source: path.resolve(source) }) };
        return start(study, { file, json, dryRun, settings, question });
      },
    );
};

function numberOption(flags: string, says: string, most: number): Option {
  return new Option(flags, says).argParser((words) => {
    const value = Number(words);
    if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from 1 to ${count(most)}.`);
  });
}

async function study(terminal: Terminal, call: StudyCall): Promise<ExitStatus> {
  const nothing = { code: 'study-impossible', nothing: 'Nothing was studied' } as const;
  const project = await openWithoutErrors(terminal, call, nothing);
  if (!project) return exitStatus.wrongInput;
  const { screen } = terminal;
  const { json, question, dryRun } = call;
  // What was asked to stop is waited for: the training at hand ends after its batch, and is gone on with from there.
  const work = endableWork();
  const { signal } = work;
  try {
    const launch = await launchWith(terminal, { json, gpu: false });
    const hindrance = engineHindrance(project, launch.engine);
    if (hindrance) throw new TransferError('engine-cannot-train', `Nothing was studied. ${hindrance}`);
    const opened = await openStudy(project, question, signal);
    const before = await knownStudy(opened, launch);
    const time = await studyTime(opened, before);
    if (!json) screen.line(costWords(before, time));
    const kept = await KeptStudies.of(project.folder, launch.installation);
    const subject = subjectOf(opened);
    let result = before;
    let saved = Promise.resolve();
    if (!dryRun) {
      result = await runStudy(opened, launch, {
        onResult: (now) => {
          result = now;
          saved = saved.then(() => kept.keep(project.file, { question, result: now, subject }));
          if (!json) tellDone(terminal, now, 0);
        },
        onStep: (done) => {
          if (!json) tellDone(terminal, result, done);
        },
        signal,
      });
      await saved;
    }
    screen.live('');
    const page = dryRun
      ? undefined
      : await kept.writePage(project.file, studyPage(result, path.basename(project.file)));
    await tell(terminal, { opened, result, page, json, dryRun });
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    if (signal.aborted) {
      if (!json) screen.error('Stopped. The same call goes on from here.');
      return statusAfter(work.ending());
    }
    tellFailure(terminal, error, json);
    return exitStatus.runFailed;
  } finally {
    work.release();
  }
}

function tellDone({ screen }: Terminal, result: StudyResult, step: number): void {
  const done = doneOf(result) + step;
  screen.live(
    progressBar({ title: 'trainings', done, total: result.trainings, secondsLeft: null }, screen.columns),
  );
}

interface Told {
  readonly opened: OpenedStudy;
  readonly result: StudyResult;
  readonly page: string | undefined;
  readonly json: boolean;
  readonly dryRun: boolean;
}

async function tell(terminal: Terminal, { opened, result, page, json, dryRun }: Told): Promise<void> {
  if (json) {
    const { seconds } = await studyTime(opened, result);
    terminal.json({
      study: result,
      reading: studyReading(result),
      charts: studyCharts(result),
      secondsLeft: seconds,
      ...(page === undefined ? {} : { page }),
    });
    return;
  }
  if (dryRun) return;
  terminal.screen.lines(foundLines(result));
  if (page !== undefined) terminal.screen.line(`The curves: ${shownPath(page)}`);
}

/** The depths as a table, and what follows from them. */
function foundLines(result: StudyResult): readonly string[] {
  const { headline, sentences } = studyReading(result);
  const sets = studyCharts(result).map(({ title }) => title);
  const table = tableLines(
    [
      ['copied up to', 'layers', ...sets.flatMap((title) => [`${title}: frozen`, 'fine-tuned'])],
      ...studyRows(result).map(({ copied, layer, cells }) => [
        layer === null ? 'nothing (random)' : shortName(harmless(layer)),
        count(copied),
        ...cells,
      ]),
    ],
    ['left', 'right', ...sets.flatMap(() => ['right', 'right'] as const)],
  );
  return [
    `${doneWords(result)}; accuracy, in brackets the lowest and the highest of the seeds:`,
    '',
    ...table,
    '',
    harmless(headline),
    ...sentences.map(harmless),
  ];
}
