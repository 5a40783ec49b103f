import type * as tensorflow from '@tensorflow/tfjs';

/** TensorFlow.js as a backend brings it. Only `load-tensorflow.ts` loads it; everything else is handed it. */
export type TensorFlow = typeof tensorflow;

/** TensorFlow.js on one backend. */
export interface TensorFlowBackend {
  /** For reports and cache keys, e.g. `tfjs-node 4.22.0`. */
  readonly name: string;
  readonly tf: TensorFlow;
  /** The backend to run networks on, where they are put together on another one. */
  readonly runsOn?: string;
}
