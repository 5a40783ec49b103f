// npm run bench:advice: does following the measured advice cost less accuracy than the rule of thumb, and how long does it take
// to be had? Every plan of a grid is trained as the truth, two hours of one core; what was trained is kept in bench/.advice
// and gone on with. `--only times` and `--only losses` make one part of the page anew, `losses` from what is trained so far.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { benchOptions } from '../bench-options';
import { answerTimes, answerTimesTable } from './answer-times';
import { benchBases, smallerEdge } from './bases';
import { planName, seeds } from './grid';
import { chosenPlans } from './measured';
import { lossesText, type Scored } from './report';
import { adviceTasks } from './tasks';
import { benchEngines, openTask, results, type TrialResult, trainAll } from './trials';

const options = benchOptions('bench:advice', {
  rounds: { says: 'how often each answer is waited for', default: 3 },
  only: { says: 'the part of the page to make anew, by default both', among: ['times', 'losses'] },
  output: { says: 'the page', default: path.join(import.meta.dirname, '..', 'advice.md') },
});

const before = await readFile(options.output, 'utf8').catch(() => '');
const times = options.only === 'losses' ? earlier('times') : await timesText();
const losses = options.only === 'times' ? earlier('losses') : await lossesNow();
await writeFile(options.output, page(times, losses));

async function timesText(): Promise<string> {
  const table = answerTimesTable(await answerTimes(options.rounds));
  console.log(table);
  const load = os.loadavg()[0] ?? Number.NaN;
  return `${table}\n\nMedians of ${options.rounds} rounds, the measuring process from its start to its end. ${os.cpus().length} cores, Node ${process.version.slice(1)}; load of the machine meanwhile ${load.toFixed(1)}.`;
}

async function lossesNow(): Promise<string> {
  const engines = await benchEngines();
  if (options.only === undefined) await trainAll(engines);
  const trained = await results();
  const scored: Scored[] = [];
  for (const task of adviceTasks)
    for (const base of benchBases) {
      const own = trained.filter((one) => one.task === task.name && one.base === base.name);
      const open = await openTask(task, base);
      const whole = open.cuts.length * seeds.length;
      const frozen = own.filter(({ tuned }) => !tuned);
      if (frozen.length < whole) continue;
      const plans = await chosenPlans(open, engines);
      const answers = answersOf(own.length < 2 * whole ? frozen : own);
      const testImages = own[0]?.right.length ?? 0;
      scored.push({ task, base, classes: plans.measurements[0]?.classes ?? 0, testImages, answers, plans });
    }
  const text = lossesText(scored);
  console.log(text);
  return text;
}

function answersOf(own: readonly TrialResult[]): Scored['answers'] {
  const plans = [...new Set(own.map(planName))];
  const of = (plan: string): readonly TrialResult[] => own.filter((one) => planName(one) === plan);
  return new Map(
    plans.map((plan) => [
      plan,
      [...of(plan)].sort((one, other) => one.seed - other.seed).map(({ right }) => right),
    ]),
  );
}

/** A part of the page as it stands. */
function earlier(name: 'times' | 'losses'): string {
  return (
    new RegExp(`(?<=<!-- ${name} begin -->\n)[\\s\\S]*(?=\n<!-- ${name} end -->)`).exec(before)?.[0] ?? ''
  );
}

function page(timesPart: string, lossesPart: string): string {
  return `# Advice that is measured, against what was trained

Made by \`npm run bench:advice\`.

## How long the answers take

<!-- times begin -->
${timesPart}
<!-- times end -->

## What following them costs

${adviceTasks.length} tasks of pictures of packages and of shapes drawn here, on ${benchBases.length} bases: the demonstration base, and EfficientNet-Lite0 with an input of
${smallerEdge}×${smallerEdge}, so that every plan could be trained. The truth is a grid: each base cut at five places (case 2's, case 1's, two between and one before),
frozen or fine-tuned, with ${seeds.length} seeds, trained by the program's own phases and judged on test images that nothing else saw. A fifth of
the training images are validation's.

- **best plan**: the one of ten that does best with two of the seeds on half of the test images, scored with the third on the other half, in
  turn; its name is the one chosen most often.
- **advice**: what the program plans where the file leaves everything open and the training images were measured, each seed's own, at the
  grid's cuts.
- **advice, fine-tuned**: the same cut, and after the head the base is trained with it. The four cases leave the base frozen where images are
  few, as they are in all of these tasks; this is what that costs.
- **rule of thumb**: the four cases, told the truth of size and similarity: emoji are similar to what the demonstration base was trained
  on, photographs to what EfficientNet-Lite0 was; all else is different, and all tasks are small.
- **habit**: always cut before the classifier, frozen.

Columns of the second table say how many points above or below the best plan these are. Intervals (95 %) are of 10,000 draws of tasks. No pictures
of these tasks trained a base; the subjects of emoji did train the demonstration base, in other hands' drawings. Tasks of the two halves share no pictures,
but that \`makers-40\` asks whose the drawings of other tasks are.

<!-- losses begin -->
${lossesPart}
<!-- losses end -->
`;
}
