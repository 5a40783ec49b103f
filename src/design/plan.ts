import type {
  BatchNormMode,
  CaseNumber,
  Fallback,
  OptimizerName,
  Pool,
  Resize,
  ScaleNumbers,
  Start,
} from './config';

/** Everything a run needs, with no `auto` left in it. Plain JSON; stands in `run.json`. */
export interface Plan {
  readonly case: CaseNumber;
  /** The last base layer that is kept. */
  readonly cut: string;
  readonly init: Start;
  /**
   * Where a pretrained start takes the base's weights only so far: the last layer, a legal cut, that has them with all
   * it depends on. What comes after it starts at random. Left out where all of the base's are taken; only a study of
   * the base's layers says it.
   */
  readonly pretrainedThrough?: string;
  readonly base: PlanBase;
  readonly dataset: PlanDataset;
  readonly head: PlanHead;
  /** Kept base layers, then the head's, in the order of the data. The base's layers after the cut are gone. */
  readonly layers: readonly PlanLayer[];
  readonly trainableParams: number;
  readonly frozenParams: number;
  readonly training: PlanTraining;
  readonly phases: readonly PlanPhase[];
}

export interface PlanBase {
  /** As the file says it, for reading. */
  readonly model: string;
  readonly fingerprint: string;
  readonly input: PlanInput;
}

/** From a decoded picture to the network's input tensor [height, width, 3]. */
export interface PlanInput {
  readonly size: readonly [number, number];
  readonly resize: Resize;
  readonly scale: ScaleNumbers;
}

export interface PlanDataset {
  /** Absolute folders. */
  readonly path: string;
  readonly validation: number | string;
  readonly test: string | null;
  /** The order of the softmax's units. */
  readonly classes: readonly string[];
  readonly groupBy: string | null;
  readonly images: number;
}

export type PlanHeadLayer = { readonly dense: number } | { readonly dropout: number };

export interface PlanHead {
  /** `none` where the cut is not spatial. */
  readonly pool: Pool | 'none';
  readonly layers: readonly PlanHeadLayer[];
  readonly units: number;
}

export interface PlanLayer {
  readonly name: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly params: number;
  readonly multiplyAdds: number;
  readonly origin: 'base' | 'head';
  /** It has weights, and no phase trains them. A layer without weights follows: it is neither frozen nor trained. */
  readonly frozen: boolean;
}

export interface PlanAugment {
  readonly flip: 'none' | 'horizontal' | 'vertical' | 'both';
  readonly shift: number;
  readonly brightness: number;
  readonly views: number;
}

export interface PlanTraining {
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly seed: number;
  readonly cache: boolean;
  readonly augment: PlanAugment | null;
  /** A weight per class, in the order of `dataset.classes`; null for none. */
  readonly classWeights: readonly number[] | null;
  /** Only in case 4 with a pretrained start; else null. */
  readonly fallback: Fallback | null;
  /** The phases of the random start for `fallback`; empty otherwise. */
  readonly fallbackPhases: readonly PlanPhase[];
}

export interface PlanPhase {
  /** Names of the layers with weights that train, base and head. */
  readonly trainable: readonly string[];
  readonly epochs: number;
  /** The phase never ends before this many steps (batches); 0 where the file states its epochs or its patience. */
  readonly minimumSteps: number;
  readonly learningRate: number;
  /** Epochs without a better validation loss after which the phase ends. */
  readonly patience: number;
  /** What trainable batch normalisation does while training. Frozen ones always use their own statistics. */
  readonly batchNorm: BatchNormMode;
  /**
   * The frozen prefix: its last layer, and the bytes its outputs take for all images and views. `cut` is the
   * base's input layer where nothing is frozen below what trains; then decoded pixels (one byte a value) are
   * kept. Null where `train.cache` is off.
   */
  readonly cache: { readonly cut: string; readonly bytes: number } | null;
}
