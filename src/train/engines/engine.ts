import type { ChannelStatistics } from '../../design/base/scale-fit';
import type { OptimizerName } from '../../design/config';
import type { BatchScore } from '../learning/loss';
import type { OptimizerState } from '../learning/optimizers';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** Examples in plain memory, the numbers of one after those of the other. */
export interface Batch {
  readonly values: Float32Array;
  /** With the batch axis, which comes first. */
  readonly shape: readonly number[];
}

/** What tells one use of random numbers from every other: the same parts draw the same numbers. */
export type Seed = readonly (string | number)[];

/**
 * Runs networks as they answer, not as they learn. An engine is handed lists of layers and numbers in plain memory and
 * gives such numbers back; what it computes with is its own affair.
 */
export interface FeatureEngine {
  /**
   * For reports and cache keys: what it is, its version and, where that is not all, how it runs networks, e.g.
   * `tfjs-node 4.22.0 as one graph`.
   */
  readonly name: string;
  /**
   * Whether networks are simplified before they run, normalisation and activations folded into what stands before them,
   * which is quicker and rounds otherwise; else each layer is run as it is.
   */
  readonly folds: boolean;
  /** Whether it has all layers of the network. @param weights as `network` takes them */
  takes(network: Topology, weights: NetworkWeights): boolean;
  /**
   * Makes a network that it takes ready to be run.
   *
   * @param weights of all its layers, by `layer/weight`; those of other layers are passed over
   * @throws TransferError `base-layer` where the layers can't be put together, `base-weights` where a tensor is of
   *   another shape than its layer's
   */
  network(network: Topology, weights: NetworkWeights): Promise<RunnableNetwork>;
}

export interface RunnableNetwork {
  /** The last layer's output for each example, one after the other. */
  outputs(batch: Batch): Promise<Float32Array>;
  dispose(): void;
}

/** An engine that trains as well. */
export interface Engine extends FeatureEngine {
  /** Weights for all layers, drawn as their settings say: the same for the same seed. */
  initialWeights(network: Topology, seed: Seed): Promise<NetworkWeights>;
  /** Makes a phase ready to be trained. @throws TransferError as `network` does */
  phase(task: PhaseTask): Promise<TrainingPhase>;
}

/** An engine on the GPU, and the same one on the processor, which says what is right. */
export interface GpuEngines {
  readonly gpu: Engine;
  readonly processor: Engine;
}

/** What a phase runs in every step, and how it changes. */
export interface PhaseTask {
  /** From the frozen prefix's output, which is its input, to the logits. */
  readonly network: Topology;
  /** As in `network`, when the phase begins. */
  readonly weights: NetworkWeights;
  /** Layers whose weights train, by name. */
  readonly trainable: ReadonlySet<string>;
  /** Tensors of these layers that stay as they are all the same. */
  readonly neverTrained: ReadonlySet<string>;
  /** Layers that answer in a step as they do when the network is asked: nothing drops out, no statistics move. */
  readonly inference: ReadonlySet<string>;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** By class; null weighs all alike. */
  readonly classWeights: readonly number[] | null;
}

/** All that the steps to come depend on, but for their batches and seed. */
export interface PhaseState {
  /** Of what can change: trained weights, and the statistics of batch normalisation that trains by the batch. */
  readonly weights: NetworkWeights;
  readonly optimizer: OptimizerState;
}

/**
 * A phase in training. From the same state and seed, the same batches lead to the same state, to the last bit, in
 * whatever process, and whether it went to that state or came there by steps.
 */
export interface TrainingPhase {
  /** Why a step is many operations where the engine could have it as one graph, which takes less time; part of a sentence. */
  readonly slowBecause?: string | undefined;
  /** A copy of the state as it stands; a new phase's is that of its task's weights. */
  state(): Promise<PhaseState>;
  /** Goes to a state. @throws RangeError if it is another phase's */
  restore(state: PhaseState): Promise<void>;
  /** Before the first step, and wherever a checkpoint may be gone on from: the steps from here on draw by this seed. */
  begin(seed: Seed): void;
  /** One step down the mean loss of a batch. @returns what the batch was worth before it */
  step(batch: Batch, labels: readonly number[]): Promise<BatchScore>;
  /** The answers as the network stands, [examples × classes], before any softmax. */
  logits(batch: Batch): Promise<Float32Array>;
  dispose(): void;
}

/** An engine that says what layers give, with no native library: what a base is inspected by. */
export interface InspectingEngine {
  /** @throws TransferError as `FeatureEngine.network` does */
  inspect(network: Topology, weights: NetworkWeights): Promise<InspectedNetwork>;
}

export interface InspectedNetwork {
  /** In the order of the network's. */
  readonly layers: readonly InspectedLayer[];
  /** Runs the network once on a grey picture, if it can here. @throws TransferError `base-layer` that names the layer */
  tryOut(): Promise<void>;
  /**
   * Makes the network ready to say what layers are given: mean and variance of each channel, which stand last, over the
   * examples and positions. A layer that is given several tensors is passed over.
   *
   * @returns what runs it on a batch and gives the statistics by the layers' names; undefined if networks can't be run here
   */
  listen(layers: readonly string[]): Promise<Listener | undefined>;
  dispose(): void;
}

export type Listener = (batch: Batch) => ReadonlyMap<string, ChannelStatistics>;

export interface InspectedLayer {
  readonly name: string;
  /** The Keras class name. */
  readonly type: string;
  /** Without the batch axis; null where the pictures decide. */
  readonly outputShape: readonly (number | null)[];
  /** Named `layer/weight`. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}
