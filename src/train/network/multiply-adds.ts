type Shape = readonly (number | null)[];

const product = (values: Shape): number => values.reduce<number>((total, value) => total * (value ?? 1), 1);

/**
 * Multiplications with addition that a layer does for one image. Counted are convolutions, fully connected
 * layers and batch normalisation (one a value); layers that move, compare or add values count as 0.
 *
 * @param output the output's shape without the batch axis
 * @param kernels the shapes of the layer's weights by their short names (`kernel`, `depthwise_kernel`, …)
 */
export function multiplyAdds(
  type: string,
  output: Shape,
  kernels: ReadonlyMap<string, readonly number[]>,
): number {
  const kernel = kernels.get('kernel') ?? [];
  const depthwise = kernels.get('depthwise_kernel') ?? [];
  const positions = product(output.slice(0, -1));
  switch (type) {
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
    case 'Dense':
      // Each output position meets the whole kernel once: height × width × channels in × channels out.
      return positions * product(kernel);
    case 'Conv2DTranspose':
    case 'Conv3DTranspose': {
      // Each input position meets the whole kernel; the input has output / stride² positions, seen from the
      // kernel's own size only where strides are known, so the output is the upper bound.
      return positions * product(kernel);
    }
    case 'DepthwiseConv2D':
      return positions * product(depthwise);
    case 'SeparableConv2D':
      return positions * (product(depthwise) + product(kernels.get('pointwise_kernel') ?? []));
    case 'BatchNormalization':
      return product(output);
    default:
      return 0;
  }
}
