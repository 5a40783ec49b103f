import { median } from './bench-project';
import type { Missing, Turns } from './rounds';
import type { Figure, Took, Trial } from './trial';

export interface TrialResult {
  readonly trial: Trial;
  readonly turns: Turns;
}

export interface PartResult {
  readonly title: string;
  readonly trials: readonly TrialResult[];
}

/** Ratios of two arms, and whether they are as small as is wanted. */
export interface Ratios {
  readonly wall: readonly number[];
  readonly processor: readonly number[];
  /** Of peak memory these are the same. */
  readonly reached: 'reached' | 'missed' | 'by processor seconds' | 'by wall clock' | null;
}

/** The ratios of the rounds; why there are none where an arm is missing. */
export function ratiosOf(figure: Figure, turns: Turns): Ratios | Missing {
  const [one, other] = [turns.get(figure.arm), turns.get(figure.against)];
  for (const arm of [one, other]) if (arm === undefined || 'reason' in arm) return arm ?? noArm(figure);
  const [ours, theirs] = [one, other] as [readonly Took[], readonly Took[]];
  const [ourUnits, theirUnits] = figure.units ?? [1, 1];
  const rounds = Math.min(ours.length, theirs.length);
  const ratios = (of: (took: Took) => number): readonly number[] =>
    Array.from({ length: rounds }, (_, round) => {
      const [own, its] = [ours[round] as Took, theirs[round] as Took];
      return of(own) / ourUnits / (of(its) / theirUnits);
    });
  if (figure.quantity === 'peak memory') {
    const all = ratios(({ peakBytes }) => peakBytes);
    return { wall: all, processor: all, reached: verdict(figure, all, all) };
  }
  const wall = ratios(({ seconds }) => seconds);
  const processor = ratios(({ processorSeconds }) => processorSeconds);
  return { wall, processor, reached: verdict(figure, wall, processor) };
}

function noArm({ arm, against }: Figure): Missing {
  return { reason: `There is no arm "${arm}" or no arm "${against}".`, failed: true };
}

function verdict(
  { atMost }: Figure,
  wall: readonly number[],
  processor: readonly number[],
): Ratios['reached'] {
  if (atMost === null) return null;
  const byWall = median(wall) <= atMost;
  if (byWall === median(processor) <= atMost) return byWall ? 'reached' : 'missed';
  return byWall ? 'by wall clock' : 'by processor seconds';
}

const verdictWords = {
  reached: 'reached',
  missed: '**missed**',
  'by wall clock': 'reached by wall clock; **missed** by processor seconds',
  'by processor seconds': 'reached by processor seconds; **missed** by wall clock',
} as const;

/** All figures in one table. */
export function figuresTable(parts: readonly PartResult[]): string {
  const rows = parts.flatMap(({ trials }) =>
    trials.flatMap(({ trial, turns }) => trial.figures.map((figure) => figureRow(figure, turns))),
  );
  return table(['measure', 'wall clock', 'processor seconds', 'at most', ''], rows);
}

function figureRow(figure: Figure, turns: Turns): readonly string[] {
  const ratios = ratiosOf(figure, turns);
  const atMost = figure.atMost === null ? '' : ratioText(figure.atMost);
  if ('reason' in ratios) {
    const what = ratios.failed ? '**failed**' : 'not available';
    return [figure.what, '–', '–', atMost, `${what}: ${oneLine(ratios.reason)}`];
  }
  const isMemory = figure.quantity === 'peak memory';
  const words = ratios.reached === null ? '' : verdictWords[ratios.reached];
  const processor = isMemory ? '' : spread(ratios.processor, ratioText);
  return [figure.what, spread(ratios.wall, ratioText), processor, atMost, words];
}

/** What each arm of a part took. */
export function armTables({ title, trials }: PartResult): string {
  const texts = trials.map(({ trial, turns }) => {
    const rows = trial.arms.map(({ name }) => armRow(name, turns.get(name) ?? []));
    return `${trial.about}\n\n${table(['arm', 'wall clock, s', 'processor, s', 'peak memory, MB'], rows)}`;
  });
  return `### ${title}\n\n${texts.join('\n\n')}`;
}

function armRow(name: string, took: readonly Took[] | Missing): readonly string[] {
  if ('reason' in took) return [name, took.failed ? '**failed**' : 'not available', '', ''];
  const of = (value: (one: Took) => number, text: (value: number) => string) => spread(took.map(value), text);
  return [
    name,
    of(({ seconds }) => seconds, secondsText),
    of(({ processorSeconds }) => processorSeconds, secondsText),
    of(
      ({ peakBytes }) => peakBytes / 1e6,
      (megabytes) => megabytes.toFixed(0),
    ),
  ];
}

/** The median, with the least and the most where there are several. */
function spread(values: readonly number[], text: (value: number) => string): string {
  const middle = text(median(values));
  return values.length < 2 ? middle : `${middle} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

function secondsText(seconds: number): string {
  return seconds.toFixed(seconds < 10 ? 2 : 1);
}

/** `1.06`; small shares as `1/52`. */
function ratioText(ratio: number): string {
  return ratio < 0.1 ? `1/${(1 / ratio).toFixed(0)}` : String(Number(ratio.toFixed(2)));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 200);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
