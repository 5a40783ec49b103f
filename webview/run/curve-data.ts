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
  readonly dashed: boolean;
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

/** The current run's training (dashed) and validation; of the others the validation alone, to stay readable. */
export function seriesOf(curves: readonly RunCurves[], measure: Measure): readonly CurveSeries[] {
  const length = Math.max(0, ...curves.map(({ epochs }) => epochs.length));
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
      others += 1;
      return [{ name, color, dashed: false, values: validation }];
    }
    const training = padded(epochs, (epoch) => (measure === 'loss' ? epoch.loss : epoch.accuracy));
    return [
      { name: 'validation', color: ownColor, dashed: false, values: validation },
      { name: 'training', color: ownColor, dashed: true, values: training },
    ];
  });
}

/** The epochs after which another phase or start begins, counted from 1 over all phases. */
export function phaseEnds(curves: readonly RunCurves[]): readonly number[] {
  const epochs = curves.find(({ current }) => current)?.epochs ?? [];
  return epochs.flatMap((epoch, index) => {
    const next = epochs[index + 1];
    return next && (next.phase !== epoch.phase || next.start !== epoch.start) ? [index + 1] : [];
  });
}
