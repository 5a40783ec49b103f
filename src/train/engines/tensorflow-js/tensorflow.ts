import type * as tensorflow from '@tensorflow/tfjs';

/** TensorFlow.js as an engine brings it. Only engines load it; everything else is handed one. */
export type TensorFlow = typeof tensorflow;

/** A numerical engine: TensorFlow.js on one backend. */
export interface Engine {
  /** For reports and cache keys, e.g. `tfjs-node 4.22.0`. */
  readonly name: string;
  readonly tf: TensorFlow;
  /** Whether gradients of convolution and pooling are there, so that base layers can train. */
  readonly trainsConvolutions: boolean;
  /** The backend to run networks on, where they are put together on another one. */
  readonly runsOn?: string;
}
