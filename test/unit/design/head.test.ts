import { describe, expect, it } from 'vitest';
import type { LayerGraph } from '../../../src/design/layer-graph';
import { demoLike, GraphBuilder, mobileNetLike, residual } from '../../fixtures/layer-graphs';
import { designed, header } from './support/designed';

function headOf(lines: string, graph: LayerGraph = demoLike()) {
  const { plan, problems } = designed(`${header}${lines}\n`, { graph });
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const layers = plan.layers
    .filter(({ origin }) => origin === 'head')
    .map(({ name, outputShape, params }) => `${name} ${outputShape.join('x')} ${params}`);
  return { pool: plan.head.pool, layers };
}

describe('the head', () => {
  it('is the softmax alone where the file says nothing', () => {
    expect(headOf('')).toEqual({ pool: 'none', layers: ['head_classes 3 195', 'head_softmax 3 0'] });
  });

  it('has the hidden layers in their order', () => {
    const lines = 'head: { layers: [{ dropout: 0.1 }, { dense: 8 }, { dropout: 0.2 }, { dense: 4 }] }';
    expect(headOf(lines).layers).toEqual([
      'head_dropout_1 64 0',
      'head_dense_1 8 520',
      'head_dropout_2 8 0',
      'head_dense_2 4 36',
      'head_classes 3 15',
      'head_softmax 3 0',
    ]);
  });

  it('flattens where the base flattens after the cut, and averages where it averages', () => {
    expect(headOf('cut: pool3')).toMatchObject({
      pool: 'flatten',
      layers: expect.arrayContaining(['head_pool 4096 0']),
    });
    expect(headOf('cut: block1_out', residual())).toMatchObject({
      pool: 'average',
      layers: expect.arrayContaining(['head_pool 16 0']),
    });
  });

  it('averages where the base ends in feature maps', () => {
    expect(headOf('', mobileNetLike({ top: false })).pool).toBe('average');
  });

  it('pools as the file says', () => {
    expect(headOf('cut: pool3\nhead: { pool: average }').pool).toBe('average');
    expect(headOf('cut: block1_out\nhead: { pool: flatten }', residual()).pool).toBe('flatten');
  });

  it('flattens feature maps of one point', () => {
    expect(headOf('cut: reshape_1', mobileNetLike()).layers[0]).toBe('head_pool 48 0');
  });

  it('is not misled by a pooling inside a branch', () => {
    const builder = new GraphBuilder([8, 8, 3]).conv('conv1', 4).average('squeeze').dense('excite', 4);
    builder
      .add('scale', 'Multiply', { from: ['conv1', 'excite'], shape: [8, 8, 4] })
      .flatten('flat')
      .dense('out', 9);
    expect(headOf('cut: scale', builder.add('softmax', 'Softmax').graph({ classes: [] })).pool).toBe(
      'flatten',
    );
  });
});

describe('the head of a base that PyTorch exported', () => {
  /** With all feature maps channels × height × width. */
  function turned(graph: LayerGraph): LayerGraph {
    const layers = graph.layers.map((layer): LayerGraph['layers'][number] => {
      const [height, width, ...channels] = layer.outputShape;
      if (layer.type === 'InputLayer' || height === undefined || width === undefined) return layer;
      return { ...layer, outputShape: [...channels, height, width], channelsFirst: true };
    });
    return { ...graph, layers };
  }

  it('turns feature maps that have their channels first, and is then as for any other', () => {
    expect(headOf('cut: block1_out', turned(residual()))).toEqual({
      pool: 'average',
      layers: ['head_channels_last 32x32x16 0', 'head_pool 16 0', 'head_classes 3 51', 'head_softmax 3 0'],
    });
    expect(headOf('cut: block1_out\nhead: { pool: flatten }', turned(residual())).layers[1]).toBe(
      'head_pool 16384 0',
    );
  });

  it('begins where plain values come out: nothing is turned', () => {
    expect(headOf('', turned(residual())).layers[0]).toBe('head_classes 3 51');
  });

  const transformer = new GraphBuilder([16, 16, 3])
    .add('tokens', 'Concatenate', { shape: [17, 8] })
    .add('class_token', 'Gather', { shape: [8] })
    .dense('classes', 10)
    .graph();

  it('averages over the tokens of a transformer, whatever its own classifier reads', () => {
    const { plan } = designed(`${header}cut: tokens\n`, { graph: transformer });
    expect(plan?.layers.find(({ name }) => name === 'head_pool')).toMatchObject({
      type: 'GlobalAveragePooling1D',
      outputShape: [8],
    });
  });

  it('takes all tokens as they are where the file says so', () => {
    expect(headOf('cut: tokens\nhead: { pool: flatten }', transformer)).toMatchObject({
      pool: 'flatten',
      layers: ['head_pool 136 0', 'head_classes 3 411', 'head_softmax 3 0'],
    });
  });
});

it('a classifier that is a convolution is one with its channels first too', () => {
  const graph = new GraphBuilder([8, 8, 3])
    .conv('features', 4)
    .add('mean', 'GlobalAveragePooling2D', { shape: [4, 1, 1] })
    .add('classes', 'Conv2D', { shape: [10, 1, 1], weights: { kernel: [10, 4, 1, 1] } })
    .graph();
  const layers = graph.layers.map((layer) =>
    layer.outputShape[2] === 1 ? { ...layer, channelsFirst: true as const } : layer,
  );
  expect(designed(header, { graph: { ...graph, layers } }).plan?.cut).toBe('mean');
});
