import type { Similarity } from '../config';
import type { GrowthPoint, MeasuredCut, Measurement } from '../measurement';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { percentText } from '../words/wording';
import { figureText } from './measured-words';
import { shiftText } from './shift-words';

/** An answer that figures give, or that they give none. */
export const noDifference = 'no measurable difference';

export interface MeasuredAnswers {
  readonly cut: {
    /** The deepest cut that is next to nothing behind the best. */
    readonly layer: string;
    readonly accuracy: number;
    readonly error: number;
    readonly text: string;
  };
  readonly similarity: {
    readonly answer: Similarity | typeof noDifference;
    /** How much more accurate the best cut is than the last one before the classifier, and the standard error of that. */
    readonly value: number;
    readonly error: number;
    readonly text: string;
    /** The shift of what batch normalisations are given, as a sentence, where there is any. */
    readonly evidence?: string;
  };
  readonly more: {
    readonly answer: 'more images help' | typeof noDifference;
    /** By how much accuracy rose from half of the images to all of them, and the standard error of that. */
    readonly slope: number;
    readonly error: number;
    readonly text: string;
  };
}

/** @returns undefined where no cut was measured */
export function measuredAnswers(measurement: Measurement): MeasuredAnswers | undefined {
  const { cuts, growth, majority, shift } = measurement;
  const best = cuts.reduce<MeasuredCut | undefined>(
    (most, cut) => (most === undefined || cut.accuracy > most.accuracy ? cut : most),
    undefined,
  );
  const last = cuts.at(-1);
  if (best === undefined || last === undefined) return undefined;
  const evidence = shiftText(shift);
  const { deeperErrors } = thresholds;
  const chosen =
    cuts.findLast(({ behindBest, behindBestError }) => behindBest <= deeperErrors * behindBestError) ?? best;
  return {
    cut: cutAnswer(chosen, best, majority),
    similarity: { ...similarityAnswer(best, last), ...(evidence === undefined ? {} : { evidence }) },
    more: moreAnswer(growth),
  };
}

function cutAnswer(chosen: MeasuredCut, best: MeasuredCut, majority: number): MeasuredAnswers['cut'] {
  const { layer, accuracy, error } = chosen;
  const against =
    accuracy - thresholds.certainErrors * error <= majority
      ? ` That is hardly more than always saying the largest class (${percentText(majority)}): none of the cuts tells these classes apart.`
      : '';
  const beside =
    chosen === best
      ? 'No cut does better'
      : `${best.layer} does no better by more than chance (${figureText(best)})`;
  return {
    ...{ layer, accuracy, error },
    text: `Cut after ${layer}: a linear head there is right about ${figureText(chosen)} of the images, each left out in turn. ${beside}.${against}`,
  };
}

function similarityAnswer(best: MeasuredCut, last: MeasuredCut): MeasuredAnswers['similarity'] {
  const { behindBest: value, behindBestError: error } = last;
  const answer =
    value > thresholds.certainErrors * error ? 'different' : value <= error ? 'similar' : noDifference;
  const text = {
    similar: `The last features of the base, after ${last.layer}, tell your classes apart as well as any: your images are like those it was trained on.`,
    different: `Features after ${best.layer} tell your classes apart better than the base's last ones, by ${percentText(value)} ± ${percentText(error)}: your images are unlike those it was trained on.`,
    [noDifference]: `The base's last features are behind those after ${best.layer} by ${percentText(value)} ± ${percentText(error)}: too little to say whether your images are like those it was trained on.`,
  }[answer];
  return { answer, value, error, text };
}

function moreAnswer(growth: readonly GrowthPoint[]): MeasuredAnswers['more'] {
  const [half, all] = growth.slice(-2);
  if (half === undefined || all === undefined)
    return {
      answer: noDifference,
      slope: 0,
      error: 0,
      text: 'There are too few images to tell whether more would help.',
    };
  const slope = all.accuracy - half.accuracy;
  const error = Math.hypot(all.error, half.error);
  const from = `from ${percentText(half.accuracy)} with ${count(half.images)} to ${percentText(all.accuracy)} with ${count(all.images)} images`;
  return slope > error
    ? {
        answer: 'more images help',
        slope,
        error,
        text: `More images would help: accuracy still climbs, ${from}.`,
      }
    : {
        answer: noDifference,
        slope,
        error,
        text: `More images would not measurably help a head on these features: ${from}.`,
      };
}
