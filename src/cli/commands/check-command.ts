import { isTransferError } from '../../design/transfer-error';
import { counted } from '../../design/words/number-text';
import { listed } from '../../design/words/wording';
import type { ImageCheckResult } from '../../disk/images/image-check';
import { sameWords } from '../../disk/images/image-copies';
import { nothingToTrain, repairUnreadable, tooManyUnreadable } from '../../disk/images/unreadable-images';
import { checkImagesOf } from '../../launch/project/check-images';
import { fileTextOf, type Project, problemsOf } from '../../launch/project/project';
import { checkAnswer } from '../../launch/project/project-answers';
import {
  type AddCommand,
  endOfHelp,
  type FileCall,
  fileArgument,
  flagOption,
  jsonFlag,
  setOption,
} from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { hasErrors, imagesLine, openForReading } from '../opened-project';
import { suggestionLines } from '../plan-lines';
import { problemCounts, problemLines } from '../problem-lines';
import { progressBar } from '../progress-bar';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

interface CheckCall extends FileCall {
  readonly images: boolean;
}

export const addCheck: AddCommand = (program, start) => {
  program
    .command('check')
    .summary('find what is wrong with the file, the base and the images')
    .description(
      'Finds what is wrong with transfer.yaml, the base and the images, from names and sizes. Downloads nothing.',
    )
    .argument(...fileArgument)
    .addOption(
      flagOption(
        '--images',
        "also decode every image: names those that can't be read or are hardly seen, and those that stand, as they " +
          'are or nearly so, in two classes or on two sides of the split',
      ),
    )
    .addOption(jsonFlag('one JSON object: { problems, dataset, suggestion }; with --images also { images }'))
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 nothing wrong (warnings allowed), 2 there are errors, or with --images too few images that ' +
          'can be read for a run.',
      ),
    )
    .action((file: string, { images, json, set: settings }) =>
      start(check, { file, images, json, settings }),
    );
};

async function check(terminal: Terminal, options: CheckCall): Promise<ExitStatus> {
  const project = await openForReading(terminal, options);
  if (!project) return exitStatus.wrongInput;
  let images: ImageCheckResult | undefined;
  let failures: readonly string[] = [];
  try {
    if (options.images) images = await lookIntoImages(terminal, project, options.json);
    if (images) failures = whyNoRun(images);
  } catch (error) {
    if (!isTransferError(error, 'images-unchecked', 'pattern-too-slow')) throw error;
    failures = [error.message];
  }
  if (options.json) terminal.json({ ...checkAnswer(project), ...(images ? { images } : {}) });
  else printCheck(terminal, project, images);
  for (const failure of failures) terminal.fail(failure);
  return hasErrors(project) || failures.length > 0 ? exitStatus.wrongInput : exitStatus.done;
}

/** What decoding has shown that would end a run. */
export function whyNoRun({ checked, unreadable, untrained }: ImageCheckResult): readonly string[] {
  const many = tooManyUnreadable(unreadable.length, checked)
    ? [`${unreadable.length} of ${counted(checked, 'image')} can't be read. ${repairUnreadable}`]
    : [];
  return [...many, ...untrained.map(nothingToTrain)];
}

function printCheck(terminal: Terminal, project: Project, images: ImageCheckResult | undefined): void {
  const { screen, style } = terminal;
  const { suggestion } = project.result;
  const problems = problemsOf(project);
  screen.lines(problemLines(shownPath(project.file), fileTextOf(project), problems, style, screen.width));
  const line = imagesLine(project);
  if (line) screen.line(line);
  if (suggestion) screen.lines(suggestionLines(suggestion, style));
  if (images) screen.lines(imageLines(images));
  const counts = problemCounts(problems);
  screen.line(
    counts ? `${shownPath(project.file)}: ${counts}` : style.green(`${shownPath(project.file)}: no problems`),
  );
}

async function lookIntoImages(
  terminal: Terminal,
  project: Project,
  json: boolean,
): Promise<ImageCheckResult | undefined> {
  const { plan } = project.result;
  if (!plan || !project.dataset) {
    if (!json)
      terminal.screen.error('The images were not decoded: there is no plan yet, mend the errors first.');
    return undefined;
  }
  try {
    return await checkImagesOf(plan, project.dataset, {
      ...terminal,
      onProgress: (done, total) => {
        if (json) return;
        terminal.screen.live(
          progressBar({ title: 'images', done, total, secondsLeft: null }, terminal.screen.columns),
        );
      },
    });
  } finally {
    if (!json) terminal.screen.live('');
  }
}

/** So many of a kind are shown to people; `--json` has them all. */
const mostShown = 8;

/** What decoding has shown: contradictory labels first. */
export function imageLines(result: ImageCheckResult): readonly string[] {
  const { checked, unreadable, strange, copies } = result;
  const contradictory = copies.filter((one) => one.contradictory);
  const across = copies.filter((one) => one.acrossSides);
  const facts = [
    `${counted(checked, 'image')} decoded`,
    `${unreadable.length} unreadable`,
    ...(strange.length > 0 ? [`${strange.length} with strange values`] : []),
    `${contradictory.length} in more than one class`,
    `${across.length} on both sides of the split`,
  ];
  return [
    facts.join(', '),
    ...firstOf(contradictory, ({ same, images }) => {
      const places = images.map(({ file, className }) => `${shown(file)} (${harmless(className)})`);
      return `  two labels for ${sameWords[same]}: ${listed(places)}. Keep it in the class that it shows.`;
    }),
    ...firstOf(unreadable, ({ file, reason }) => `  unreadable: ${shown(file)}. ${harmless(reason)}`),
    ...firstOf(strange, ({ file, concern }) => `  strange values: ${shown(file)}. ${harmless(concern)}`, 3),
    ...firstOf(
      across.filter((one) => !one.contradictory),
      ({ same, images }) => {
        const places = images.map(({ file, side }) => `${shown(file)} (${side})`);
        return `  ${sameWords[same]}: ${listed(places)}. Remove one, or a test of the network tells too much.`;
      },
    ),
  ];
}

function firstOf<Item>(items: readonly Item[], line: (item: Item) => string, most = mostShown): string[] {
  const lines = items.slice(0, most).map(line);
  const more = items.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more like that; --json names all`] : lines;
}

function shown(file: string): string {
  return harmless(shownPath(file));
}
