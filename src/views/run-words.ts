import type { PlanPhase } from '../design/plan';
import { phasesOf } from '../design/plan/plan-reading';
import { duration, plain } from '../design/words/number-text';
import { epochFigures, resultSentence } from '../design/words/result-words';
import { stateWord } from '../shared/run-record';
import { epochsOf, judgedOf, type RunView } from './run-view';

/** What a run is doing, in a few words: for the status bar and the notification. */
export function doingWords(run: RunView): string {
  const last = run.epochs.at(-1);
  const { progress } = run;
  if (progress && progress.stage !== 'train' && progress.done < progress.total) {
    return `${progress.stage} ${progress.done} of ${progress.total}${leftWords(progress.secondsLeft)}`;
  }
  if (!last) return progress ? progress.stage : 'starting';
  return `epoch ${last.epoch} of ${epochsOf(last)}, ${epochFigures(last)}${leftWords(last.secondsLeft)}`;
}

/** How a run stands, for lists. */
export function standingWords(run: RunView): string {
  return run.madeHere ? ownStanding(run) : `${ownStanding(run)}, not made here or changed since`;
}

function ownStanding(run: RunView): string {
  const [first] = judgedOf(run);
  if (run.state === 'finished' && first) return resultSentence(first);
  if (run.state === 'running') return doingWords(run);
  return stateWord(run.state);
}

/** The share of the run that is done, 0 to 1, of the phases' epochs at most; for a progress bar. */
export function doneShare(run: RunView): number {
  const last = run.epochs.at(-1);
  if (!last) return 0;
  const sum = (phases: readonly PlanPhase[]) => phases.reduce((total, { epochs }) => total + epochs, 0);
  const phases = phasesOf(run.plan, last.start);
  const earlier = sum(phases.slice(0, last.phase - 1));
  const total = earlier + epochsOf(last) + sum(phases.slice(last.phase));
  return Math.min(1, (earlier + last.epoch) / total);
}

function leftWords(seconds: number | null): string {
  return seconds === null ? '' : `, ${plain(duration(seconds))} left`;
}
