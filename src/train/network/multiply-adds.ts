import { layerType } from '../../design/base/layer-types';
import { type Shape, valuesIn } from '../../design/base/tensor-shape';

/**
 * Multiplications with addition that a layer does for one image. Counted are convolutions, fully connected
 * layers and batch normalisation (one a value); layers that move, compare or add values count as 0. Of a transposed
 * convolution, whose input has fewer positions than its output, it is the most that it can be.
 *
 * @param output the output's shape without the batch axis
 * @param kernels the shapes of the layer's weights by their short names (`kernel`, `depthwise_kernel`, …)
 */
export function multiplyAdds(
  type: string,
  output: Shape,
  kernels: ReadonlyMap<string, readonly number[]>,
): number {
  const { multiplies = [] } = layerType(type);
  if (multiplies === 'values') return valuesIn(output);
  // Each output position meets the whole kernel once: height × width × channels in × channels out.
  const each = multiplies.reduce((sum, name) => sum + valuesIn(kernels.get(name) ?? []), 0);
  return valuesIn(output.slice(0, -1)) * each;
}
