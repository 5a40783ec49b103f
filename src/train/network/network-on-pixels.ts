import type { Tensor } from '@tensorflow/tfjs';
import type { PlanInput } from '../../design/plan';
import type { TensorFlow } from '../engines/engine';
import { scalePixels } from '../images/pixel-scaling';
import { buildModel } from './build-model';
import type { Topology } from './topology';
import type { NetworkWeights } from './weight-values';

/** Runs a network, or its first layers, on decoded pictures. */
export interface NetworkOnPixels {
  /**
   * @param pictures each [height × width × 3], one byte a value; run as one batch, in which an undefined one takes
   *   its place
   * @returns the outputs, one picture's after the other's
   */
  outputs(pictures: readonly (Uint8Array | undefined)[]): Float32Array;
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
  const imageValues = height * width * 3;
  return {
    outputs(pictures) {
      const values = new Float32Array(pictures.length * imageValues);
      pictures.forEach((pixels, index) => {
        if (pixels !== undefined) scalePixels(pixels, input.scale, values, index * imageValues);
      });
      return tf.tidy(() => {
        const batch = tf.tensor(values, [pictures.length, height, width, 3]);
        return (model.predictOnBatch(batch) as Tensor).dataSync<'float32'>();
      });
    },
    dispose: () => model.dispose(),
  };
}
