import type { TrialRules } from '../design/images/trial-images';
import type { DrawnMeasurement } from '../design/measurement';
import type { Plan } from '../design/plan';
import type { Severity } from '../design/problem';
import { isOnGpu } from './engines';
import type { EngineNames, RunResult } from './run-events';

/** Of `run.json`; the first one held absolute paths. */
export const recordFormat = 2;

/**
 * `run.json`: what a run is, written by whoever starts it and completed by the run's process. Paths are absolute here;
 * on disk they lead from the project's folder (`disk/runs/record-paths.ts`).
 */
export interface RunRecord {
  readonly format: typeof recordFormat;
  readonly name: string;
  readonly state: RecordedState;
  readonly created: string;
  /** The file that was run. */
  readonly file: string;
  /** The text of that file when the run began, with the settings of the call in it. */
  readonly text: string;
  /** What the call set over the file, as it was typed: `train.batchSize=16`. */
  readonly settings?: readonly string[];
  readonly plan: Plan;
  /** Of a run that only tries the plan out, to be compared with other trials; its test images are those it is judged by. */
  readonly trial?: TrialRules;
  /** The warnings and notes that stood when the run began. */
  readonly problems?: readonly { readonly severity: Severity; readonly message: string }[];
  /** What was measured of base and images when the run began, and still held. */
  readonly measured?: DrawnMeasurement;
  readonly base: RunBase;
  /** Where it trains, if not on this machine. */
  readonly cluster?: RunCluster;
  /** What its results and its job are called there, from the first job on, wherever the project is moved; see `storedName`. */
  readonly storedAs?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly engines?: EngineNames;
  readonly dataset?: RunDataset;
  readonly seconds?: Readonly<Record<string, number>>;
  /** The largest resident memory of the run's process. */
  readonly peakMemoryBytes?: number;
  /** The other start's result in case 4, where both ran. */
  readonly otherResult?: RunResult;
  readonly result?: RunResult;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** What a run's process has written down. One that was killed leaves `created` or `running` for ever. */
export type RecordedState = 'created' | 'running' | 'stopped' | 'failed' | 'finished';

/** How a run stands as its lock tells: `interrupted` if its process is gone without a word. */
export type RunState = RecordedState | 'interrupted';

/** How people are told of a state. @param hasOpenJob as `isLeftToCluster` */
export function stateWord(state: RunState, hasOpenJob = false): string {
  if (state === 'interrupted' && hasOpenJob) return 'on the cluster';
  return state === 'created' ? 'starting' : state;
}

/**
 * Whether a run that nothing here follows any more goes on all the same, as a job on a cluster, for all that is known: it may have
 * failed here alone, where the cluster did not answer.
 *
 * @param hasOpenJob whether a cluster was given a job of it whose end was not seen
 */
export function isLeftToCluster(state: RunState, hasOpenJob: boolean): boolean {
  return (state === 'interrupted' || state === 'failed') && hasOpenJob;
}

/** Whether a run in that state is doing something, or about to. */
export function isGoing(state: RunState): boolean {
  return state === 'created' || state === 'running';
}

/** Whether a run has computed anything on the GPU, so that it can only go on with the same bits where that is there. */
export function usedGpu({ engines }: Pick<RunRecord, 'engines'>): boolean {
  const names = engines ? [engines.features, ...(engines.phases ?? []).map(({ engine }) => engine)] : [];
  return names.some(isOnGpu);
}

/** Whether a run in that state can go on. */
export function canResume(state: RunState): boolean {
  return state === 'stopped' || state === 'failed' || state === 'interrupted';
}

/**
 * Where the run's process finds the base, which is verified against the fingerprint when read: by the path of its
 * first file or, where it comes with this program, by its name in the catalog, which each installation has elsewhere.
 */
export type RunBase = { readonly fingerprint: string } & (
  | { readonly modelFile: string }
  | { readonly catalog: string }
);

/** A cluster of Ray, and what a run may take of it. */
export interface RunCluster {
  /** Of its dashboard; see `clusterAddress`. */
  readonly address: string;
  /** A folder that this machine and all of the cluster's see by the same path, absolute; or `s3://bucket/prefix`. */
  readonly storage: string;
  /** Processes that train together. */
  readonly workers: number;
  /** Processors of each. */
  readonly cpus: number;
  /** GPUs of each: 0 or 1. */
  readonly gpus: number;
}

/** An image that could not be read, and why. */
export interface LeftOut {
  readonly file: string;
  /** A sentence that begins with "It". */
  readonly reason: string;
}

export interface RunDataset {
  /** sha256 over the sorted list of the images' own sha256 and classes. */
  readonly fingerprint: string;
  readonly trainImages: number;
  readonly validationImages: number;
  readonly testImages: number;
  readonly leftOut: readonly LeftOut[];
  /** The images were others when the run was interrupted: its epochs can't be compared with each other. */
  readonly changed?: true;
}
