import type { PlanInput } from '../../design/plan';
import { scalePixels } from '../../shared/pixel-scaling';
import type { FeatureEngine } from '../engines/engine';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** Runs a network, or its first layers, on decoded pictures. */
export interface NetworkOnPixels {
  /**
   * @param pictures each [height × width × 3], one byte a value; run as one batch, in which an undefined one takes
   *   its place
   * @returns the outputs, one picture's after the other's
   */
  outputs(pictures: readonly (Uint8Array | undefined)[]): Promise<Float32Array>;
  dispose(): void;
}

export async function networkOnPixels(
  engine: FeatureEngine,
  topology: Topology,
  weights: NetworkWeights,
  input: Pick<PlanInput, 'size' | 'scale'>,
): Promise<NetworkOnPixels> {
  const network = await engine.network(topology, weights);
  const [height, width] = input.size;
  const imageValues = height * width * 3;
  return {
    outputs(pictures) {
      const values = new Float32Array(pictures.length * imageValues);
      pictures.forEach((pixels, index) => {
        if (pixels !== undefined) scalePixels(pixels, input.scale, values, index * imageValues);
      });
      return network.outputs({ values, shape: [pictures.length, height, width, 3] });
    },
    dispose: () => network.dispose(),
  };
}
