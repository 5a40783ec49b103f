import { count, figure, percent } from '../design/words/number-text';
import type { EpochEvent } from '../shared/run-events';
import type { Curve } from './curves';
import { roundTicks } from './ticks';

/** A measure that is drawn: what it is called, where its values stand and how they are written. */
export interface Measure {
  readonly name: 'Loss' | 'Accuracy';
  readonly training: (epoch: EpochEvent) => number;
  readonly validation: (epoch: EpochEvent) => number;
  readonly text: (value: number) => string;
  /** The vertical axis for these curves, bottom to top. */
  readonly axis: (curves: readonly Curve[]) => Axis;
}

export interface Axis {
  readonly ticks: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly label: (tick: number) => string;
}

export const loss: Measure = {
  name: 'Loss',
  training: (epoch) => epoch.loss,
  validation: (epoch) => epoch.validationLoss,
  text: figure,
  axis: (curves) => {
    const ticks = roundTicks(0, lossTop(curves), 5);
    return { ticks, low: 0, high: ticks.at(-1) ?? 1, label: count };
  },
};

export const accuracy: Measure = {
  name: 'Accuracy',
  training: (epoch) => epoch.accuracy,
  validation: (epoch) => epoch.validationAccuracy,
  text: percent,
  axis: () => ({ ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], low: 0, high: 1, label: percent }),
};

/**
 * The highest loss that the axis shows. One exploded epoch must not press all others onto the ground: where the
 * largest value is ten times the 90th percentile or more, the axis ends at twice that percentile.
 */
function lossTop(curves: readonly Curve[]): number {
  const values = curves
    .flatMap((curve) => curve.epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss]))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const largest = values.at(-1) ?? 1;
  const usual = values[Math.floor((values.length - 1) * 0.9)] ?? largest;
  return (usual > 0 && largest >= 10 * usual ? 2 * usual : largest) || 1;
}
