import type { Tensor } from '@tensorflow/tfjs';
import type { PlanInput } from '../../design/plan';
import { buildModel } from '../engines/tensorflow-js/build-model';
import type { TensorFlow } from '../engines/tensorflow-js/tensorflow';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { scalePixels } from './pixel-scaling';

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
