import { InvalidArgumentError, Option } from 'commander';
import { pilotAnswer } from '../../design/advice/pilot-answer';
import { pilotRules } from '../../design/advice/pilot-plan';
import { pilotNotes, settingsWords } from '../../design/advice/pilot-words';
import type { Pilot } from '../../design/pilot';
import { count, percent } from '../../design/words/number-text';
import type { Project } from '../../launch/project/project';
import { type PilotProgress, runPilot } from '../../launch/runs/pilot';
import { pilotSettings } from '../../launch/runs/pilot-ways';
import {
  type AddCommand,
  endOfHelp,
  type FileCall,
  fileArgument,
  gpuFlag,
  jsonFlag,
  setOption,
} from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { openWithoutErrors, tellFailure } from '../opened-project';
import { progressBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';
import { launchWith } from './train-command';

interface PilotCall extends FileCall {
  readonly minutes: number;
  readonly gpu: boolean;
}

export const addPilot: AddCommand = (program, start) => {
  program
    .command('pilot')
    .summary('try whether fine-tuning gains anything over the head alone')
    .description(
      'Trains the head alone, and the head first and then the base with it, with one seed after the other as long as the time ' +
        'lasts, and says how much fine-tuning gains or loses, and how sure that is. Both are judged by training images that are ' +
        'held back; test images are not looked at. What was found is kept.\n\n' +
        'Ctrl+C ends it after the batch at hand and shows what was found by then; begun again, it goes on from there.',
    )
    .argument(...fileArgument)
    .addOption(minutesOption())
    .addOption(
      jsonFlag('one JSON object: { answer, difference, margin, head, fineTuned, use, text, seeds, ... }'),
    )
    .addOption(gpuFlag())
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 done, also where no difference was found, 1 a trial failed or there was too little time for one seed, ' +
          '2 the file or the call is wrong, 130 ended by you (Ctrl+C), 143 by TERM, 129 by HUP.',
      ),
    )
    .action((file: string, { json, gpu, minutes, set: settings }) =>
      start(pilot, { file, json, gpu, minutes, settings }),
    );
};

function minutesOption(): Option {
  const { usual, least, most } = pilotRules.minutes;
  return new Option('--minutes <N>', `take so long at most, ${usual} minutes unless said otherwise`)
    .default(usual)
    .argParser((words) => {
      const minutes = Number(words);
      if (minutes >= least && minutes <= most) return minutes;
      throw new InvalidArgumentError(`Write a number from ${least} to ${count(most)}.`);
    });
}

async function pilot(terminal: Terminal, options: PilotCall): Promise<ExitStatus> {
  const { screen } = terminal;
  const { json, minutes } = options;
  const nothing = { code: 'trial-failed', nothing: 'Nothing was tried' } as const;
  const project = await openWithoutErrors(terminal, options, nothing);
  if (!project) return exitStatus.wrongInput;
  const launch = await launchWith(terminal, options);
  const work = endableWork();
  work.signal.addEventListener('abort', () => {
    if (!json) screen.error('Stopping after the batch at hand.');
  });
  try {
    const found = await runPilot(project, launch, {
      minutes,
      signal: work.signal,
      onProgress: (progress) => {
        if (!json) screen.live(barOf(progress, minutes, screen.columns));
      },
    });
    screen.live('');
    if (json) terminal.json(pilotJson(found));
    else screen.lines(pilotLines(found, project));
    return found.endedBy === 'user' ? statusAfter(work.ending()) : exitStatus.done;
  } catch (error) {
    screen.live('');
    if (work.signal.aborted) {
      screen.error('Ended before both ways were tried once. Begun again, it goes on where it stood.');
      return statusAfter(work.ending());
    }
    tellFailure(terminal, error, json);
    return exitStatus.runFailed;
  } finally {
    work.release();
  }
}

function barOf({ seed, way, epoch, done }: PilotProgress, minutes: number, columns: number): string {
  const trained = way === 'head' ? 'the head alone' : 'fine-tuning';
  const at = epoch === null ? '' : `, epoch ${epoch.epoch} of ${epoch.epochs}`;
  return progressBar(
    {
      title: `seed ${seed}`,
      done: Math.round(done * 100),
      total: 100,
      secondsLeft: (1 - done) * minutes * 60,
      note: `${trained}${at}`,
    },
    columns,
  );
}

/** What `pilot --json` prints. */
function pilotJson(found: Pilot): object {
  const { verdict: answer, ...figures } = pilotAnswer(found) ?? { verdict: 'too few seeds' };
  const { pairs: seeds, ...others } = found;
  return { answer, ...figures, seeds, ...others };
}

/** The seeds as a table, and what follows from them. */
export function pilotLines(found: Pilot, project: Project): readonly string[] {
  const { pairs } = found;
  const table = tableLines(
    [
      ['seed', 'judged by', 'head alone', 'fine-tuned'],
      ...pairs.map(({ seed, images, headRight, fineTunedRight }) => [
        String(seed),
        `${count(images)} images`,
        percent(headRight / images),
        percent(fineTunedRight / images),
      ]),
    ],
    ['right', 'right', 'right', 'right'],
  );
  const answer = pilotAnswer(found);
  return [
    ...table,
    '',
    ...pilotNotes(found),
    '',
    ...(answer ? [answer.text, ...wayWords(answer.use, project)] : []),
  ].map((line) => harmless(line));
}

function wayWords(use: 'head' | 'fine-tuning' | null, project: Project): readonly string[] {
  if (use === null) return [];
  const settings = pilotSettings(project);
  const words = settingsWords(use === 'head' ? settings.head : settings.fineTuned);
  return [words === '' ? 'The file does so already.' : words];
}
