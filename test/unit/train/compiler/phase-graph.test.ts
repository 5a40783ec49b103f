import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../../src/train/compiler/graph-builder';
import {
  type CompiledNetwork,
  compilePhase,
  type PhaseGraph,
} from '../../../../src/train/compiler/phase-graph';
import { slopesAt } from '../../../../src/train/compiler/slopes';
import type { TopologyLayer } from '../../../../src/train/network/topology';

const layer = (name: string, className: string, config: object, ...inbound: string[]): TopologyLayer => ({
  ...{ name, className, inbound },
  config: { name, ...config },
});

const network: CompiledNetwork = {
  network: {
    name: 'net',
    layers: [
      layer('image', 'InputLayer', { batch_input_shape: [null, 8, 8, 3] }),
      layer('conv', 'Conv2D', { filters: 4, kernel_size: [3, 3], padding: 'same', strides: [2, 2] }, 'image'),
      layer('norm', 'BatchNormalization', {}, 'conv'),
      layer('pool', 'GlobalAveragePooling2D', {}, 'norm'),
      layer('logits', 'Dense', { units: 2 }, 'pool'),
    ],
  },
  weights: new Map(
    Object.entries({
      'conv/kernel': [3, 3, 3, 4],
      'norm/gamma': [4],
      'norm/beta': [4],
      'norm/moving_mean': [4],
      'norm/moving_variance': [4],
      'logits/kernel': [4, 2],
      'logits/bias': [2],
    }).map(([name, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { shape, values: new Float32Array(size).fill(1) }];
    }),
  ),
  trainable: new Set(['conv', 'norm', 'logits']),
  neverTrained: new Set(),
  inference: new Set(),
};

function graphOf(more: Partial<CompiledNetwork>): PhaseGraph {
  const compiled = compilePhase({ ...network, ...more });
  if ('layer' in compiled) throw new Error(compiled.layer);
  return compiled;
}

describe('a network as one graph', () => {
  it('has a gradient for each weight that trains, of its shape, and moves the statistics', () => {
    const { slopes, changes, answer } = graphOf({});
    expect([...slopes].map(([name, { shape }]) => [name, shape])).toEqual([
      ['conv/kernel', [3, 3, 3, 4]],
      ['norm/gamma', [4]],
      ['norm/beta', [4]],
      ['logits/kernel', [4, 2]],
      ['logits/bias', [2]],
    ]);
    expect([...changes.keys()]).toEqual(['norm/moving_mean', 'norm/moving_variance']);
    expect(answer.shape).toEqual([null, 2]);
  });

  it('holds what is frozen as constants, and goes no further back than it must', () => {
    const { variables, slopes, changes, operations } = graphOf({
      trainable: new Set(['logits']),
      inference: new Set(['conv', 'norm']),
    });
    expect([...variables.keys()]).toEqual(['logits/kernel', 'logits/bias']);
    expect([...slopes.keys()]).toEqual(['logits/kernel', 'logits/bias']);
    expect(changes.size).toBe(0);
    const backwards = operations.filter(({ does }) => /Slope$/.test(does.kind)).map(({ does }) => does.kind);
    expect(backwards).toEqual(['crossEntropySlope']);
  });

  it('keeps the statistics of normalisation that only infers', () => {
    expect(graphOf({ inference: new Set(['norm']) }).changes.size).toBe(0);
  });

  it('leaves weights alone that are never trained', () => {
    const { slopes } = graphOf({ neverTrained: new Set(['norm/gamma']) });
    expect(slopes.has('norm/gamma')).toBe(false);
    expect(slopes.has('norm/beta')).toBe(true);
  });

  it('names the first layer that is not in the table, or has a setting that is not', () => {
    const withLast = (last: TopologyLayer) =>
      compilePhase({
        ...network,
        network: { name: 'net', layers: [...network.network.layers.slice(0, 2), last] },
      });
    expect(withLast(layer('rows', 'LSTM', {}, 'conv'))).toEqual({ layer: 'rows', className: 'LSTM' });
    const holes = layer('holes', 'Conv2D', { dilation_rate: [2, 2], strides: [2, 2] }, 'conv');
    expect(withLast(holes)).toEqual({ layer: 'holes', className: 'Conv2D' });
    const along = layer('along', 'Softmax', { axis: 1 }, 'conv');
    expect(withLast(along)).toEqual({ layer: 'along', className: 'Softmax' });
  });
});

describe('a graph', () => {
  it('counts the places of windows as TensorFlow does', () => {
    const graph = new GraphBuilder();
    const pictures = graph.fed('pictures', [null, 7, 8, 3]);
    const kernel = graph.constant(new Float32Array(54), [3, 3, 3, 2]);
    const shapes = (['SAME', 'VALID'] as const).map(
      (padding) =>
        graph.convolve(pictures, kernel, { depthwise: false, strides: [2, 2], padding, holes: [1, 1] }).shape,
    );
    expect(shapes).toEqual([
      [null, 4, 4, 2],
      [null, 3, 3, 2],
    ]);
    const depthwise = { depthwise: true, strides: [1, 1], padding: 'SAME', holes: [1, 1] } as const;
    expect(graph.convolve(pictures, kernel, depthwise).shape).toEqual([null, 7, 8, 6]);
  });

  it('refuses shapes that do not go together', () => {
    const graph = new GraphBuilder();
    const [rows, columns] = [graph.fed('rows', [null, 3]), graph.fed('columns', [null, 4])];
    expect(() => graph.add(rows, columns)).toThrow(RangeError);
    expect(() => graph.multiplyMatrices(rows, columns)).toThrow(RangeError);
    expect(() => graph.reshape(rows, [null, 4])).toThrow(RangeError);
  });

  it('sums a gradient along the axes that were repeated', () => {
    const graph = new GraphBuilder();
    const pictures = graph.fed('pictures', [null, 4, 4, 2]);
    const bias = graph.variable('bias', [2]);
    const gate = graph.fed('gate', [null, 1, 1, 2]);
    const values = graph.multiply(graph.add(pictures, bias), gate);
    const slopes = slopesAt(graph, values, graph.fed('slope', values.shape), [bias, gate]);
    expect([bias, gate].map((value) => slopes.get(value)?.shape)).toEqual([[2], [null, 1, 1, 2]]);
  });

  it('has no gradient for what a value does not depend on', () => {
    const graph = new GraphBuilder();
    const [one, other] = [graph.variable('one', [2]), graph.variable('other', [2])];
    const values = graph.apply('exp', one);
    expect([...slopesAt(graph, values, graph.fed('slope', [2]), [one, other]).keys()]).toEqual([one]);
  });
});
