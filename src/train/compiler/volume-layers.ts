import { type CompiledLayer, finished, one, pairOf, windowOf } from './compiled-layer';
import type { GraphBuilder } from './graph-builder';
import type { Value, Window } from './operation';

// Volumes [examples, depth, height, width, channels] as pictures that have the channels of all depths.

/** Where a window stands along the depth, and which part of it lies in the volume: from the first to before the last. */
interface DepthPlace {
  readonly begin: number;
  readonly from: number;
  readonly to: number;
}

function depthPlaces(
  depth: number,
  size: number,
  stride: number,
  padding: Window['padding'],
): readonly DepthPlace[] {
  const count = Math.ceil((padding === 'SAME' ? depth : depth - size + 1) / stride);
  const over = padding === 'SAME' ? Math.max((count - 1) * stride + size - depth, 0) : 0;
  return Array.from({ length: count }, (_, place) => {
    const begin = place * stride - Math.floor(over / 2);
    return { begin, from: Math.max(begin, 0), to: Math.min(begin + size, depth) };
  });
}

/** The kernel is laid over all depths at once, zeros where it does not reach. */
export const convolvedVolume: CompiledLayer = one((input, config, around) => {
  const { graph } = around;
  const kernel = around.weight('kernel');
  const [deep = 1, down, across] = threeOf(config.strides ?? 1);
  const window = windowOf(config, [down, across]);
  const [, depth, , , channels] = input.shape;
  const hasHoles = threeOf(config.dilation_rate ?? 1).some((rate) => rate !== 1);
  if (!kernel || !window || hasHoles || typeof depth !== 'number' || typeof channels !== 'number')
    return undefined;
  const [size = 1, height = 1, width = 1, , filters = 1] = kernel.shape as readonly number[];
  const turned = graph.transpose(kernel, [1, 2, 0, 3, 4]);
  const places = depthPlaces(depth, size, deep, window.padding);
  const kernels = places.map(({ begin, from, to }) => {
    const part = graph.slice(
      turned,
      [0, 0, from - begin, 0, 0],
      [height, width, to - from, channels, filters],
    );
    const whole = graph.pad(part, [0, 0, from, 0, 0], [0, 0, depth - to, 0, 0]);
    return graph.reshape(whole, [height, width, depth * channels, filters]);
  });
  const how = { ...window, depthwise: false, holes: [1, 1] } as const;
  const output = graph.convolve(flat(graph, input), graph.concatenate(kernels, 3), how);
  return finished(upright(graph, output, places.length), config, around);
});

export const pooledVolume = (pool: 'largest' | 'mean'): CompiledLayer =>
  one((input, config, { graph }) => {
    const sizes = threeOf(config.pool_size ?? 2);
    const [deep = 1, down, across] = threeOf(config.strides ?? config.pool_size ?? 2);
    const window = windowOf(config, [down, across]);
    const size = pairOf(sizes.slice(1));
    const [, depth] = input.shape;
    if (!window || !size || typeof depth !== 'number') return undefined;
    const pooled = upright(graph, graph.pool(flat(graph, input), { pool, size, ...window }), depth);
    // Those of a window that lie in the volume are as many at every place of a depth: a mean of means is right.
    const places = depthPlaces(depth, sizes[0] ?? 1, deep, window.padding).map(({ from, to }) => {
      const part = graph.slice(pooled, [0, from, 0, 0, 0], pooled.shape.with(1, to - from));
      return graph.reduce(pool, part, [1]);
    });
    return graph.concatenate(places, 1);
  });

function flat(graph: GraphBuilder, volumes: Value): Value {
  const [examples = null, depth = null, height = null, width = null, channels = null] = volumes.shape;
  const turned = graph.transpose(volumes, [0, 2, 3, 1, 4]);
  return graph.reshape(turned, [examples, height, width, Number(depth) * Number(channels)]);
}

function upright(graph: GraphBuilder, pictures: Value, depth: number): Value {
  const [examples = null, height = null, width = null, all = null] = pictures.shape;
  const apart = graph.reshape(pictures, [examples, height, width, depth, Number(all) / depth]);
  return graph.transpose(apart, [0, 3, 1, 2, 4]);
}

/** One number for all axes, or one each. */
function threeOf(value: unknown): readonly number[] {
  const numbers = [value].flat().map(Number);
  return numbers.length === 1 ? [0, 0, 0].map(() => numbers[0] ?? 1) : numbers;
}
