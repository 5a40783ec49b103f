import { InvalidArgumentError, Option } from 'commander';
import { type MeasuredAnswers, measuredAnswers } from '../../design/advice/measured-answers';
import { againstWords, answerSentences, drawnWords, figureText } from '../../design/advice/measured-words';
import type { DrawnMeasurement, MeasuredCut } from '../../design/measurement';
import { TransferError } from '../../design/transfer-error';
import { count, percent } from '../../design/words/number-text';
import { measureAnswer, unreadableAnswer } from '../../launch/project/project-answers';
import { measuredImages, measureProject, measureStages } from '../../launch/runs/measure-project';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { hasErrors, openForReading, tellProblems } from '../opened-project';
import { progressBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { shortName, tableLines } from '../text-table';
import { launchWith } from './train-command';

interface MeasureCall extends FileCall {
  readonly images: number | undefined;
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
    .addOption(jsonFlag('one JSON object: { images, majority, cut, similarity, size, cuts, growth }'))
    .addOption(imagesOption())
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 measured, 1 nothing could be measured, 2 the file or the call is wrong.'),
    )
    .action((file: string, { json, images, set: settings }) =>
      start(measure, { file, json, images, settings }),
    );
};

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
  const project = await openForReading(terminal, options);
  if (!project) return exitStatus.wrongInput;
  const { screen, signal } = terminal;
  if (!options.json) tellProblems(terminal, project);
  if (hasErrors(project)) {
    if (options.json)
      terminal.json(unreadableAnswer({ code: 'measure-impossible', message: 'The file has errors.' }));
    else screen.error('Nothing was measured: mend the errors first.');
    return exitStatus.wrongInput;
  }
  try {
    const launch = await launchWith(terminal, { json: options.json, gpu: false });
    const measurement = await measureProject(project, launch, {
      ...(options.images === undefined ? {} : { images: options.images }),
      onProgress: (stage, done, total) => {
        if (options.json) return;
        const title = measureStages[stage];
        screen.live(progressBar({ title, done, total, secondsLeft: null }, screen.columns));
      },
      ...(signal ? { signal } : {}),
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
    if (!(error instanceof TransferError)) throw error;
    if (options.json) terminal.json(unreadableAnswer(error));
    else terminal.fail(error.message);
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
