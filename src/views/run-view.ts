import type { Plan } from '../design/plan';
import { count } from '../design/words/number-text';
import { epochFigures, type JudgedImages, resultSentence } from '../design/words/result-words';
import { mayHelpToResume } from '../launch/runs/resume-run';
import { judgedImages } from '../shared/judged-images';
import type { EpochEvent, ProgressEvent, RunEvent, RunResult } from '../shared/run-events';
import { noLabel, type RunLabel, runNames } from '../shared/run-name';
import {
  canResume,
  isLeftToCluster,
  type RunCluster,
  type RunRecord,
  type RunState,
} from '../shared/run-record';

/** What is known of a run, for everything that shows it. */
export interface RunView extends RunLabel {
  readonly folder: string;
  /** As it is called wherever it is shown, among the others of its project. */
  readonly name: string;
  /** When it began, as its record has it. */
  readonly created: string;
  /** The file that was run, absolute. */
  readonly file: string;
  readonly plan: Plan;
  /** Null where it trains on this machine. */
  readonly cluster: RunCluster | null;
  /** Whether that was given a job of it whose end was not seen. */
  readonly hasOpenJob: boolean;
  readonly state: RunState;
  /** Whether it was asked here to stop, and has not yet. */
  readonly stopping: boolean;
  /** False where its record is not this user's own, or was changed since: it is shown and not gone on with. */
  readonly madeHere: boolean;
  /** Whether its folder has a trained model. */
  readonly hasModel: boolean;
  /** Those that count: a resumed run repeats the ones after its checkpoint. */
  readonly epochs: readonly EpochEvent[];
  readonly progress: ProgressEvent | null;
  readonly announcement: string;
  readonly failure: string | null;
  /** The code of why it failed; null where it has not. */
  readonly failureCode: string | null;
  readonly result: RunResult | null;
  /** By stage; empty before the end. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** A run as its folder tells of it; `state` is what its lock tells. */
export function runOf(
  folder: string,
  record: RunRecord,
  epochs: readonly EpochEvent[],
  state: RunState,
  {
    madeHere = true,
    hasModel = state === 'finished',
    hasOpenJob = false,
    label = noLabel,
  }: {
    readonly madeHere?: boolean;
    readonly hasModel?: boolean;
    readonly hasOpenJob?: boolean;
    readonly label?: RunLabel;
  } = {},
): RunView {
  const run = {
    ...label,
    madeHere,
    hasModel,
    folder,
    name: '',
    created: record.created,
    file: record.file,
    plan: record.plan,
    cluster: record.cluster ?? null,
    hasOpenJob,
    state,
    stopping: false,
    epochs,
    progress: null,
    announcement: endWords(state, record, epochs, hasOpenJob),
    // A run that goes on again has not failed yet.
    failure: state === 'failed' ? (record.failure?.message ?? null) : null,
    failureCode: state === 'failed' ? (record.failure?.code ?? null) : null,
    result: record.result ?? null,
    seconds: record.seconds ?? record.result?.seconds ?? {},
  };
  return withNames([run], new Date())[0] ?? run;
}

/** The runs of one list, each called as it is to be among them. Those whose names stay are the same objects. */
export function withNames(runs: readonly RunView[], now: Date): readonly RunView[] {
  const names = runNames(runs, now);
  return runs.map((run, index) => {
    const name = names[index] ?? '';
    return name === run.name ? run : { ...run, name };
  });
}

/** Whether a run can be gone on with, as far as it tells itself. */
export function mayResume({ state, madeHere, failureCode }: RunView): boolean {
  return canResume(state) && madeHere && (failureCode === null || mayHelpToResume(failureCode));
}

/** Whether a run goes on as a job on a cluster, and nothing here follows it. */
export function isLeft({ state, hasOpenJob }: Pick<RunView, 'state' | 'hasOpenJob'>): boolean {
  return isLeftToCluster(state, hasOpenJob);
}

/** Of a cluster, as people know it: `127.0.0.1:8265`. */
export function clusterHost({ address }: Pick<RunCluster, 'address'>): string {
  try {
    return new URL(address).host;
  } catch {
    // Of a record that somebody has changed.
    return address.slice(0, 100);
  }
}

/** What was last said of a run that has ended, so that it can still be read when the run is found again. */
function endWords(
  state: RunState,
  record: RunRecord,
  epochs: readonly EpochEvent[],
  hasOpenJob: boolean,
): string {
  if (state === 'finished' && record.result) return finishedWords(record.result, record.plan, epochs);
  const { cluster } = record;
  if (state === 'failed') {
    const failed = failureWords(record.failure?.message ?? '');
    return cluster && isLeftToCluster(state, hasOpenJob) ? `${failed} ${openWords(cluster)}` : failed;
  }
  if (cluster && isLeftToCluster(state, hasOpenJob)) return leftWords(cluster, epochs.at(-1));
  if (state === 'interrupted') return interruptedWords(epochs.at(-1));
  return state === 'stopped' ? stoppedWords(epochs.at(-1)?.epoch ?? 0) : '';
}

/** The run after more events. Its epochs are copied once, however many there are. */
export function afterEvents(run: RunView, events: readonly RunEvent[]): RunView {
  let epochs = [...run.epochs];
  let after = run;
  for (const event of events) {
    if (event.event === 'epoch') {
      epochs = withoutRepeated(epochs, event);
      epochs.push(event);
    }
    after = afterEvent({ ...after, epochs }, event);
  }
  return after;
}

/** A resumed run tells epochs again after its checkpoint: those told before go. The same list where there are none. */
function withoutRepeated(epochs: EpochEvent[], next: EpochEvent): EpochEvent[] {
  const last = epochs.findLast(({ start }) => start === next.start);
  return !last || isBefore(last, next) ? epochs : epochs.filter((known) => isBefore(known, next));
}

function isBefore({ start, phase, epoch }: EpochEvent, next: EpochEvent): boolean {
  return start !== next.start || phase < next.phase || (phase === next.phase && epoch < next.epoch);
}

function afterEvent(run: RunView, event: RunEvent): RunView {
  switch (event.event) {
    case 'started': {
      const announcement = event.resumed ? 'Training goes on.' : 'Training has begun.';
      return { ...run, state: 'running', stopping: false, failure: null, failureCode: null, announcement };
    }
    case 'progress':
      return { ...run, progress: event };
    case 'phase': {
      const words = `Phase ${event.phase} of ${event.phases} trains ${count(event.trainableParams)} weights.`;
      return { ...run, announcement: words };
    }
    case 'epoch':
      return { ...run, progress: trainingProgress(event), announcement: epochWords(event) };
    case 'fallback':
      return { ...run, announcement: event.message };
    case 'finished': {
      const { result } = event;
      const seconds = result.seconds;
      return {
        ...run,
        state: 'finished',
        hasModel: true,
        stopping: false,
        progress: null,
        result,
        seconds,
        announcement: finishedWords(result, run.plan, run.epochs),
      };
    }
    case 'failed':
      return {
        ...run,
        state: 'failed',
        stopping: false,
        progress: null,
        failure: event.message,
        failureCode: event.code,
        announcement: failureWords(event.message),
      };
    case 'stopped': {
      const announcement = stoppedWords(event.epoch);
      return { ...run, state: 'stopped', stopping: false, progress: null, announcement };
    }
    case 'cache':
    case 'warning':
      return run;
  }
}

/** Training tells its progress by its epochs alone. */
function trainingProgress(event: EpochEvent): ProgressEvent {
  const { epoch: done, secondsLeft } = event;
  return { event: 'progress', stage: 'train', done, total: epochsOf(event), secondsLeft };
}

/** Small data may need more epochs than the plan names to come to its least number of steps. */
export function epochsOf({ epoch, epochs }: EpochEvent): number {
  return Math.max(epoch, epochs);
}

function interruptedWords(last: EpochEvent | undefined): string {
  const where = last ? `after epoch ${last.epoch}` : 'before the first epoch was done';
  return `Interrupted ${where}: its process ended without a word. Resume goes on from its last checkpoint.`;
}

/** Closing an editor ends nothing; whatever ended the process here (a restart, say) left the job where it is. */
function leftWords(cluster: RunCluster, last: EpochEvent | undefined): string {
  const since = last ? `since epoch ${last.epoch}` : 'since before its first epoch';
  return `Still on the cluster at ${clusterHost(cluster)}; nothing here follows it ${since}. Follow shows how far it is, and fetches the result.`;
}

/** What failed is what followed it here. */
function openWords(cluster: RunCluster): string {
  return `Its job may go on on the cluster at ${clusterHost(cluster)}. Follow looks for it, and fetches the result.`;
}

function epochWords(event: EpochEvent): string {
  return `Epoch ${event.epoch} of ${epochsOf(event)}: ${epochFigures(event)} on validation images.`;
}

function failureWords(reason: string): string {
  return `The run failed. ${reason}`.trimEnd();
}

/** @param epoch the last one that was done; 0 before the first */
function stoppedWords(epoch: number): string {
  return epoch === 0 ? 'Stopped before the first epoch was done.' : `Stopped after epoch ${epoch}.`;
}

function finishedWords(result: RunResult, { dataset }: Plan, epochs: readonly EpochEvent[]): string {
  const [first] = judgedImages(result, dataset, epochs);
  return first ? `Training has finished. ${resultSentence(first)}` : 'Training has finished.';
}

/** What a run's network said of test images, where there are any, and of validation images. */
export function judgedOf({ result, plan, epochs }: RunView): readonly JudgedImages[] {
  return result ? judgedImages(result, plan.dataset, epochs) : [];
}
