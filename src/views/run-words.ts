import type { PlanPhase } from '../design/plan';
import { phasesOf } from '../design/plan/plan-reading';
import { count, duration, plain } from '../design/words/number-text';
import { epochFigures, resultSentence } from '../design/words/result-words';
import type { Stage } from '../shared/run-events';
import { stateWord } from '../shared/run-record';
import { secondsLeft } from './estimate';
import { clusterHost, epochsOf, isLeft, judgedOf, type RunView } from './run-view';

const stageWords: Readonly<Record<Stage, string>> = {
  'read images': 'reading the images',
  'hand over': 'handing over to the cluster’s bucket',
  'wait for the cluster': 'waiting for the cluster',
  'start the job': 'starting the job on the cluster',
  'wait for workers': 'waiting for workers of the cluster',
  'wait for the result': 'waiting until the result can be seen from here',
  'start the workers': 'starting the workers on the cluster',
  'frozen prefix': 'computing the frozen part, once per image',
  train: 'training',
  'take back in MB': 'fetching the result from the cluster’s bucket, in MB',
  evaluate: 'evaluating on held-back images',
  save: 'saving the model',
  prove: 'checking that frozen stayed frozen',
};

/** What a run is doing and how long that still takes, in a few words, the same wherever they are shown. */
export function doingWords(run: RunView): string {
  const last = run.epochs.at(-1);
  const { progress, stopping } = run;
  if (stopping) return run.cluster ? 'stopping the job on the cluster' : 'stopping after the batch at hand';
  if (progress && progress.stage !== 'train' && progress.done < progress.total) {
    const stage = `${stageWords[progress.stage]}: ${count(progress.done)} of ${count(progress.total)}`;
    return `${stage}${leftWords(secondsLeft(run))}`;
  }
  if (!last) return progress ? stageWords[progress.stage] : 'starting';
  const epoch = `epoch ${count(last.epoch)} of ${count(epochsOf(last))}, ${epochFigures(last)}`;
  return `${epoch}${leftWords(secondsLeft(run))}`;
}

/** The share that is done of what `doingWords` tells of, 0 to 1; null while nothing tells. */
export function shownShare(run: RunView): number | null {
  const { progress, epochs } = run;
  if (progress && progress.stage !== 'train') return progress.done / Math.max(1, progress.total);
  return epochs.length > 0 ? doneShare(run) : null;
}

/** How a run stands, for lists. */
export function standingWords(run: RunView): string {
  return run.madeHere ? ownStanding(run) : `${ownStanding(run)}, not made here or changed since`;
}

function ownStanding(run: RunView): string {
  const [first] = judgedOf(run);
  if (run.state === 'finished' && first) return resultSentence(first);
  if (run.state === 'running') return doingWords(run);
  if (run.cluster && isLeft(run)) {
    const how = run.state === 'failed' ? 'failed here, its job may go on' : 'still';
    return `${how} on the cluster at ${clusterHost(run.cluster)}`;
  }
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
