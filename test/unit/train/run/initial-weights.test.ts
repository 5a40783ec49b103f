import { expect, it } from 'vitest';
import { inputLayer, type Topology, type TopologyLayer } from '../../../../src/train/network/topology';
import type { NetworkWeights } from '../../../../src/train/network/weight-values';
import { initialWeights } from '../../../../src/train/run/train-start';

const layer = (name: string, className: string, inbound: string): TopologyLayer => ({
  ...{ name, className, config: {}, inbound: [inbound] },
});
const topology = {
  name: 'network',
  layers: [
    inputLayer('picture', [8, 8, 3]),
    layer('conv1', 'Conv2D', 'picture'),
    layer('conv2', 'Conv2D', 'conv1'),
    layer('head', 'Dense', 'conv2'),
  ],
};

/** Whose weights each layer starts with. */
async function sources(plan: object, start: 'pretrained' | 'random' = 'pretrained') {
  const weightsOf = (names: readonly string[], value: number): NetworkWeights =>
    new Map(names.map((name) => [`${name}/kernel`, { shape: [1], values: Float32Array.of(value) }]));
  const weighted = ({ layers }: Topology) =>
    layers.filter(({ className }) => className !== 'InputLayer').map(({ name }) => name);
  const session = {
    engines: { training: { initialWeights: async (drawn: Topology) => weightsOf(weighted(drawn), 0) } },
    network: { topology },
    base: { weights: weightsOf(['conv1', 'conv2', 'classifier'], 1) },
    plan: {
      cut: 'conv2',
      training: { seed: 1 },
      layers: ['conv1', 'conv2', 'head'].map((name) => ({ name, outputShape: [8, 8, 4] })),
      ...plan,
    },
  };
  const weights = await initialWeights(session as never, start);
  return Object.fromEntries(
    [...weights].map(([name, { values }]) => [name.split('/')[0], values[0] === 1 ? 'base' : 'random']),
  );
}

it('a run starts with the weights of the base as far as its plan takes them, and with random ones after that', async () => {
  expect(await sources({})).toEqual({ conv1: 'base', conv2: 'base', head: 'random' });
  expect(await sources({ pretrainedThrough: 'conv1' })).toEqual({
    conv1: 'base',
    conv2: 'random',
    head: 'random',
  });
  expect(await sources({}, 'random')).toEqual({ conv1: 'random', conv2: 'random', head: 'random' });
});
