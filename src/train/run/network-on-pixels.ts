import type { Tensor } from '@tensorflow/tfjs';
import type { PlanInput } from '../../design/plan';
import { scalePixels } from '../../disk/pixel-scaling';
import type { TensorFlow } from '../engines/engine';
import { buildModel } from '../network/build-model';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** Runs a whole network, from decoded pixels to probabilities, one picture at a time. */
export interface NetworkOnPixels {
  /** @param pixels [height × width × 3], one byte a value */
  probabilities(pixels: Uint8Array): Float32Array;
  dispose(): void;
}

export async function networkOnPixels(
  tf: TensorFlow,
  topology: Topology,
  weights: NetworkWeights,
  input: PlanInput,
): Promise<NetworkOnPixels> {
  const model = await buildModel(tf, topology, weights);
  const [height, width] = input.size;
  return {
    probabilities(pixels) {
      const values = new Float32Array(height * width * 3);
      scalePixels(pixels, input.scale, values, 0);
      return tf.tidy(() => {
        const output = model.predictOnBatch(tf.tensor(values, [1, height, width, 3])) as Tensor;
        return Float32Array.from(output.dataSync());
      });
    },
    dispose: () => model.dispose(),
  };
}

/** The largest difference between two lists of probabilities; NaN if one has what the other lacks. */
export function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = Math.abs((one[index] ?? Number.NaN) - (other[index] ?? Number.NaN));
    // NaN is at most nothing: whoever compares sees a difference.
    if (Number.isNaN(difference)) return difference;
    largest = Math.max(largest, difference);
  }
  return largest;
}
