import { countText, durationText, percentText } from '../words/wording';
import type { StudiedImages, StudyLine, StudyResult } from './study';
import { type StudyFigure, studyFigures } from './study-figures';

/** `81 % (78–84 %)`: the mean of the seeds, and between which they lie; `–` where none is done. */
export function studyFigureText(figure: StudyFigure | undefined): string {
  if (figure === undefined) return '–';
  const { mean, low, high, seeds } = figure;
  if (seeds < 2) return percentText(mean);
  return `${percentText(mean)} (${percentText(low).replace(' %', '')}–${percentText(high)})`;
}

/** `31 of 48 trainings are done`. */
export function doneWords(result: StudyResult): string {
  const done = doneOf(result);
  const all = countText(result.trainings, 'training');
  return done === result.trainings ? `All ${all} are done` : `${done} of ${all} are done`;
}

export function doneOf({ yours, source }: StudyResult): number {
  return yours.outcomes.length + (source?.outcomes.length ?? 0);
}

/** What stands in a table of a study, a row for each depth; before them the random start. */
export interface StudyRow {
  readonly copied: number;
  /** The last copied layer; null where nothing is copied. */
  readonly layer: string | null;
  /** Frozen and fine-tuned, on the user's images and then on the base's own where these were studied. */
  readonly cells: readonly string[];
}

export function studyRows({ yours, source, depths }: StudyResult): readonly StudyRow[] {
  const sets = source ? [yours, source] : [yours];
  const cell = (images: StudiedImages, line: StudyLine, copied: number): string =>
    studyFigureText(studyFigures(images).find((one) => one.line === line && one.copied === copied));
  return [
    { copied: 0, layer: null, cells: sets.flatMap((images) => [cell(images, 'random', 0), '']) },
    ...depths.map(({ copied, layer }) => ({
      ...{ copied, layer },
      cells: sets.flatMap((images) => [cell(images, 'frozen', copied), cell(images, 'fine-tuned', copied)]),
    })),
  ];
}

/** What a study takes, before it is begun or gone on with. */
export function costWords(
  result: StudyResult,
  { seconds, isKnown }: { readonly seconds: number; readonly isKnown: boolean },
): string {
  const { depths, options, epochs, trainings } = result;
  const done = doneOf(result);
  const left = trainings - done;
  if (left === 0) return `${doneWords(result)}.`;
  const sets = result.source ? ', on your images and on the base’s own' : '';
  const what = `${countText(depths.length, 'depth')}, frozen and fine-tuned, and random weights, ${countText(options.seeds, 'seed')} each${sets}, at most ${countText(epochs, 'epoch')}`;
  const time = `${durationText(seconds)} at most${isKnown ? '' : '; that is a rough guess, for nothing was trained with this base here yet'}`;
  return done === 0
    ? `${countText(trainings, 'training')} (${what}): ${time}.`
    : `${doneWords(result)} (${what}); what is left: ${time}.`;
}
