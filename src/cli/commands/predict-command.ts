import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { isTransferError } from '../../design/transfer-error';
import { counted, percent } from '../../design/words/number-text';
import { noneOfThese, weakWords } from '../../design/words/weak-answers';
import { errorCode } from '../../disk/files/error-code';
import { imagesBelow } from '../../disk/images/folder-scan';
import { type FoundRun, readRun } from '../../disk/runs/run-folder';
import { runStateNow } from '../../disk/runs/run-state';
import { findEngine } from '../../launch/engine/engine-search';
import { notMadeHere, predictImages } from '../../launch/runs/predict-images';
import { hasModel } from '../../launch/runs/resume-run';
import type { ImageAnswer, Prediction, UnreadImage } from '../../shared/prediction';
import { type AddCommand, endOfHelp, flagOption, jsonFlag, runArgument } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { noModel } from '../no-model';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

/** How many classes people are told of each image. */
const usualTop = 3;

interface PredictCall {
  readonly run: string;
  /** Images, and folders of them. */
  readonly images: readonly string[];
  readonly json: boolean;
  readonly csv: boolean;
  /** How many of the likeliest classes are told; as many as the format usually has where undefined. */
  readonly top: number | undefined;
}

export const addPredict: AddCommand = (program, start) => {
  program
    .command('predict')
    .summary('tell the class of images')
    .description("Tells the class of each image by the run's model, with its probability.")
    .argument(...runArgument)
    .argument(
      '<IMAGE...>',
      'images; for a folder all images in it and in the folders below, sorted by their paths',
    )
    .addOption(
      jsonFlag(
        'one object an image and line: { file, label, probability, probabilities } or { file, error }; weak says whether that counts as none of the classes: less than weakBelow',
      ),
    )
    .addOption(
      flagOption(
        '--csv',
        'a table of commas (RFC 4180), one row an image: file,label,probability, the likeliest class also of weak answers; errors stand on standard error alone',
      ).conflicts('json'),
    )
    .addOption(
      new Option(
        '--top <K>',
        'the K likeliest classes: in the table as label2,probability2 and so on',
      ).argParser(wholeNumber),
    )
    .addHelpText(
      'after',
      endOfHelp(
        "Exit status: 0 done, 1 the model can't be used, 2 the call is wrong or an image can't be read.",
      ),
    )
    .action((run: string, images: readonly string[], { json, csv, top }) =>
      start(predict, { run, images, json, csv, top }),
    );
};

function wholeNumber(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number of classes, at least 1.');
  return value;
}

async function predict(terminal: Terminal, call: PredictCall): Promise<ExitStatus> {
  let run: FoundRun;
  try {
    run = await readRun(call.run);
    if (!(await hasModel(call.run))) {
      terminal.fail(noModel(call.run, await runStateNow(call.run, run.record)));
      return exitStatus.wrongInput;
    }
    if (!run.madeHere) terminal.warn(notMadeHere(call.run));
  } catch (error) {
    if (!isTransferError(error, 'run-record')) throw error;
    terminal.fail(error.message);
    return exitStatus.wrongInput;
  }
  const { installation, node, signal } = terminal;
  const { engine } = await findEngine({ installation, node, ...(signal ? { signal } : {}) });
  const tell = tellerOf(terminal, call, run.record.plan.dataset.classes.length);
  const images: string[] = [];
  let unreadable = 0;
  let weakBelow: number | undefined;
  for (const given of call.images) {
    const { files, troubles } = await filesOf(given);
    images.push(...files);
    unreadable += troubles.length;
    for (const one of troubles) tell(one);
  }
  try {
    const onPrediction = (prediction: Prediction) => {
      if ('error' in prediction) unreadable += 1;
      else if (prediction.weak) weakBelow = prediction.weakBelow;
      tell(prediction);
    };
    await predictImages(call.run, images, { installation, node, engine }, { onPrediction, signal });
  } catch (error) {
    if (!isTransferError(error, 'prediction-failed')) throw error;
    terminal.fail(error.message);
    return exitStatus.runFailed;
  }
  if (weakBelow !== undefined && !call.json && !call.csv)
    terminal.screen.error(`${noneOfThese}: ${weakWords(weakBelow)}`);
  if (unreadable === 0) return exitStatus.done;
  if (!call.json && images.length > 1)
    terminal.screen.error(`${unreadable} of ${counted(images.length, 'image')} could not be read.`);
  return exitStatus.wrongInput;
}

/** The images that an argument means: those of a folder, else the file itself. */
async function filesOf(
  given: string,
): Promise<{ readonly files: readonly string[]; readonly troubles: readonly UnreadImage[] }> {
  const facts = await stat(given).catch(() => undefined);
  if (!facts?.isDirectory()) return { files: [given], troubles: [] };
  const inside = (file: string) => path.join(given, ...file.split('/'));
  try {
    const { images, oddFiles } = await imagesBelow(given);
    const troubles = oddFiles.flatMap(({ file, reason }) => troubleOf(inside(file), reason));
    if (images.length + troubles.length > 0) return { files: images.map(inside), troubles };
    return { files: [], troubles: [{ file: given, error: 'There is no image in this folder.' }] };
  } catch (error) {
    const reason = errorCode(error) ?? error;
    return { files: [], troubles: [{ file: given, error: `This folder can't be read (${reason}).` }] };
  }
}

/** What keeps a file of a folder from being shown to the model, if it may be meant to be. */
function troubleOf(file: string, reason: string): readonly UnreadImage[] {
  if (reason === 'unreadable') return [{ file, error: "It can't be read. Check that you may read it." }];
  if (reason === 'unsupported format')
    return [{ file, error: 'Pictures of this kind are not read yet. Convert it to PNG or JPEG.' }];
  return [];
}

/** How each prediction is told. */
function tellerOf(
  terminal: Terminal,
  { json, csv, top }: PredictCall,
  classes: number,
): (prediction: Prediction) => void {
  if (json) return (prediction) => terminal.json(jsonOf(prediction, top));
  if (!csv) return (prediction) => tellPeople(terminal, prediction, top ?? usualTop);
  const places = Array.from({ length: Math.min(top ?? 1, classes) }, (_, index) => index);
  const titles = (index: number) =>
    ['label', 'probability'].map((name) => `${name}${index > 0 ? index + 1 : ''}`);
  terminal.csv(['file', ...places.flatMap(titles)]);
  return (prediction) => {
    if ('error' in prediction) tellError(terminal, prediction);
    else terminal.csv([prediction.file, ...likeliestOf(prediction, places.length).flat()]);
  };
}

/** The likeliest classes, falling; the predicted one first, also where another is as likely. */
function likeliestOf({ label, probabilities }: ImageAnswer, top: number): readonly [string, number][] {
  return Object.entries(probabilities)
    .sort(([one, a], [other, b]) => b - a || Number(other === label) - Number(one === label))
    .slice(0, top);
}

function jsonOf(prediction: Prediction, top: number | undefined): Prediction {
  if ('error' in prediction || top === undefined) return prediction;
  return { ...prediction, probabilities: Object.fromEntries(likeliestOf(prediction, top)) };
}

function tellError({ screen, errorStyle }: Terminal, { file, error }: UnreadImage): void {
  screen.error(`${harmless(file)}: ${errorStyle.red('error:')} ${harmless(error)}`);
}

function tellPeople(terminal: Terminal, prediction: Prediction, top: number): void {
  if ('error' in prediction) {
    tellError(terminal, prediction);
    return;
  }
  const { screen, style, errorStyle } = terminal;
  if (prediction.concern !== undefined) {
    const concern = `${errorStyle.yellow('warning:')} ${harmless(prediction.concern)}`;
    screen.error(`${harmless(prediction.file)}: ${concern}`);
  }
  const likeliest = likeliestOf(prediction, top);
  const others = prediction.weak ? likeliest : likeliest.slice(1);
  const words = others.map(([label, probability]) => `${harmless(label)} ${percent(probability)}`);
  const rest = words.length > 0 ? style.dim(`  (${words.join(', ')})`) : '';
  const answer = prediction.weak
    ? style.bold(noneOfThese)
    : `${style.bold(harmless(prediction.label))} ${percent(prediction.probability)}`;
  screen.line(`${harmless(prediction.file)}: ${answer}${rest}`);
}
