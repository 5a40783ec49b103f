import type { Scale, ScaleName } from '../config';
import type { ScaleMeasurement, ScaleTrial } from '../scale-measurement';
import { scaleNumbers } from './scale-numbers';

/** What the values of each channel of a tensor are like, over pictures and positions. */
export interface ChannelStatistics {
  readonly means: ArrayLike<number>;
  readonly variances: ArrayLike<number>;
}

/**
 * How far the values that a batch normalisation is given lie from those it was trained on: the mean over its channels
 * of ((μt − μs) / ss)² + (st / ss − 1)², where μs and ss are the mean and the deviation that the layer has stored, and
 * μt and st those of the values at hand. 0 where they are alike; 1 where the means lie a deviation apart, or all values
 * are the same. As the layer itself does, it adds `epsilon` to variances, so that channels that are always 0 count for
 * nothing. The stored statistics are used so in test-time adaptation, e.g. Schneider et al. 2020, arXiv 2006.16971.
 *
 * @returns NaN where there are no channels, or what was given is no number
 */
export function statisticsShift(
  given: ChannelStatistics,
  stored: ChannelStatistics,
  epsilon: number,
): number {
  let total = 0;
  for (let channel = 0; channel < stored.means.length; channel += 1) {
    const deviation = Math.sqrt(Number(stored.variances[channel]) + epsilon);
    const away = (Number(given.means[channel]) - Number(stored.means[channel])) / deviation;
    const wider = Math.sqrt(Number(given.variances[channel]) + epsilon) / deviation - 1;
    total += away ** 2 + wider ** 2;
  }
  return total / stored.means.length;
}

/** A scale that fits, with what it was preferred to. */
export interface ScaleFit {
  readonly scale: ScaleName;
  readonly shift: number;
  readonly next: { readonly scale: ScaleName; readonly shift: number };
}

/**
 * On fewer pictures, of less contrast (the deviation of all their values, 0 to 255), with a larger shift, or with another scale not so many times worse nothing is said. Pictures unlike
 * those that a base was trained on (drawings, digits, dark or washed-out photographs) move the statistics about as much
 * as a wrong scale does, so only pictures that the base is at home with can tell. Washed-out ones are by -1..1 what
 * ordinary ones, which have a contrast of 60 to 90, are by 0..1. More pictures tell hardly more. docs/using.md has the trials.
 */
export const fitLimits = {
  pictures: 16,
  contrast: 45,
  shift: 0.25,
  timesWorse: 3.5,
  timesWorseStated: 5,
} as const;

/** The one of the usual scales that fits the base, if it can be told. */
export function fittingScale({ pictures, trials }: ScaleMeasurement): ScaleFit | undefined {
  const named = trials
    .filter((trial): trial is ScaleTrial & { readonly scale: ScaleName } => typeof trial.scale === 'string')
    .sort((one, other) => one.shift - other.shift);
  const [best, next] = named;
  if (pictures < fitLimits.pictures || best === undefined || next === undefined) return undefined;
  const isClear = best.shift <= fitLimits.shift && next.shift >= fitLimits.timesWorse * best.shift;
  return isClear ? { ...best, next } : undefined;
}

/** Whether a scale that the file says is plainly another one: it is not doubted as soon as one that nobody says. */
export function contradicts(shift: number, fit: ScaleFit): boolean {
  return shift >= fitLimits.timesWorseStated * fit.shift;
}

/** The shift by a scale; infinite where it was tried and gave no finite number. */
export function shiftBy({ trials }: ScaleMeasurement, scale: Scale): number {
  const tried = trials.find((trial) => JSON.stringify(trial.scale) === JSON.stringify(scale));
  return tried?.shift ?? Number.POSITIVE_INFINITY;
}

/** The scales that are tried: the usual ones, and what the file says, if that is another one. */
export function scalesToTry(stated: Scale | undefined): readonly Scale[] {
  const usual = Object.keys(scaleNumbers) as ScaleName[];
  return typeof stated === 'object' ? [...usual, stated] : usual;
}
