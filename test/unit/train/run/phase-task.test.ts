import { describe, expect, it } from 'vitest';
import type { PlanPhase } from '../../../../src/design/plan';
import { inputLayer, type TopologyLayer } from '../../../../src/train/network/topology';
import { phaseTask } from '../../../../src/train/run/phase-task';

const layer = (name: string, className: string, ...inbound: string[]): TopologyLayer => ({
  name,
  className,
  config: {},
  inbound,
});

const topology = {
  name: 'network',
  layers: [
    inputLayer('picture', [8, 8, 3]),
    layer('conv1', 'Conv2D', 'picture'),
    layer('drop1', 'Dropout', 'conv1'),
    layer('conv2', 'Conv2D', 'drop1'),
    layer('norm2', 'BatchNormalization', 'conv2'),
    layer('drop2', 'Dropout', 'norm2'),
    layer('conv3', 'Conv2D', 'drop2'),
    layer('flat', 'Flatten', 'conv3'),
    layer('dense', 'Dense', 'flat'),
    layer('softmax', 'Softmax', 'dense'),
  ],
};
const weights = new Map(
  ['conv1/kernel', 'conv2/kernel', 'norm2/gamma', 'conv3/kernel', 'dense/kernel'].map((name) => [
    name,
    { shape: [1], values: new Float32Array(1) },
  ]),
);

function taskOf(change: Partial<PlanPhase>, prefix: { readonly cut: string; readonly shape: number[] }) {
  const phase = { trainable: ['conv2', 'norm2', 'dense'], batchNorm: 'batch', learningRate: 1, ...change };
  const session = {
    network: { topology, logits: 'dense' },
    base: { added: new Set() },
    plan: { training: { optimizer: 'adam', classWeights: null } },
  };
  return phaseTask(session as never, phase as PlanPhase, weights, prefix);
}

const pictures = { cut: 'picture', shape: [8, 8, 3] };

describe('what a phase trains', () => {
  it('leads from the frozen prefix to the logits', () => {
    const { network } = taskOf({}, { cut: 'drop1', shape: [6, 6, 4] });
    expect(network.layers.map(({ name }) => name)).toEqual([
      'drop1',
      'conv2',
      'norm2',
      'drop2',
      'conv3',
      'flat',
      'dense',
    ]);
    expect(network.layers[0]).toMatchObject({ className: 'InputLayer' });
    expect(taskOf({}, pictures).network.layers.at(-1)?.name).toBe('dense');
  });

  it('infers in frozen layers, above those that train as well, and in a dropout that belongs to frozen ones', () => {
    expect([...taskOf({}, pictures).inference]).toEqual(['picture', 'conv1', 'drop1', 'conv3']);
  });

  it('infers in a batch normalisation that trains where its statistics are to stay', () => {
    expect([...taskOf({ batchNorm: 'inference' }, pictures).inference]).toContain('norm2');
  });
});
