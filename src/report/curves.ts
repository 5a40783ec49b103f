import type { Start } from '../design/config';
import type { EpochEvent, RunResult } from '../shared/run-events';

/** One start's epochs in a row, through all its phases. Positions count from 1. */
export interface Curve {
  readonly start: Start;
  /** Whether the run's result comes from this start. */
  readonly kept: boolean;
  readonly epochs: readonly EpochEvent[];
  readonly phases: readonly CurvePhase[];
  /** The position of the epoch whose weights were kept; null where no epoch was a best one. */
  readonly best: number | null;
}

export interface CurvePhase {
  readonly phase: number;
  /** Positions of its first and last epoch. */
  readonly first: number;
  readonly last: number;
}

/** The curves of each start that ran, the kept one first. */
export function curvesOf(
  epochs: readonly EpochEvent[],
  result: RunResult | undefined,
  otherResult: RunResult | undefined,
): readonly Curve[] {
  const starts = [...new Set(epochs.map((epoch) => epoch.start))];
  return starts
    .map((start) => {
      const own = epochs.filter((epoch) => epoch.start === start);
      const of = [result, otherResult].find((each) => each?.start === start);
      return {
        start,
        kept: result?.start === start,
        epochs: own,
        phases: phasesIn(own),
        best: bestPosition(own, of),
      };
    })
    .sort((a, b) => Number(b.kept) - Number(a.kept));
}

function phasesIn(epochs: readonly EpochEvent[]): readonly CurvePhase[] {
  const numbers = [...new Set(epochs.map((epoch) => epoch.phase))];
  return numbers.map((phase) => ({
    phase,
    first: epochs.findIndex((epoch) => epoch.phase === phase) + 1,
    last: epochs.findLastIndex((epoch) => epoch.phase === phase) + 1,
  }));
}

function bestPosition(epochs: readonly EpochEvent[], result: RunResult | undefined): number | null {
  const index = result
    ? epochs.findIndex((epoch) => epoch.phase === result.phase && epoch.epoch === result.epoch)
    : epochs.findLastIndex((epoch) => epoch.best);
  return index === -1 ? null : index + 1;
}
