import { eventComplaint } from './run-event-checks';

/** What a run process tells whoever follows it: one JSON object a line in the run folder's `events.jsonl`. */
export type RunEvent = { readonly time: string } & RunEventBody;

export type RunEventBody =
  | StartedEvent
  | ProgressEvent
  | CacheEvent
  | PhaseEvent
  | EpochEvent
  | WarningEvent
  | FallbackEvent
  | FinishedEvent
  | FailedEvent
  | StoppedEvent;

export interface StartedEvent {
  readonly event: 'started';
  readonly run: string;
  readonly resumed: boolean;
  readonly processId: number;
  /** As far as they are known before the base is: the record says which ones it were in the end. */
  readonly engines: EngineNames;
  /** Where it trains, if not on this machine. */
  readonly cluster?: StartedCluster;
}

export interface StartedCluster {
  /** With its port. */
  readonly host: string;
  readonly workers: number;
}

/**
 * Which engine computed the frozen layers' outputs and the answers that were judged and proved, and which one trained; with
 * versions, e.g. `tfjs-node 4.22.0`.
 */
export interface EngineNames {
  readonly features: string;
  readonly training: string;
  /** Of a run that was to try the GPU: which one trained each phase. */
  readonly phases?: readonly PhaseEngine[];
}

export interface PhaseEngine {
  readonly start: 'pretrained' | 'random';
  /** From 1. */
  readonly phase: number;
  readonly engine: string;
}

/** What trained, in words: one engine, or one for each phase. */
export function trainedWith({ training, phases = [] }: EngineNames): string {
  const [first = training, ...others] = new Set(phases.map(({ engine }) => engine));
  if (others.length === 0) return first;
  return phases
    .map(({ start, phase, engine }) => {
      return `${engine} (phase ${phase}${start === 'random' ? ' from random weights' : ''})`;
    })
    .join(' and ');
}

export type Stage =
  | 'read images'
  | 'hand over'
  | 'wait for the cluster'
  | 'start the job'
  | 'wait for workers'
  | 'wait for the result'
  | 'frozen prefix'
  | 'start the workers'
  | 'train'
  | 'take back in MB'
  | 'evaluate'
  | 'save'
  | 'prove';

export interface ProgressEvent {
  readonly event: 'progress';
  readonly stage: Stage;
  /** Of `total`; where that is 0, and nothing can be counted, the seconds that it has taken so far. */
  readonly done: number;
  readonly total: number;
  /** An estimate from the pace so far; null while there is none. */
  readonly secondsLeft: number | null;
}

/** Told once a prefix, when all its outputs are on disk. */
export interface CacheEvent {
  readonly event: 'cache';
  readonly phase: number;
  readonly cut: string;
  /** Outputs found on disk and outputs computed now; an image with views has one for each view. */
  readonly reused: number;
  readonly computed: number;
  /** Image files that had to be decoded. */
  readonly decoded: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The engine whose outputs they are; left out where they are decoded pixels. */
  readonly engine?: string;
  /** They were made and are kept on a cluster. */
  readonly onCluster?: true;
}

export interface PhaseEvent {
  readonly event: 'phase';
  /** From 1. */
  readonly phase: number;
  readonly phases: number;
  readonly start: 'pretrained' | 'random';
  readonly trainable: readonly string[];
  readonly trainableParams: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** What trains it, where that was chosen for this phase. */
  readonly engine?: string;
}

export interface EpochEvent {
  readonly event: 'epoch';
  readonly start: 'pretrained' | 'random';
  readonly phase: number;
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** How many validation images that is a share of. */
  readonly validationImages: number;
  /** Whether this epoch has the phase's best validation loss so far. */
  readonly best: boolean;
  readonly seconds: number;
  readonly secondsLeft: number | null;
}

export interface WarningEvent {
  readonly event: 'warning';
  readonly code: string;
  readonly message: string;
  /** All the images that it is about, where the message names the first few; ten thousand at most. */
  readonly images?: readonly ToldImage[];
}

export interface ToldImage {
  readonly file: string;
  readonly reason?: string;
  readonly side?: string;
  readonly class?: string;
  /** Images of the same number are copies of one picture. */
  readonly picture?: number;
}

/** Case 4: what became of the pretrained start, and what is done about it. */
export interface FallbackEvent {
  readonly event: 'fallback';
  readonly message: string;
}

export interface FinishedEvent {
  readonly event: 'finished';
  readonly result: RunResult;
}

export interface FailedEvent {
  readonly event: 'failed';
  readonly code: string;
  /** What went wrong, where, and what to do. */
  readonly message: string;
}

/** The user stopped it; it can be resumed. */
export interface StoppedEvent {
  readonly event: 'stopped';
  readonly epoch: number;
}

/** How a model did on a set of images. */
export interface Evaluation {
  readonly images: number;
  readonly accuracy: number;
  /** The mean of the classes' recalls. */
  readonly balancedAccuracy: number;
  readonly loss: number;
  /** The accuracy of always saying the largest class of this set. */
  readonly majority: number;
  /** Rows are the true classes, columns the predicted ones, in the order of the classes. */
  readonly confusion: readonly (readonly number[])[];
  readonly wrong: readonly WrongImage[];
  /** Answers below the result's `weakBelow`, right ones and wrong ones; left out where there is none. */
  readonly weak?: WeakCounts;
}

export interface WeakCounts {
  readonly right: number;
  readonly wrong: number;
}

export interface WrongImage {
  readonly file: string;
  readonly label: string;
  readonly predicted: string;
  readonly probability: number;
}

export interface Proof {
  /** Tensors of the base file compared with those of `model/`, read back from disk. */
  readonly frozenTensors: number;
  readonly frozenIdentical: boolean;
  readonly rewrites: readonly string[];
  readonly goldenImages: number;
  /** The largest difference of probabilities between `golden.json` and the model read back. */
  readonly goldenDifference: number;
  /** The largest difference of probabilities between the cached path and the whole network; null without cache. */
  readonly cachedDifference: number | null;
  /** Rows of the cache that were made anew, in every phase; null without cache. */
  readonly recomputed: RecomputedRows | null;
  /** The difference between the best epoch's validation loss and that of the network that is kept; null if unknown. */
  readonly lossDifference: number | null;
}

/**
 * What a cluster has said of the validation and test images, from the outputs of the frozen layers that it had kept, beside
 * what this machine says of a sample of them, by the whole network on the pictures themselves.
 */
export interface ClusterAnswers {
  /** What said it, with versions. */
  readonly engine: string;
  /** Images of the sample. */
  readonly compared: number;
  /** How many images there were to draw from. */
  readonly of: number;
  /** The largest difference of a probability. */
  readonly difference: number;
  /** Whether the result's figures are by the cluster's answers: not where the difference was too large. */
  readonly used: boolean;
}

/** Rows of the cache, drawn at random when training was over, that were made anew and compared. */
export interface RecomputedRows {
  readonly rows: number;
  /** How many rows there were to draw from. */
  readonly of: number;
  /** The largest difference of a value, as a share of the largest value in its row. */
  readonly difference: number;
}

/** Images, and the seconds that some work took for them. */
export interface ImageRate {
  readonly images: number;
  readonly seconds: number;
  /** Of the whole process meanwhile, on all processors; left out where other work went on beside it. */
  readonly processorSeconds?: number;
}

/**
 * How fast a run's process was. Images are decoded while the frozen layers run on others, so the times of these two may
 * overlap, and are longer than either alone would take.
 */
export interface RunRates {
  /** Image files read and decoded, in the time in which at least one was; null where the cache had all outputs. */
  readonly decoding: ImageRate | null;
  /** Pictures that the frozen layers ran on, an image's views each; null where they ran on none. */
  readonly prefix: ImageRate | null;
  /** Training images, in each epoch anew, with the scoring of the validation images after each. */
  readonly training: ImageRate | null;
  /** The run's images, in the time in which any of these three went on: the least that their work can take here. */
  readonly limit: ImageRate | null;
  /** The run's images, in all the time since the process was started. */
  readonly run: ImageRate;
}

export interface RunResult {
  readonly start: 'pretrained' | 'random';
  readonly phase: number;
  readonly epoch: number;
  readonly validation: Evaluation;
  readonly test: Evaluation | null;
  /**
   * An answer whose probability is less counts as none of the classes. Null where too few validation images were judged
   * rightly to choose it by; earlier versions chose none.
   */
  readonly weakBelow?: number | null;
  readonly proof: Proof;
  /** Of a run on a cluster that has judged the images itself. */
  readonly clusterAnswers?: ClusterAnswers;
  /** Seconds by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Of the process that finished the run; earlier versions wrote none. */
  readonly rates?: RunRates;
  /** Relative to the run's folder. */
  readonly model: string;
  readonly report: string;
  /** What the run has left: the sha256 of each file, by its path in the run's folder, with forward slashes. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Parses one line of `events.jsonl`; undefined for a line that is none: a half-written last one, or what another
 * program or a later version has written.
 */
export function parseRunEvent(line: string): RunEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (eventComplaint(value) === undefined) return value as RunEvent;
  } catch {
    // A process that is killed leaves half a line at most; whoever reads skips it.
  }
  return undefined;
}
