import { type KnownOddImages, oddKinds } from '../../design/odd-images';
import { oddHeadings, oddImageText, oddSentence, oddSummary } from '../../design/words/odd-words';
import { lookAtProject, lookStages } from '../../launch/runs/look-at-project';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { openWithoutErrors, tellFailure } from '../opened-project';
import { progressBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { launchWith } from './train-command';

export const addLook: AddCommand = (program, start) => {
  program
    .command('look')
    .summary('look for odd pictures: in the wrong class, nearly twice, unlike all others')
    .description(
      'Compares all images by what the base sees in them: those that look as if they were of another class, those that stand ' +
        'nearly the same in two classes or on two sides of the split, those that are unlike all others, and classes that can’t be told ' +
        'apart. Nothing is moved or changed. What was found is kept.',
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { cut, images, of, unreadable, told, beyond, findings }'))
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 looked, 1 the images could not be compared, 2 the file or the call is wrong.',
      ),
    )
    .action((file: string, { json, set: settings }) => start(look, { file, json, settings }));
};

async function look(terminal: Terminal, options: FileCall): Promise<ExitStatus> {
  const nothing = { code: 'measure-impossible', nothing: 'Nothing was looked at' } as const;
  const project = await openWithoutErrors(terminal, options, nothing);
  if (!project) return exitStatus.wrongInput;
  const { screen, signal } = terminal;
  try {
    const launch = await launchWith(terminal, { json: options.json, gpu: false });
    const odd = await lookAtProject(project, launch, {
      onProgress: (stage, done, total) => {
        if (options.json) return;
        screen.live(
          progressBar({ title: lookStages[stage], done, total, secondsLeft: null }, screen.columns),
        );
      },
      ...(signal ? { signal } : {}),
    });
    screen.live('');
    if (options.json) terminal.json(odd);
    else screen.lines(oddLines(odd).map((line) => harmless(line)));
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    tellFailure(terminal, error, options.json);
    return exitStatus.runFailed;
  }
}

/** The summary, then each kind with its findings, and beside a picture those that are most like it. */
export function oddLines(odd: KnownOddImages): readonly string[] {
  const groups = oddKinds.flatMap((kind) => {
    const findings = odd.findings.filter((one) => one.kind === kind);
    if (findings.length === 0) return [];
    const lines = findings.flatMap((finding) => [
      `  ${oddSentence(finding)}`,
      ...(kind === 'label' ? finding.nearest.slice(0, 3) : []).map(
        (image) => `    like ${oddImageText(image)}`,
      ),
    ]);
    return ['', `${oddHeadings[kind]} (${findings.length})`, ...lines];
  });
  return [oddSummary(odd), ...groups];
}
