import type { Plan } from '../design/plan';
import { planSettings } from '../design/plan/plan-settings';
import { momentText } from '../design/words/moment-text';
import { type JudgedImages, resultCount, resultSentence } from '../design/words/result-words';
import type {
  PanelFigures,
  PanelPastRun,
  PanelRunSettings,
  PanelSettingColumn,
  PanelView,
} from '../shared/panel-messages';
import { wholeSeconds } from '../shared/run-pace';
import { isLeft, judgedOf, mayResume, type RunView } from './run-view';

/** What follows from other settings, which are told. */
const following = /^number of phases$|: cached at$|: least number of steps$/;

/** The past runs of a panel, with what their plans set where that differs. */
export function runHistory(runs: readonly RunView[], now: Date): Pick<PanelView, 'pastRuns' | 'runSettings'> {
  const runSettings = settingsOf(runs);
  return { runSettings, pastRuns: runs.map((run) => pastRun(run, runSettings.columns, now)) };
}

/** Made once a plan: it is asked for at every key press. */
const settings = new WeakMap<Plan, ReadonlyMap<string, string>>();

function settingsOfPlan(plan: Plan): ReadonlyMap<string, string> {
  const known = settings.get(plan) ?? planSettings(plan);
  settings.set(plan, known);
  return known;
}

/** Those of the same runs as the last time are the same: plans never change. */
let last: { readonly plans: readonly Plan[]; readonly settings: PanelRunSettings } | undefined;

function settingsOf(runs: readonly RunView[]): PanelRunSettings {
  const plans = runs.map(({ plan }) => plan);
  const isKnown =
    last?.plans.length === plans.length && last.plans.every((plan, index) => plan === plans[index]);
  if (!last || !isKnown) last = { plans, settings: madeSettings(runs) };
  return last.settings;
}

function madeSettings(runs: readonly RunView[]): PanelRunSettings {
  const all = runs.map(({ plan }) => settingsOfPlan(plan));
  const names = [...new Set(all.flatMap((one) => [...one.keys()]))].filter((name) => !following.test(name));
  const differing = names.filter((name) => all.some((one) => one.get(name) !== all[0]?.get(name)));
  const shown = new Set(differing);
  const isOnePhase = runs.every(({ plan }) => plan.phases.length === 1);
  return {
    columns: differing
      // The base's name says it already.
      .filter((name) => name !== 'fingerprint of the base' || !shown.has('base'))
      .map((name) => ({ name, title: titleOf(name, isOnePhase) })),
    same: names
      .filter((name) => !shown.has(name))
      .map((name) => `${name} ${all[0]?.get(name)}`)
      .join('\n'),
  };
}

/** The last word of a key says enough in a heading; of several phases also which. */
function titleOf(name: string, isOnePhase: boolean): string {
  const [phase, setting] = name.split(': ');
  if (setting !== undefined) return isOnePhase ? setting : `${setting}, ${phase}`;
  return name.replace(/^(?:train|dataset|head|base\.input)\.(?=\w)/, '');
}

/** A run that changes becomes another object: what is told of the many that do not is made once. */
const told = new WeakMap<RunView, { readonly key: string; readonly run: PanelPastRun }>();

function pastRun(run: RunView, columns: readonly PanelSettingColumn[], now: Date): PanelPastRun {
  const key = [now.toDateString(), ...columns.map(({ name }) => name)].join('\n');
  const known = told.get(run);
  if (known?.key === key) return known.run;
  const made = madePastRun(run, columns, now);
  told.set(run, { key, run: made });
  return made;
}

function madePastRun(run: RunView, columns: readonly PanelSettingColumn[], now: Date): PanelPastRun {
  const { folder, name, starred, state, created, plan, result, seconds } = run;
  const judged = judgedOf(run);
  const set = settingsOfPlan(plan);
  return {
    ...{ folder, name, starred, state, created, resumable: mayResume(run), left: isLeft(run) },
    begun: momentText(new Date(created), now),
    validation: figuresOf(judged, 'validation', result?.validation.accuracy),
    test: figuresOf(judged, 'test', result?.test?.accuracy),
    loss: result?.validation.loss ?? null,
    seconds: Object.keys(seconds).length === 0 ? null : wholeSeconds(seconds, result?.rates),
    settings: columns.map((column) => set.get(column.name) ?? ''),
  };
}

function figuresOf(
  judged: readonly JudgedImages[],
  set: JudgedImages['set'],
  share: number | undefined,
): PanelFigures | null {
  const found = judged.find((one) => one.set === set);
  return found && share !== undefined
    ? { count: resultCount(found), share, sentence: resultSentence(found) }
    : null;
}
