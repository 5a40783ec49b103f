import { epochWork } from '../plan/plan-work';
import type { StudyOutcome, StudyTraining } from './study';

/** How fast trainings go. */
export interface StudyPace {
  /** For one multiply-add of the layers that are run, forwards and back. */
  readonly secondsAMultiplyAdd: number;
  /** What a training takes beside its epochs. */
  readonly secondsBeside: number;
  /** Nothing was trained here yet that tells. */
  readonly isGuess: boolean;
}

/** What two processor cores of these years do. */
export const guessedPace: StudyPace = { secondsAMultiplyAdd: 1e-10, secondsBeside: 2, isGuess: true };

/** A training of a study, and what came of it where it is done. */
export interface TimedTraining {
  readonly training: StudyTraining;
  /** The share of the plan's images that it trains on. */
  readonly share: number;
  readonly outcome: StudyOutcome | undefined;
}

/**
 * How long the trainings that are not done will take, in seconds: as long as the same did with another seed, else by what
 * they compute, each epoch that they may have; so it is less where trainings end early.
 */
export function secondsToGo(trainings: readonly TimedTraining[], before: StudyPace): number {
  const pace = paceOf(trainings) ?? before;
  return trainings
    .filter(({ outcome }) => outcome === undefined)
    .reduce((sum, one) => sum + (secondsOfSame(one, trainings) ?? secondsBy(pace, one)), 0);
}

/** Whether any of them tells how fast trainings go here. */
export function isPaceKnown(trainings: readonly TimedTraining[], before: StudyPace): boolean {
  return trainings.some(({ outcome }) => outcome !== undefined) || !before.isGuess;
}

function paceOf(trainings: readonly TimedTraining[]): StudyPace | undefined {
  const done = trainings.filter(({ outcome }) => outcome !== undefined);
  const work = sum(done.map((one) => workOf(one, (phase) => one.outcome?.phases[phase]?.epochs ?? 0)));
  if (work === 0) return undefined;
  const seconds = sum(done.map(({ outcome }) => sum((outcome?.phases ?? []).map((phase) => phase.seconds))));
  const all = sum(done.map(({ outcome }) => outcome?.seconds ?? 0));
  return {
    secondsAMultiplyAdd: seconds / work,
    secondsBeside: Math.max(0, all - seconds) / done.length,
    isGuess: false,
  };
}

function secondsOfSame(
  { training, share }: TimedTraining,
  all: readonly TimedTraining[],
): number | undefined {
  const same = all.flatMap(({ training: { line, copied }, share: other, outcome }) =>
    line === training.line && copied === training.copied && other === share && outcome
      ? [outcome.seconds]
      : [],
  );
  return same.length === 0 ? undefined : sum(same) / same.length;
}

function secondsBy({ secondsAMultiplyAdd, secondsBeside }: StudyPace, one: TimedTraining): number {
  const { phases } = one.training.plan;
  return secondsBeside + secondsAMultiplyAdd * workOf(one, (phase) => phases[phase]?.epochs ?? 0);
}

function workOf({ training: { plan }, share }: TimedTraining, epochsOf: (phase: number) => number): number {
  return sum(plan.phases.map((phase, index) => epochsOf(index) * share * epochWork(plan, phase)));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
