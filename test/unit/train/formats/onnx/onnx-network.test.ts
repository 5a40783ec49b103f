import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../../src/design/base/graph-facts';
import type { LayerGraph } from '../../../../../src/design/layer-graph';
import { openBase, readBase } from '../../../../../src/train/formats/read-base';
import { inspectModelFile } from '../../../../../src/train/inspect';
import { onnxLayerOf } from '../../../../../src/train/onnx/onnx-layer';
import type { OnnxModelParts } from '../../../../../src/train/onnx/onnx-model';
import {
  channelsLastOnnx,
  OnnxGraphBuilder,
  residualOnnx,
  tensorInput,
  transformerOnnx,
  writeOnnx,
} from '../../../../fixtures/onnx-networks';
import { temporaryFolder } from '../../../disk/support/temporary-folder';

const noEngine = {
  inspect: async () => {
    throw new Error('No engine builds such a network.');
  },
};

async function graphOf(parts: OnnxModelParts, size?: readonly [number, number]): Promise<LayerGraph> {
  const file = writeOnnx(temporaryFolder(), parts);
  return { ...(await inspectModelFile(file, noEngine, size)), fingerprint: '' };
}

const shown = ({ layers }: LayerGraph): string[] =>
  layers.map(({ name, type, outputShape, channelsFirst }) =>
    [name, type, outputShape.join('x'), channelsFirst ? 'channels first' : ''].join(' ').trim(),
  );

/** What each layer reads beside the outputs of others and its own constants, weights and nodes: it must be nothing. */
async function unresolved(parts: OnnxModelParts): Promise<string[]> {
  const { topology, weights } = await openBase(writeOnnx(temporaryFolder(), parts));
  const made = new Set<string>();
  const outputs = new Map<string, string>([[topology.layers[0]?.name ?? '', 'input']]);
  return topology.layers.slice(1).flatMap(({ name, config, inbound }) => {
    const { graph, weights: own } = onnxLayerOf(config);
    const wrongInputs = graph.input.filter(
      (input, place) => input.name !== outputs.get(inbound[place] ?? ''),
    );
    const known = new Set(graph.input.map((input) => input.name));
    const add = (tensor: string): string[] => {
      const isTwice = made.has(tensor);
      made.add(tensor);
      known.add(tensor);
      return isTwice ? [`${tensor} twice`] : [];
    };
    const twice = [
      ...Object.values(own).flatMap(add),
      ...graph.initializer.flatMap((tensor) => add(tensor.name)),
    ];
    const missing = graph.node.flatMap((node) => {
      const unknown = node.input.filter((input) => input !== '' && !known.has(input));
      return [...unknown, ...node.output.flatMap(add)];
    });
    const lost = Object.keys(own).filter((weight) => !weights.has(`${name}/${weight}`));
    outputs.set(name, graph.output[0]?.name ?? '');
    return [...wrongInputs.map((input) => input.name), ...twice, ...missing, ...lost];
  });
}

describe('a network that PyTorch exported', () => {
  it('is drawn by what it computes, from pictures with their channels last', async () => {
    expect(shown(await graphOf(residualOnnx()))).toEqual([
      'input InputLayer 16x16x3',
      'stem.Conv Conv2D 8x8x8 channels first',
      'act.Relu ReLU 8x8x8 channels first',
      'layer1.0.conv1.Conv DepthwiseConv2D 8x8x8 channels first',
      'layer1.0.act.Relu ReLU 8x8x8 channels first',
      'layer1.0.conv2.Conv Conv2D 8x8x8 channels first',
      'layer1.0.Add Add 8x8x8 channels first',
      'pool.GlobalAveragePool GlobalAveragePooling2D 8',
      'fc.Gemm Dense 5',
    ]);
  });

  it('is cut outside of its residual block and before its classifier', async () => {
    const facts = factsOf(await graphOf(residualOnnx()));
    expect(facts?.legalCuts).not.toContain('layer1.0.act.Relu');
    expect(facts?.legalCuts).toContain('layer1.0.Add');
    expect(facts?.classifier?.layer.name).toBe('fc.Gemm');
    expect(facts?.cutBeforeClassifier).toBe('pool.GlobalAveragePool');
  });

  it('has the weights and costs of its convolutions', async () => {
    const { layers } = await graphOf(residualOnnx());
    const stem = layers.find(({ name }) => name === 'stem.Conv');
    expect(stem?.weights).toEqual([
      { name: 'stem.Conv/stem.weight', shape: [8, 3, 3, 3] },
      { name: 'stem.Conv/stem.bias', shape: [8] },
    ]);
    expect(stem?.params).toBe(224);
    expect(stem?.multiplyAdds).toBe(8 * 8 * 8 * 27);
    const first = layers.find(({ name }) => name === 'layer1.0.conv1.Conv');
    expect(first?.multiplyAdds).toBe(8 * 8 * 8 * 9);
    expect(first?.settings).toMatchObject({ kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  });

  it('is only run: none of its layers trains', async () => {
    expect((await graphOf(residualOnnx())).trainsBase).toBe(false);
  });

  it.each([
    ['without a size of its own', ['n', 'c', 'h', 'w'] as const],
    ['with nothing said of its input', null],
  ])('takes pictures of any size: %s', async (_, input) => {
    const open = await graphOf(residualOnnx(input));
    expect(open.inputIsOpen).toBe(true);
    expect(open.layers[0]?.outputShape).toEqual([null, null, 3]);
    expect(open.layers.find(({ name }) => name === 'act.Relu')?.outputShape).toEqual([8, null, null]);
    const sized = await graphOf(residualOnnx(input), [20, 24]);
    expect(sized.layers.find(({ name }) => name === 'act.Relu')?.outputShape).toEqual([8, 10, 12]);
  });
});

it('a network of tf2onnx has its transposes where they belong, and its channels last', async () => {
  expect(shown(await graphOf(channelsLastOnnx()))).toEqual([
    'input InputLayer 16x16x3',
    'conv1.Conv Conv2D 4x8x8 channels first',
    'conv1.Relu ReLU 8x8x4',
    'conv2.Conv Conv2D 6x4x4 channels first',
    'conv2.Relu ReLU 4x4x6',
    'pool.Mean GlobalAveragePooling2D 6',
    'dense.MatMul Dense 4',
    'dense.Softmax Softmax 4',
  ]);
});

describe('a vision transformer', () => {
  it('is drawn by attention, normalisation and GELU, whatever they are written with', async () => {
    expect(shown(await graphOf(transformerOnnx()))).toEqual([
      'input InputLayer 16x16x3',
      'patch_embed.proj.Conv Conv2D 8x5x5 channels first',
      'Concat Concatenate 26x8',
      'blocks.0.norm1.LayerNormalization LayerNormalization 26x8',
      'blocks.0.attn.qkv.MatMul Dense 26x24',
      'blocks.0.attn.Attention Attention 2x26x4',
      'blocks.0.attn.proj.MatMul Dense 26x8',
      'blocks.0.Add Add 26x8',
      'blocks.0.norm2.LayerNormalization LayerNormalization 26x8',
      'blocks.0.mlp.fc1.MatMul Dense 26x16',
      'blocks.0.mlp.act.Gelu Gelu 26x16',
      'blocks.0.mlp.fc2.MatMul Dense 26x8',
      'blocks.0.Add_1 Add 26x8',
      'norm.LayerNormalization LayerNormalization 26x8',
      'Gather Gather 8',
      'head.Gemm Dense 3',
    ]);
  });

  it('is cut at its class token, and between its blocks', async () => {
    const facts = factsOf(await graphOf(transformerOnnx()));
    expect(facts?.cutBeforeClassifier).toBe('Gather');
    expect(facts?.legalCuts).toEqual([
      ...['input', 'patch_embed.proj.Conv', 'Concat', 'blocks.0.Add', 'blocks.0.Add_1'],
      ...['norm.LayerNormalization', 'Gather', 'head.Gemm'],
    ]);
  });

  it('that was exported for one picture takes several', async () => {
    const { topology } = await openBase(writeOnnx(temporaryFolder(), transformerOnnx(1)));
    expect(topology.layers[0]?.config.batch_input_shape).toEqual([null, 16, 16, 3]);
    expect(shown(await graphOf(transformerOnnx(1)))).toEqual(shown(await graphOf(transformerOnnx())));
  });
});

it.each([
  ['a residual network', residualOnnx()],
  ['a network with its channels last', channelsLastOnnx()],
  ['a transformer', transformerOnnx()],
  ['a transformer for one picture', transformerOnnx(1)],
])('layers have all they need, each tensor once in the whole network: %s', async (_, parts) => {
  expect(await unresolved(parts)).toEqual([]);
});

it('a network that takes one picture alone says so by its input layer', async () => {
  const graph = new OnnxGraphBuilder();
  const features = graph.conv('/conv', 'input', 3, 4);
  // The pictures come third, where no constant of the file leaves them open.
  const turned = graph.add('Transpose', '/Transpose', [features], { perm: [1, 2, 0, 3] });
  const laid = graph.add('Reshape', '/Reshape', [turned, graph.integers('shape', [32, 8])]);
  const back = graph.add('Reshape', '/Reshape_1', [laid, graph.integers('back', [1, 256])]);
  const file = writeOnnx(temporaryFolder(), graph.model([1, 3, 8, 8], back));
  expect((await openBase(file)).topology.layers[0]?.config.batch_input_shape).toEqual([1, 8, 8, 3]);
});

it('a network that measures all pictures at once is asked about one at a time', async () => {
  const graph = new OnnxGraphBuilder();
  const [small = '', scale = '', zero = ''] = graph.several('DynamicQuantizeLinear', '/q', ['input'], 3);
  graph.initializer.push({ name: 'w', dims: [4n, 3n, 1n, 1n], dataType: 2, rawData: new Uint8Array(12) });
  const whole = graph.add('ConvInteger', '/conv/Conv', [small, 'w', zero], { kernel_shape: [1, 1] });
  const float = graph.add('Cast', '/conv/Cast', [whole], { to: 1 });
  const parts = graph.model(['n', 3, 8, 8], graph.add('Mul', '/conv/Mul', [float, scale]));
  const { topology, layers } = await openBase(writeOnnx(temporaryFolder(), parts));
  expect(topology.layers[0]?.config.batch_input_shape).toEqual([1, 8, 8, 3]);
  expect(layers?.map(({ type }) => type)).toEqual(['InputLayer', 'Conv2D']);
});

describe('weights', () => {
  it('are the file’s own numbers', async () => {
    const parts = residualOnnx();
    const { weights } = await readBase(writeOnnx(temporaryFolder(), parts));
    const written = parts.graph?.initializer?.find(({ name }) => name === 'fc.weight');
    const { shape, values } = weights.get('fc.Gemm/fc.weight') ?? { shape: [], values: new Float32Array() };
    expect(shape).toEqual([5, 8]);
    expect(Buffer.from(values.buffer, values.byteOffset, values.byteLength)).toEqual(
      Buffer.from(written?.rawData ?? []),
    );
  });

  it('of 16 bits are widened, and so is all that the nodes say of their type', async () => {
    const graph = new OnnxGraphBuilder();
    const half = graph.add('Cast', '/Cast', ['input'], { to: 10 });
    graph.initializer.push({
      name: 'w',
      dims: [4n, 3n, 1n, 1n],
      dataType: 10,
      rawData: new Uint8Array(24).fill(0x3c),
    });
    const conv = graph.add('Conv', '/conv/Conv', [half, 'w'], { kernel_shape: [1, 1] });
    const file = writeOnnx(temporaryFolder(), graph.model(['n', 3, 8, 8], conv));
    const { weights, topology } = await readBase(file);
    expect(weights.get('conv.Conv/w')?.values[0]).toBeCloseTo(1.0586, 4);
    const { graph: layer } = onnxLayerOf(topology.layers[1]?.config ?? {});
    const cast = layer.node.find(({ opType }) => opType === 'Cast');
    expect(cast?.attribute[0]?.i).toBe(1n);
  });

  it('that are integers stay the layer’s constants', async () => {
    const graph = new OnnxGraphBuilder();
    graph.initializer.push(
      { name: 'q', dims: [4n, 3n, 1n, 1n], dataType: 3, rawData: new Uint8Array(12).fill(5) },
      { name: 'scale', dims: [], dataType: 1, floatData: [0.1] },
    );
    const wide = graph.add('DequantizeLinear', '/q', ['q', 'scale']);
    const file = writeOnnx(
      temporaryFolder(),
      graph.model(['n', 3, 8, 8], graph.add('Conv', '/conv/Conv', ['input', wide], { kernel_shape: [1, 1] })),
    );
    const { weights, topology, layers } = await openBase(file);
    expect([...weights.keys()]).toEqual([]);
    expect(layers?.[1]?.params).toBe(12);
    const { graph: layer } = onnxLayerOf(topology.layers[1]?.config ?? {});
    expect(layer.initializer.map(({ name, dataType }) => [name, dataType])).toContainEqual(['q', 3]);
  });
});

it('a network that hands on integers has floats between its layers, and the same integers within', async () => {
  const graph = new OnnxGraphBuilder();
  graph.initializer.push(
    { name: 'q', dims: [4n, 3n, 1n, 1n], dataType: 3, rawData: new Uint8Array(12).fill(5) },
    { name: 'scale', dims: [], dataType: 1, floatData: [0.1] },
    { name: 'zero', dims: [], dataType: 2, int32Data: [3] },
    { name: 'none', dims: [], dataType: 3, int32Data: [0] },
  );
  const small = graph.add('QuantizeLinear', '/q', ['input', 'scale', 'zero']);
  const read = [small, 'scale', 'zero', 'q', 'scale', 'none', 'scale', 'zero'];
  const conv = graph.add('QLinearConv', '/conv/Conv', read, { kernel_shape: [1, 1] });
  const pool = graph.add('MaxPool', '/pool/MaxPool', [conv], { kernel_shape: [2, 2], strides: [2, 2] });
  const parts = graph.model(['n', 3, 8, 8], graph.add('DequantizeLinear', '/end', [pool, 'scale', 'zero']));
  const { topology, layers } = await openBase(writeOnnx(temporaryFolder(), parts));
  expect(layers?.map(({ type, outputShape }) => `${type} ${outputShape.join('x')}`)).toEqual([
    'InputLayer 8x8x3',
    'Conv2D 4x8x8',
    'MaxPooling2D 4x4x4',
  ]);
  const operators = topology.layers
    .slice(1)
    .map(({ config }) => onnxLayerOf(config).graph.node.map(({ opType }) => opType));
  expect(operators).toEqual([
    ['Transpose', 'QuantizeLinear', 'QLinearConv', 'DequantizeLinear'],
    ['QuantizeLinear', 'MaxPool', 'DequantizeLinear', 'QuantizeLinear', 'DequantizeLinear'],
  ]);
  expect(await unresolved(parts)).toEqual([]);
});

describe('what exporters write for programs', () => {
  it('is taken apart where it is a function', async () => {
    const graph = new OnnxGraphBuilder();
    const conv = graph.conv('/conv', 'input', 3, 4);
    graph.node.push({ opType: 'Twice', domain: 'own', name: 'twice', input: [conv], output: ['twice'] });
    const body = [
      { opType: 'Relu', name: 'relu', input: ['x'], output: ['middle'] },
      { opType: 'Add', name: 'add', input: ['middle', 'middle'], output: ['y'] },
    ];
    const parts = graph.model(['n', 3, 8, 8], 'twice', {
      opsetImport: [
        { domain: '', version: 17n },
        { domain: 'own', version: 1n },
      ],
      functions: [
        {
          name: 'Twice',
          domain: 'own',
          input: ['x'],
          output: ['y'],
          node: body,
          opsetImport: [{ domain: '', version: 17n }],
        },
      ],
    });
    expect((await graphOf(parts)).layers.map(({ type }) => type)).toEqual([
      'InputLayer',
      'Conv2D',
      'ReLU',
      'Add',
    ]);
    expect(await unresolved(parts)).toEqual([]);
  });

  it('is the one that is chosen where a shape chooses between two', async () => {
    const graph = new OnnxGraphBuilder();
    const pooled = graph.add('GlobalAveragePool', '/pool', [graph.conv('/conv', 'input', 3, 4)]);
    const edge = graph.add(
      'Gather',
      '/edge',
      [graph.add('Shape', '/shape', [pooled]), graph.constant('/two', 2)],
      {
        axis: 0,
      },
    );
    const isOne = graph.add('Equal', '/equal', [edge, graph.constant('/one', 1)]);
    const branch = (opType: string, output: string) => ({
      type: 5,
      g: { name: output, node: [{ opType, input: [pooled], output: [output] }], output: [{ name: output }] },
    });
    const chosen = graph.add('If', '/if', [isOne], {
      then_branch: branch('Flatten', 'flat'),
      else_branch: branch('Unknown', 'other'),
    });
    const { layers } = await graphOf(graph.model(['n', 3, 8, 8], chosen));
    expect(layers.at(-1)?.outputShape).toEqual([4]);
  });

  it('is passed over where another output needs more than the picture', async () => {
    const graph = new OnnxGraphBuilder();
    const picture = graph.add('GlobalAveragePool', '/pool', [graph.conv('/conv', 'pixels', 3, 4)]);
    const both = graph.add('Mul', '/both', [picture, 'words']);
    const { layers } = await graphOf({
      irVersion: 8n,
      opsetImport: [{ domain: '', version: 17n }],
      graph: {
        ...{ node: graph.node, initializer: graph.initializer },
        input: [tensorInput('words', ['n', 4, 1, 1]), tensorInput('pixels', ['n', 3, 8, 8])],
        output: [{ name: both }, { name: picture }],
      },
    });
    expect(layers.map(({ type }) => type)).toEqual(['InputLayer', 'Conv2D', 'GlobalAveragePooling2D']);
  });
});
