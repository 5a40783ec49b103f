import type { PlanDataset } from '../design/plan';
import { momentText } from '../design/words/moment-text';
import { resultShare } from '../design/words/result-words';
import { judgedImages } from './judged-images';
import type { RunResult } from './run-events';
import { isGoing, type RunState, stateWord } from './run-record';

/** What the user calls a run. */
export interface RunLabel {
  /** Null where it has its own name still. */
  readonly given: string | null;
  readonly starred: boolean;
}

/** That of a run that nobody has named or starred. */
export const noLabel: RunLabel = { given: null, starred: false };

/** Characters, as people count them but for the rarest. */
export const longestRunName = 100;

/**
 * What keeps a text from being the name of a run, as a sentence; undefined where nothing does. It stands in lists, notices
 * and terminals: nothing in it may steer them, or turn what stands around it.
 */
export function runNameComplaint(name: string): string | undefined {
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u.test(name))
    return 'A name has no line breaks and no control characters, nor such as turn the direction of writing.';
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return 'A name has at least one letter, figure or sign.';
  const { length } = [...name];
  return length > longestRunName
    ? `A name has ${longestRunName} characters at most, and this has ${length}.`
    : undefined;
}

/** What a run is named by. */
export interface NameableRun extends Pick<RunLabel, 'given'> {
  readonly plan: { readonly case: number; readonly dataset: PlanDataset };
  readonly state: RunState;
  /** When it began, as its record has it. */
  readonly created: string;
  readonly result: RunResult | null;
  /** Whether a cluster was given a job of it whose end was not seen. */
  readonly hasOpenJob?: boolean;
}

/**
 * The names of runs of one list, wherever they are shown: as the user calls them, else `Case 1 · 69 % of 190 · today 23:04`,
 * to the second where two would be called alike.
 */
export function runNames(runs: readonly NameableRun[], now: Date): readonly string[] {
  const names = runs.map((run) => run.given ?? ownRunName(run, now));
  const often = new Map<string, number>();
  for (const name of names) often.set(name, (often.get(name) ?? 0) + 1);
  return names.map((name, index) => {
    const run = runs[index];
    return run && run.given === null && Number(often.get(name)) > 1 ? ownRunName(run, now, true) : name;
  });
}

/**
 * What a run is called where nobody has named it: its case, what it came to or how it stands, and when it began.
 * @param precise to the second
 */
export function ownRunName(run: NameableRun, now: Date, precise = false): string {
  const { plan, state, created } = run;
  const moment = momentText(new Date(created), now, precise);
  // Whatever goes on has come to nothing yet, and how far it is stands beside its name.
  return [`Case ${plan.case}`, ...(isGoing(state) ? [] : [cameTo(run)]), moment].join(' · ');
}

/** Counted once a result: names are made at every change of any run. */
const shares = new WeakMap<RunResult, string>();

function cameTo({ state, result, plan, hasOpenJob }: NameableRun): string {
  if (state !== 'finished' || !result) return stateWord(state, hasOpenJob);
  const known = shares.get(result);
  if (known !== undefined) return known;
  // On test images where there are any; how many epochs there were to choose from is not told here.
  const [judged] = judgedImages(result, plan.dataset, []);
  const share = judged ? resultShare(judged) : stateWord(state);
  shares.set(result, share);
  return share;
}
