import { describe, expect, it } from 'vitest';
import { valuesIn } from '../../../../src/design/base/tensor-shape';
import { inputLayer, type TopologyLayer } from '../../../../src/train/network/topology';
import type { NetworkWeights } from '../../../../src/train/network/weight-values';
import { onnxLayerConfig, onnxNodes } from '../../../../src/train/onnx/onnx-layer';
import { networkModel } from '../../../../src/train/onnx/written/network-model';

const layer = (name: string, className: string, config: object, ...inbound: string[]): TopologyLayer => ({
  ...{ name, className, inbound },
  config: { name, ...config },
});

function weightsOf(shapes: Readonly<Record<string, readonly number[]>>): NetworkWeights {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, values: new Float32Array(valuesIn(shape)) },
    ]),
  );
}

/** Nodes but for constants and what turns weights, as `operator → first output`. */
function written(
  shape: readonly number[],
  layers: readonly TopologyLayer[],
  shapes: Readonly<Record<string, readonly number[]>>,
) {
  const network = { name: 'net', layers: [inputLayer('image', shape), ...layers] };
  const { graph } = networkModel(network, weightsOf(shapes));
  const ofWeights = new Set(Object.keys(shapes));
  const nodes = (graph?.node ?? []).filter(({ opType, input = [], output = [] }) => {
    const isOfWeight = /Transpose|Reshape/.test(opType ?? '') && ofWeights.has(input[0] ?? '');
    if (isOfWeight) ofWeights.add(output[0] ?? '');
    return opType !== 'Constant' && !isOfWeight;
  });
  return {
    nodes: nodes.map(({ opType, output }) => `${opType} → ${output?.join()}`),
    initialisers: graph?.initializer?.map(({ name }) => name),
  };
}

describe('a network as an ONNX model', () => {
  it('turns pictures once, and has biases and activations where programs join them', () => {
    const { nodes, initialisers } = written(
      [16, 16, 3],
      [
        layer(
          'pad',
          'ZeroPadding2D',
          {
            padding: [
              [0, 1],
              [0, 1],
            ],
          },
          'image',
        ),
        layer('conv', 'Conv2D', { kernel_size: 3, strides: 2, activation: 'relu' }, 'pad'),
        layer('depth', 'DepthwiseConv2D', { kernel_size: 3, padding: 'same' }, 'conv'),
        layer('norm', 'BatchNormalization', {}, 'depth'),
        layer('six', 'ReLU', { max_value: 6 }, 'norm'),
        layer('leaky', 'LeakyReLU', { alpha: 0.1 }, 'six'),
        layer('most', 'MaxPooling2D', { pool_size: 2 }, 'leaky'),
        layer('pool', 'GlobalAveragePooling2D', {}, 'most'),
        layer('classes', 'Dense', { units: 5, activation: 'softmax' }, 'pool'),
      ],
      {
        ...{ 'conv/kernel': [3, 3, 3, 4], 'conv/bias': [4] },
        ...{ 'depth/depthwise_kernel': [3, 3, 4, 1], 'depth/bias': [4] },
        ...{ 'norm/gamma': [4], 'norm/beta': [4], 'norm/moving_mean': [4], 'norm/moving_variance': [4] },
        ...{ 'classes/kernel': [4, 5], 'classes/bias': [5] },
      },
    );
    expect(nodes).toEqual([
      'Transpose → pad/Transpose',
      'Pad → pad/Pad',
      'Conv → conv/Conv',
      'Relu → conv/Relu',
      'Conv → depth/Conv',
      'BatchNormalization → norm/BatchNormalization',
      'Clip → six/Clip',
      'LeakyRelu → leaky/LeakyRelu',
      'MaxPool → most/MaxPool',
      'GlobalAveragePool → pool/GlobalAveragePool',
      'Reshape → pool/Reshape',
      'Gemm → classes/Gemm',
      'Softmax → classes',
    ]);
    expect(initialisers?.toSorted()).toEqual([
      ...['classes/bias', 'classes/kernel', 'conv/bias', 'conv/kernel', 'depth/bias'],
      ...['depth/depthwise_kernel', 'norm/beta', 'norm/gamma', 'norm/moving_mean', 'norm/moving_variance'],
    ]);
  });

  it('leaves what is normalised along its last axis with the channels there', () => {
    const { nodes } = written(
      [8, 8, 3],
      [
        layer('conv', 'Conv2D', { kernel_size: 4, strides: 4 }, 'image'),
        layer('norm', 'LayerNormalization', { epsilon: 1e-6 }, 'conv'),
        layer('wide', 'Dense', { units: 16, activation: 'gelu' }, 'norm'),
        layer('back', 'Dense', { units: 4 }, 'wide'),
        layer('sum', 'Add', {}, 'conv', 'back'),
      ],
      {
        ...{ 'conv/kernel': [4, 4, 3, 4], 'conv/bias': [4], 'norm/gamma': [4], 'norm/beta': [4] },
        ...{ 'wide/kernel': [4, 16], 'wide/bias': [16], 'back/kernel': [16, 4], 'back/bias': [4] },
      },
    );
    expect(nodes.filter((node) => node.startsWith('Transpose'))).toHaveLength(2);
    expect(nodes.filter((node) => node.startsWith('MatMul'))).toHaveLength(2);
    expect(nodes.filter((node) => node.includes('norm/')).map((node) => node.split(' ')[0])).toEqual([
      'Transpose',
      'ReduceMean',
      'Sub',
      'Mul',
      'ReduceMean',
      'Add',
      'Sqrt',
      'Div',
      'Mul',
      'Add',
    ]);
  });

  it('turns nothing between layers whose channels stand in front', () => {
    const first = { data_format: 'channels_first' };
    const { nodes } = written(
      [3, 8, 8],
      [
        layer('conv', 'Conv2D', { kernel_size: 3, activation: 'relu', ...first }, 'image'),
        layer('norm', 'BatchNormalization', { axis: 1 }, 'conv'),
        layer('pool', 'MaxPooling2D', { pool_size: 2, ...first }, 'norm'),
        layer('back', 'Permute', { dims: [2, 3, 1] }, 'pool'),
        layer('last', 'Conv2D', { kernel_size: 1, use_bias: false }, 'back'),
        layer('whole', 'GlobalMaxPooling2D', {}, 'last'),
      ],
      {
        ...{ 'conv/kernel': [3, 3, 3, 4], 'conv/bias': [4], 'last/kernel': [1, 1, 4, 2] },
        ...{ 'norm/gamma': [4], 'norm/beta': [4], 'norm/moving_mean': [4], 'norm/moving_variance': [4] },
      },
    );
    expect(nodes.map((node) => node.split(' ')[0])).toEqual([
      'Conv',
      'Relu',
      'BatchNormalization',
      'MaxPool',
      'Conv',
      'GlobalMaxPool',
      'Reshape',
    ]);
  });

  it('puts layers behind nodes of a file, by the names that these have', () => {
    const config = onnxLayerConfig(
      {
        node: [{ opType: 'Mul', input: ['image', 'scale.0'], output: ['scaled'] }],
        input: [{ name: 'image' }],
        output: [
          {
            name: 'scaled',
            type: { tensorType: { shape: { dim: [{}, { value: { case: 'dimValue', value: 4n } }] } } },
          },
        ],
      },
      { opsets: { '': 13 }, weights: { 'of/it': 'scale.0' } },
    );
    const { nodes, initialisers } = written(
      [4],
      [layer('scale', onnxNodes, config, 'image'), layer('scaled', 'Dense', { units: 2 }, 'scale')],
      { 'scale/of/it': [4], 'scaled/kernel': [4, 2], 'scaled/bias': [2] },
    );
    expect(nodes).toEqual(['Mul → scaled', 'Gemm → scaled_1']);
    expect(initialisers).toEqual(['scale.0', 'scaled/kernel', 'scaled/bias']);
  });

  it('is refused with the name of the first layer that is not known, or lacks weights', () => {
    const write =
      (...layers: TopologyLayer[]) =>
      () =>
        written([4], layers, {});
    expect(write(layer('rows', 'LSTM', {}, 'image'))).toThrow(/The layer "rows" \(LSTM\) can't be written/);
    expect(write(layer('dense', 'Dense', { units: 2 }, 'image'))).toThrow(/"dense" \(Dense\)/);
  });
});
