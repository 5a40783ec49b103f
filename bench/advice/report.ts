import { pairedBootstrap } from '../paired-bootstrap';
import type { BenchBase } from './bases';
import { type Planned, planName, seeds } from './grid';
import type { ChosenPlans } from './measured';
import { type Answers, accuracyOfChoice, bestElsewhere, type Fold, foldsOf, mean } from './score';
import type { AdviceTask } from './tasks';

/** A task on a base, all plans of the grid trained, and what would have been chosen. */
export interface Scored {
  readonly task: AdviceTask;
  readonly base: BenchBase;
  readonly classes: number;
  readonly testImages: number;
  readonly answers: Answers;
  readonly plans: ChosenPlans;
}

/** Who chooses, in the order of the columns. */
const choosers = ['advice', 'fineTuned', 'rule', 'habit'] as const;

type Chooser = (typeof choosers)[number];

/** How much less accurate a chosen plan is than the best of the grid, in points, and what that is. */
interface Losses extends Readonly<Record<Chooser, number>> {
  readonly scored: Scored;
  /** Accuracy of the best plan, in percent, on what it was not chosen by. */
  readonly best: number;
}

function lossesOf(scored: Scored): Losses {
  const { answers, plans } = scored;
  const percent = (choose: (fold: Fold) => string): number => 100 * accuracyOfChoice(answers, choose);
  const best = percent((fold) => bestElsewhere(answers, fold));
  const loss = (chooser: Chooser): number =>
    best - percent(({ seed }) => planName(plans[chooser][seed] as Planned));
  const isWhole = !isUnfinished(scored);
  const fineTuned = isWhole ? loss('fineTuned') : Number.NaN;
  return { scored, best, advice: loss('advice'), fineTuned, rule: loss('rule'), habit: loss('habit') };
}

/** The page's part about accuracy. @param scored every task and base of which all plans are trained, or all that are frozen */
export function lossesText(scored: readonly Scored[]): string {
  const all = scored.map(lossesOf);
  const unfinished = scored.filter(isUnfinished).length;
  const note = `Of ${unfinished} of the ${scored.length} pairs of task and base only the frozen plans are trained yet: there the best is the best of those.`;
  const tuning = scored.filter(({ task }) => task.half === 'tuning');
  return [
    ...(unfinished > 0 ? [note, ''] : []),
    ...summary(all),
    '',
    ...(tuning.length > 0 ? [...deeperTable(tuning), ''] : []),
    ...table(all),
  ].join('\n');
}

/** What would be lost by cutting deeper than what was measured to be best, as far as so many standard errors allow. */
function deeperTable(tuning: readonly Scored[]): readonly string[] {
  const rows = [0, 0.5, 1, 2].map((errors) => {
    const losses = tuning.map((scored) => {
      const { answers, plans } = scored;
      const chosen = plans.measurements.map(({ cuts }) =>
        cuts.findLast(({ behindBest, behindBestError }) => behindBest <= errors * behindBestError),
      );
      const accuracy = accuracyOfChoice(answers, ({ seed }) =>
        planName({ cut: chosen[seed]?.layer ?? '', tuned: false }),
      );
      return lossesOf(scored).best - 100 * accuracy;
    });
    const name = errors === 0 ? 'the best measured' : `the deepest within ${errors} standard errors of it`;
    return `| ${name} | ${points(mean(losses))} points |`;
  });
  return ['| cut, frozen | loses on the tuning half |', '| --- | --- |', ...rows];
}

/** Whether only the plans that leave the base frozen are trained. */
function isUnfinished({ answers, plans }: Scored): boolean {
  return answers.size < 2 * cutsIn(plans);
}

function cutsIn({ measurements }: ChosenPlans): number {
  return measurements[0]?.cuts.length ?? 0;
}

function summary(all: readonly Losses[]): readonly string[] {
  const halves = {
    'reported: thresholds were not chosen by these': all.filter(
      ({ scored }) => scored.task.half === 'reported',
    ),
    'tuning: thresholds were chosen by these': all.filter(({ scored }) => scored.task.half === 'tuning'),
    all,
  };
  const rows = Object.entries(halves).flatMap(([name, losses]) => {
    if (losses.length === 0) return [];
    const tasks = new Set(losses.map(({ scored }) => scored.task.name)).size;
    const cells = choosers.map((chooser) => intervalText(overTasks(losses, ({ [chooser]: loss }) => loss)));
    return [`| ${name} | ${tasks} | ${cells.join(' | ')} |`];
  });
  const { 'reported: thresholds were not chosen by these': reported } = halves;
  return [
    '| tasks | how many | the advice | the advice, fine-tuned | rule of thumb | always before the classifier |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...(reported.length === 0 ? [] : verdicts(reported)),
  ];
}

function verdicts(losses: readonly Losses[]): readonly string[] {
  const advice = overTasks(losses, (one) => one.advice);
  const saved = (chooser: Chooser): string => {
    const gap = overTasks(losses, (one) => one[chooser] - one.advice);
    return `${intervalText(gap)}: ${gap.difference > 0 ? 'reached' : '**missed**'}`;
  };
  return [
    `- Wanted: the advice loses at most 1.5 points on average. It loses ${intervalText(advice)}: ${advice.difference <= 1.5 ? 'reached' : '**missed**'}.`,
    `- Wanted: less than the rule of thumb. The rule loses more by ${saved('rule')}.`,
    `- Wanted: less than the habit. The habit loses more by ${saved('habit')}.`,
  ];
}

/** The mean over tasks, of each the mean over its bases, with the interval of drawing other tasks. */
function overTasks(
  losses: readonly Losses[],
  of: (losses: Losses) => number,
): ReturnType<typeof pairedBootstrap> {
  const tasks = [...new Set(losses.map(({ scored }) => scored.task))];
  const values = tasks.map((task) => mean(losses.filter(({ scored }) => scored.task === task).map(of)));
  return pairedBootstrap([{ one: [values], other: [values.map(() => 0)] }]);
}

function intervalText({ difference, low, high }: ReturnType<typeof pairedBootstrap>): string {
  return `${points(difference)} points (${points(low)} to ${points(high)})`;
}

function table(all: readonly Losses[]): readonly string[] {
  const rows = all.map(({ scored, best, advice, fineTuned, rule, habit }) => {
    const { task, base, classes, testImages, answers, plans } = scored;
    const bests = foldsOf(seeds.length).map((fold) => bestElsewhere(answers, fold));
    return [
      `\`${task.name}\`${task.half === 'tuning' ? ' (tuning)' : ''}`,
      base.name,
      `${classes} × ${task.ofClass}, ${testImages} tested`,
      `${often(bests)}: ${best.toFixed(1)} %`,
      `${often(plans.advice.map(planName))}: ${signed(advice)}`,
      signed(fineTuned),
      `${often(plans.rule.map(planName))}: ${signed(rule)}`,
      signed(habit),
    ];
  });
  return [
    '| task | base | images | best plan | advice | fine-tuned | rule of thumb | habit |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
}

/** The name that comes most often; with how often, where it is not always. */
function often(names: readonly string[]): string {
  const countOf = (name: string): number => names.filter((other) => other === name).length;
  const most = names.reduce((best, name) => (countOf(name) > countOf(best) ? name : best));
  return countOf(most) === names.length ? most : `${most} (${countOf(most)} of ${names.length})`;
}

/** A dash for what is not trained yet. */
function points(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');
}

/** A loss: what is gained stands with a plus. */
function signed(loss: number): string {
  const text = points(-loss);
  return /^(0\.0|[−–].*)$/.test(text) ? text : `+${text}`;
}
