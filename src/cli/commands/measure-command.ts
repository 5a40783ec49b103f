import { InvalidArgumentError, Option } from 'commander';
import { type MeasuredAnswers, measuredAnswers } from '../../design/advice/measured-answers';
import { againstWords, answerSentences, drawnWords, figureText } from '../../design/advice/measured-words';
import type { DrawnMeasurement, MeasuredCut } from '../../design/measurement';
import { byteSize, count, counted, percent } from '../../design/words/number-text';
import { shownAddress } from '../../design/words/shown-address';
import { listed } from '../../design/words/wording';
import { measureAnswer } from '../../launch/project/project-answers';
import { measuredImages, measureProject, measureStages } from '../../launch/runs/measure-project';
import { type BaseRanking, type RankedBase, rankBases } from '../../launch/runs/rank-bases';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { openWithoutErrors, tellFailure } from '../opened-project';
import { progressBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { shortName, tableLines } from '../text-table';
import { launchWith } from './train-command';

interface MeasureCall extends FileCall {
  readonly images: number | undefined;
  /** Other bases to be measured on the same images. */
  readonly bases: readonly string[] | undefined;
}

export const addMeasure: AddCommand = (program, start) => {
  program
    .command('measure')
    .summary('measure where to cut, whether the images are like the base’s, and whether more would help')
    .description(
      'Runs some of the training images through the base once and judges, at every cut, how well a linear head there would ' +
        'tell the classes apart, each image judged by a head that has not seen it. Says where to cut, whether the images are like ' +
        'those that the base was trained on, and whether more images would help. What was measured is kept.',
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { images, majority, cut, similarity, size, cuts, growth, shift }'))
    .addOption(imagesOption())
    .addOption(basesOption())
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 measured, 1 nothing could be measured, 2 the file or the call is wrong.'),
    )
    .action((file: string, { json, images, bases, set: settings }) =>
      start(measure, { file, json, images, bases, settings }),
    );
};

function basesOption(): Option {
  return new Option(
    '--bases <A,B,...>',
    'rank these bases and the file’s own on the same images, each at the cut that is advised for it; with --json one object: { images, majority, bases, left }',
  ).argParser((words) => {
    const names = words
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length > 0) return names;
    throw new InvalidArgumentError('Write names of bases with commas between them.');
  });
}

function imagesOption(): Option {
  return new Option(
    '--images <N>',
    `look at so many images, ${measuredImages.usual} unless said otherwise and ${count(measuredImages.most)} at most`,
  ).argParser((words) => {
    const images = Number(words);
    if (Number.isSafeInteger(images) && images >= 4 && images <= measuredImages.most) return images;
    throw new InvalidArgumentError(`Write a whole number from 4 to ${count(measuredImages.most)}.`);
  });
}

async function measure(terminal: Terminal, options: MeasureCall): Promise<ExitStatus> {
  const nothing = { code: 'measure-impossible', nothing: 'Nothing was measured' } as const;
  const project = await openWithoutErrors(terminal, options, nothing);
  if (!project) return exitStatus.wrongInput;
  const { screen, signal } = terminal;
  try {
    const launch = await launchWith(terminal, { json: options.json, gpu: false });
    const tell = (title: string, done: number, total: number): void => {
      if (!options.json) screen.live(progressBar({ title, done, total, secondsLeft: null }, screen.columns));
    };
    const asked = {
      ...(options.images === undefined ? {} : { images: options.images }),
      ...(signal ? { signal } : {}),
    };
    if (options.bases !== undefined) {
      const ranking = await rankBases(project, options.bases, launch, {
        ...asked,
        onProgress: (name, stage, done, total) =>
          tell(`${harmless(name)}: ${measureStages[stage]}`, done, total),
      });
      screen.live('');
      if (options.json) terminal.json(ranking);
      else screen.lines(rankingLines(ranking));
      return exitStatus.done;
    }
    const measurement = await measureProject(project, launch, {
      ...asked,
      onProgress: (stage, done, total) => tell(measureStages[stage], done, total),
    });
    screen.live('');
    if (options.json) terminal.json(measureAnswer(measurement));
    else {
      const trainingImages = project.result.dataset?.trainingImages ?? measurement.images;
      screen.lines(measureLines({ measurement, trainingImages }));
    }
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    tellFailure(terminal, error, options.json);
    return exitStatus.runFailed;
  }
}

/** The cuts as a table, and what follows from them. */
export function measureLines(drawn: DrawnMeasurement): readonly string[] {
  const { measurement } = drawn;
  const { cuts } = measurement;
  const answers = measuredAnswers(measurement);
  const words = drawnWords(drawn);
  const head = `${words.charAt(0).toUpperCase()}${words.slice(1)}. ${againstWords(measurement)}`;
  const table = tableLines(
    [
      ['cut after', 'values', 'a linear head', 'neighbours', 'LogME', ''],
      ...cuts.map((cut) => cutRow(cut, answers)),
    ],
    ['left', 'right', 'right', 'right', 'right', 'left'],
  );
  const sentences = answers === undefined ? [] : answerSentences(answers);
  return [head, '', ...table, '', ...sentences.map((text) => harmless(text))];
}

/** The bases as a table, what was left out, and what follows. */
export function rankingLines({ images, majority, bases, left }: BaseRanking): readonly string[] {
  const head = `${counted(images, 'image')}; saying the largest class always is right about ${percent(majority)}`;
  const table = tableLines(
    [
      ['base', 'cut after', 'a linear head', 'behind the best', 'an image', 'weights'],
      ...bases.map((base, at) => [
        shortName(harmless(shownAddress(base.name))),
        shortName(harmless(base.layer)),
        `${percent(base.accuracy)} ± ${percent(base.error)}`,
        at === 0 ? '' : `${percent(base.behindBest)} ± ${percent(base.behindBestError)}`,
        base.secondsPerImage === undefined ? '' : `${count(Math.round(base.secondsPerImage * 1_000))} ms`,
        byteSize(base.weightBytes),
      ]),
    ],
    ['left', 'left', 'right', 'right', 'right', 'right'],
  );
  const why = left.map(({ name, why, canBeFetched }) => {
    const how = canBeFetched ? ` \`transfer-designer bases ${name}\` fetches it now.` : '';
    return harmless(`${shownAddress(name)} was not measured. ${why}${how}`);
  });
  return [head, '', ...table, '', rankingSentence(bases), ...why];
}

/** Of those that are as good the smallest is named. */
function rankingSentence(bases: readonly RankedBase[]): string {
  const [best, ...others] = bases;
  if (best === undefined) return '';
  const asGood = others.filter(({ isMeasurablyBehind }) => !isMeasurablyBehind);
  const name = (base: RankedBase): string => harmless(shownAddress(base.name));
  if (asGood.length === 0)
    return others.length === 0
      ? `${name(best)} alone was measured.`
      : `${name(best)} tells these classes apart better than the others, by more than chance.`;
  const smallest = [best, ...asGood].reduce((least, one) =>
    one.weightBytes < least.weightBytes ? one : least,
  );
  return `No measurable difference between ${listed([best, ...asGood].map(name))}; ${name(smallest)} is the smallest of them.`;
}

function cutRow(cut: MeasuredCut, answers: MeasuredAnswers | undefined): readonly string[] {
  const { layer, features, accuracy, error, neighbours, logMe } = cut;
  return [
    shortName(harmless(layer)),
    count(features),
    figureText({ accuracy, error }),
    percent(neighbours),
    logMe.toFixed(3),
    layer === answers?.cut.layer ? '← cut here' : '',
  ];
}
