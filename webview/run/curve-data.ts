import type { EpochEvent } from '../../src/shared/run-events';

/** The epochs of one run, to be drawn as curves. */
export interface RunCurves {
  readonly folder: string;
  readonly name: string;
  readonly epochs: readonly EpochEvent[];
  /** The run that the region shows; the others lie over it for comparison. */
  readonly current: boolean;
}

export type Measure = 'loss' | 'accuracy';

export interface CurveSeries {
  readonly name: string;
  /** A theme variable. */
  readonly color: string;
  /** Lengths of strokes and gaps; none for a line without gaps. */
  readonly dashes: readonly number[];
  /** A value an epoch, from the first; null after the run's last. */
  readonly values: readonly (number | null)[];
}

const ownColor = '--vscode-charts-blue';
const otherColors = [
  '--vscode-charts-purple',
  '--vscode-charts-yellow',
  '--vscode-charts-green',
  '--vscode-charts-red',
  '--vscode-charts-orange',
];
const ownTraining = [4, 3];
/** Of those whose colour is another's already. */
const secondRound = [10, 3];

/** The current run's training (dashed) and validation; of the others the validation alone, to stay readable. */
export function seriesOf(curves: readonly RunCurves[], measure: Measure): readonly CurveSeries[] {
  const length = longestOf(curves);
  const padded = (epochs: readonly EpochEvent[], value: (epoch: EpochEvent) => number) =>
    Array.from({ length }, (_, index) => {
      const epoch = epochs[index];
      return epoch ? value(epoch) : null;
    });
  let others = 0;
  return curves.flatMap(({ name, epochs, current }): CurveSeries[] => {
    const validation = padded(epochs, (epoch) =>
      measure === 'loss' ? epoch.validationLoss : epoch.validationAccuracy,
    );
    if (!current) {
      const color = otherColors[others % otherColors.length] ?? ownColor;
      const dashes = others < otherColors.length ? [] : secondRound;
      others += 1;
      return [{ name, color, dashes, values: validation }];
    }
    const training = padded(epochs, (epoch) => (measure === 'loss' ? epoch.loss : epoch.accuracy));
    return [
      { name: 'validation', color: ownColor, dashes: [], values: validation },
      { name: 'training', color: ownColor, dashes: ownTraining, values: training },
    ];
  });
}

/** How many epochs the longest of them has. */
export function longestOf(curves: readonly RunCurves[]): number {
  return Math.max(0, ...curves.map(({ epochs }) => epochs.length));
}

/** The value at an epoch, counted from 1; the last one without an epoch. Null where the run has none there. */
export function valueAt({ values }: CurveSeries, epoch: number | null): number | null {
  if (epoch !== null) return values[epoch - 1] ?? null;
  return values.findLast((value) => value !== null) ?? null;
}

/** The epochs after which another phase or start begins, counted from 1 over all phases. */
export function phaseEnds(curves: readonly RunCurves[]): readonly number[] {
  const epochs = curves.find(({ current }) => current)?.epochs ?? [];
  return epochs.flatMap((epoch, index) => {
    const next = epochs[index + 1];
    return next && (next.phase !== epoch.phase || next.start !== epoch.start) ? [index + 1] : [];
  });
}
