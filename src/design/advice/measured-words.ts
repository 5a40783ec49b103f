import type { DrawnMeasurement, MeasuredCut, MeasuredThing, Measurement } from '../measurement';
import { count } from '../words/number-text';
import { countText, joined, percentText } from '../words/wording';
import type { MeasuredAnswers } from './measured-answers';

// How people are told of a measurement: the one place for these words, which panel, terminal and report share.

/** `73 % ± 5 %`. */
export function figureText({ accuracy, error }: Pick<MeasuredCut, 'accuracy' | 'error'>): string {
  return `${percentText(accuracy)} ± ${percentText(error)}`;
}

/** The answers in full sentences, in the order in which they are of use. */
export function answerSentences({ cut, similarity, more }: MeasuredAnswers): readonly string[] {
  const { text, evidence } = similarity;
  return [cut.text, text, ...(evidence === undefined ? [] : [evidence]), more.text];
}

/** On what it was measured, as a sentence without its beginning and end: `measured on 500 of your 1,200 training pictures`. */
export function drawnWords({ measurement, trainingImages }: DrawnMeasurement): string {
  const { images, unreadable } = measurement;
  const all = countText(trainingImages, 'training picture');
  const drawn = images >= trainingImages ? `all of your ${all}` : `${count(images)} of your ${all}`;
  const left = unreadable === 0 ? '' : `; ${countText(unreadable, 'more', 'more')} could not be read`;
  return `measured on ${drawn}${left}`;
}

/** What chance and habit would be right about, beside which the figures of the cuts are read. */
export function againstWords({ classes, majority }: Pick<Measurement, 'classes' | 'majority'>): string {
  return `Guessing is right about ${percentText(1 / classes)}, saying the largest class always about ${percentText(majority)}.`;
}

const changedWords: Readonly<Record<MeasuredThing, string>> = {
  base: 'base',
  images: 'pictures',
  settings: 'settings in the file',
};

/** Why a measurement may not hold any more: `stale, measured before your pictures changed`. */
export function staleWords(changed: readonly MeasuredThing[]): string {
  const things = joined(
    changed.map((thing) => changedWords[thing]),
    'and',
  );
  return `stale, measured before your ${things} changed`;
}
