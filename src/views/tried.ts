import path from 'node:path';
import { percent, plain } from '../design/words/number-text';
import { noneOfThese, weakWords } from '../design/words/weak-answers';
import type { ImageAnswer, Prediction } from '../shared/prediction';
import type { PanelTriedPicture, PanelTryIt } from '../shared/tried-pictures';
import type { RunView } from './run-view';

/** Pictures of one file's panel that were shown to models of its runs, or are about to be. */
export interface Tried {
  /** The folder of the run that the user chose; null for the newest. */
  readonly chosen: string | null;
  /** Counts the pictures, also those that are gone. */
  readonly count: number;
  readonly pictures: Readonly<Record<string, PanelTriedPicture>>;
  readonly trouble: string | null;
  readonly announcement: string;
}

export type Outcome = NonNullable<PanelTriedPicture['outcome']>;

export const noneTried: Tried = { chosen: null, count: 0, pictures: {}, trouble: null, announcement: '' };

/** The panel is sent them all when it is made anew. */
const mostPictures = 120;
/** More classes than anyone compares. */
const mostClasses = 20;

/**
 * Puts pictures in, each of which waits if nothing is known against it. The oldest go where there are too many. Of those
 * that come together the first has the largest number: it is answered first, and the newest stand first.
 *
 * @returns their numbers too, in the order in which they are given
 */
export function withWaiting(
  tried: Tried,
  run: string,
  given: readonly { readonly name: string; readonly error?: string }[],
): { readonly tried: Tried; readonly numbers: readonly string[] } {
  const numbers = given.map((_, index) => String(tried.count + given.length - 1 - index));
  const added = given.map(({ name, error }, index): readonly [string, PanelTriedPicture] => [
    numbers[index] ?? '',
    { name, run, outcome: error === undefined ? null : { error } },
  ]);
  const all = [...Object.entries(tried.pictures), ...added.reverse()];
  const pictures = Object.fromEntries(all.slice(-mostPictures));
  return { tried: { ...tried, count: tried.count + given.length, pictures, trouble: null }, numbers };
}

/** What a model says of a picture, or why nothing. One that is gone meanwhile stays gone. */
export function withOutcome(tried: Tried, number: string, outcome: Outcome): Tried {
  const waiting = tried.pictures[number];
  if (!waiting || waiting.outcome !== null) return tried;
  return {
    ...tried,
    pictures: { ...tried.pictures, [number]: { ...waiting, outcome } },
    announcement: `${waiting.name}: ${outcomeWords(outcome)}`,
  };
}

/** Those of these that still wait are given up. */
export function withoutWaiting(tried: Tried, numbers: readonly string[], error: string): Tried {
  return numbers.reduce((before, number) => withOutcome(before, number, { error }), tried);
}

export function waitingOf({ pictures }: Tried): readonly string[] {
  return Object.entries(pictures).flatMap(([number, { outcome }]) => (outcome === null ? [number] : []));
}

/** What the panel shows of a prediction. */
export function outcomeOf(prediction: Prediction): Outcome {
  if ('error' in prediction) return { error: `Can't be read: ${prediction.error}` };
  const { probabilities, picture, weak, weakBelow, concern } = prediction;
  const ranked = Object.entries(probabilities).sort(([, one], [, other]) => other - one);
  return {
    picture: picture ?? null,
    says: answerWords(prediction),
    why: weak && weakBelow !== undefined ? weakWords(weakBelow) : null,
    classes: ranked.slice(0, mostClasses),
    others: Math.max(0, ranked.length - mostClasses),
    concern: concern ?? null,
  };
}

/** `cat, 92 %`, or `None of these`. */
function answerWords({ label, probability, weak }: ImageAnswer): string {
  return weak ? noneOfThese : `${label}, ${plain(percent(probability))}`;
}

/** In a few words: `dog, 92 %`. */
export function outcomeWords(outcome: Outcome): string {
  return 'error' in outcome ? outcome.error : outcome.says;
}

/** The run whose model is asked: the one that was chosen, if it is there, else the newest finished one that has a model. */
export function runToTry(runs: readonly RunView[], chosen: string | null): RunView | undefined {
  const finished = runs.filter(({ state }) => state === 'finished');
  const newest = finished.find(({ hasModel }) => hasModel) ?? finished[0];
  return finished.find(({ folder }) => folder === chosen) ?? newest;
}

/** Why a run's model can't be asked, as far as its folder shows; null where nothing does. */
export function modelMissing({
  name,
  folder,
  hasModel,
}: Pick<RunView, 'name' | 'folder' | 'hasModel'>): string | null {
  if (hasModel) return null;
  return `The model of ${name} is gone: there is none in ${path.join(folder, 'model')}. Put it back, choose another run in History, or train again.`;
}

/** What the panel shows of it all; null while no run has finished. */
export function tryItOf(runs: readonly RunView[], tried: Tried): PanelTryIt | null {
  const run = runToTry(runs, tried.chosen);
  if (!run) return null;
  const { folder, name } = run;
  const newest = runToTry(runs, null);
  return {
    ...{ folder, name },
    newest: newest && newest !== run ? newest.folder : null,
    refused: modelMissing(run),
    trouble: tried.trouble,
    caution: run.madeHere
      ? null
      : 'This run was not made by you on this machine, or was changed since: whoever made it decides what its model answers.',
    waiting: waitingOf(tried).length,
    announcement: tried.announcement,
    pictures: tried.pictures,
  };
}
