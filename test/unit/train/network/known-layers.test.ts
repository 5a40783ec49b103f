import { describe, expect, it } from 'vitest';
import { inKnownLayers } from '../../../../src/train/network/known-layers';
import type { StoredWeights } from '../../../../src/train/network/weight-values';

/** The layer, after it was said by known ones, and the shapes of its weights. */
async function known(
  className: string,
  config: object,
  weights: Readonly<Record<string, number[] | Float32Array>>,
) {
  const stored: StoredWeights = new Map(
    Object.entries(weights).map(([name, of]) => [
      `a/${name}`,
      of instanceof Float32Array
        ? { shape: [of.length], read: async () => of }
        : { shape: of, read: async () => new Float32Array() },
    ]),
  );
  const layers = [{ name: 'a', className, config: { name: 'a', ...config }, inbound: ['image'] }];
  const made = await inKnownLayers({ name: 'net', layers }, stored);
  const [layer] = made.topology.layers;
  return { layer, shapes: Object.fromEntries([...made.weights].map(([name, { shape }]) => [name, shape])) };
}

describe('a layer that TensorFlow.js does not know', () => {
  it.each<[string, object, Readonly<Record<string, Float32Array>>, object]>([
    [
      'of numbers',
      { mean: [2, 4, 6], variance: [4, 4, 16] },
      {},
      { scale: [0.5, 0.5, 0.25], offset: [-1, -2, -1.5] },
    ],
    ['of one number', { axis: null, mean: 2, variance: 4 }, {}, { scale: 0.5, offset: -1 }],
    ['the other way', { axis: -1, mean: [2], variance: [4], invert: true }, {}, { scale: 2, offset: 2 }],
    [
      'of weights',
      { axis: [-1], mean: null },
      { mean: Float32Array.of(2, 4), variance: Float32Array.of(4, 1) },
      { scale: [0.5, 1], offset: [-1, -4] },
    ],
    ['of no deviation', { mean: [0], variance: [0] }, {}, { scale: 1e7, offset: -0 }],
  ])('is said by a rescaling where it normalises: %s', async (_, config, weights, expected) => {
    const { layer, shapes } = await known('Normalization', config, weights);
    expect(layer).toMatchObject({ className: 'Rescaling', config: expected });
    expect(shapes).toEqual({});
  });

  it.each<[string, object]>([
    ['another axis', { axis: [1], mean: [1], variance: [1] }],
    ['no numbers', { axis: -1 }],
    ['several axes', { axis: [1, 2], mean: [1], variance: [1] }],
  ])('is refused where it normalises along %s', async (_, config) => {
    await expect(known('Normalization', config, {})).rejects.toThrow(/Normalization "a" has .*can't be read/);
  });

  it('is said by a depthwise convolution where it multiplies each channel', async () => {
    const { layer, shapes } = await known('LayerScale', { projection_dim: 5 }, { gamma: [5] });
    expect(layer).toMatchObject({
      className: 'DepthwiseConv2D',
      config: { kernel_size: [1, 1], use_bias: false },
    });
    expect(shapes).toEqual({ 'a/depthwise_kernel': [1, 1, 5, 1] });
  });

  it('is said by a depthwise convolution where it has a group for each channel', async () => {
    const config = { filters: 12, groups: 4, kernel_size: [3, 3] };
    const { layer, shapes } = await known('Conv2D', config, { kernel: [3, 3, 1, 12], bias: [12] });
    expect(layer).toMatchObject({ className: 'DepthwiseConv2D', config: { depth_multiplier: 3 } });
    expect(layer?.config).not.toHaveProperty('groups');
    expect(shapes).toEqual({ 'a/depthwise_kernel': [3, 3, 4, 3], 'a/bias': [12] });
  });

  it('is refused where its groups are of several channels', async () => {
    const config = { filters: 12, groups: 2, kernel_size: [3, 3] };
    await expect(known('Conv2D', config, { kernel: [3, 3, 2, 12] })).rejects.toThrow(
      /Conv2D "a" has groups: 2, which TensorFlow\.js passes over/,
    );
  });
});
