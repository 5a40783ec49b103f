import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/design/images/random';
import { loadOnnxRuntime } from '../../src/train/engines/onnx-runtime/load-onnx-runtime';
import { onnxRuntimeEngine } from '../../src/train/engines/onnx-runtime/onnx-runtime-engine';
import type { OnnxRuntime } from '../../src/train/engines/onnx-runtime/runtime';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { readBase } from '../../src/train/formats/read-base';
import {
  inputLayer,
  inputLayerOf,
  outputLayerOf,
  type Topology,
  upTo,
} from '../../src/train/network/topology';
import type { NetworkWeights } from '../../src/train/network/weight-values';
import { TensorProto_DataType } from '../../src/train/onnx/onnx_pb';
import { onnxLayerConfig, onnxNodes } from '../../src/train/onnx/onnx-layer';
import { onnxModelBytes } from '../../src/train/onnx/onnx-model';
import { networkModel } from '../../src/train/onnx/written/network-model';
import { layerBases, nestedBases, saveBase, settingBases } from '../fixtures/layer-bases';
import { nativeEngineFolder, onnxRuntimeFolder } from './run-workshop';

let folder: string;
let tf: TensorFlow;
let engine: ReturnType<typeof tensorFlowEngine>;
let runtime: OnnxRuntime;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onnx-layers-'));
  const backend = loadTfjsNode(await nativeEngineFolder());
  tf = backend.tf;
  engine = tensorFlowEngine(backend);
  runtime = loadOnnxRuntime(await onnxRuntimeFolder()).runtime;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Other numbers for every weight, variances above nothing: as they begin, many would show no mistake. */
function drawn(weights: NetworkWeights): NetworkWeights {
  return new Map(
    [...weights].map(([name, { shape, values }]) => {
      const random = seededRandom('weights', name);
      const draw = (): number => (name.endsWith('variance') ? 0.5 + random() : (random() - 0.5) / 2);
      return [name, { shape, values: values.map(draw) }];
    }),
  );
}

async function inOnnxRuntime(
  network: Topology,
  weights: NetworkWeights,
  values: Float32Array,
): Promise<Float32Array> {
  const session = await runtime.InferenceSession.create(onnxModelBytes(networkModel(network, weights)), {});
  const [input = '', output = ''] = [...session.inputNames, ...session.outputNames];
  expect([input, output]).toEqual([inputLayerOf(network).name, outputLayerOf(network).name]);
  const outputs = await session.run({ [input]: new runtime.Tensor('float32', values, [2, 16, 16, 3]) });
  await session.release();
  return outputs[output]?.data as Float32Array;
}

describe('a network written as ONNX', () => {
  const bases = [...layerBases, ...nestedBases, ...settingBases].filter(
    ({ refusedFor }) => refusedFor === undefined,
  );

  it.each(bases.map((base) => [base.about, base] as const))(
    'with %s answers in ONNX Runtime as in TensorFlow.js, and has its weights bit for bit',
    async (about, base) => {
      const read = await readBase(await saveBase(tf, base.build(tf), path.join(folder, about)));
      const weights = drawn(read.weights);
      const values = Float32Array.from({ length: 2 * 16 * 16 * 3 }, (_, at) => Math.sin(at * at));
      // What comes before the classifier as well: a softmax makes large differences small.
      const features = upTo(read.topology, outputLayerOf(read.topology).inbound[0] ?? '');
      for (const network of [read.topology, features]) {
        const built = await engine.network(network, weights);
        const expected = await built.outputs({ values, shape: [2, 16, 16, 3] });
        built.dispose();
        const found = await inOnnxRuntime(network, weights, values);
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        expect(found.length).toBe(expected.length);
        expect(Math.max(...found.map((value, at) => Math.abs(value - expected[at]!) / largest))).toBeLessThan(
          1e-5,
        );
      }
      const { graph } = networkModel(read.topology, weights);
      const stored = new Map(
        graph?.initializer?.map(({ name, rawData }) => [name, Buffer.from(rawData ?? []).toString('hex')]),
      );
      const known = [...weights].map(
        ([name, tensor]) => [name, Buffer.from(tensor.values.buffer).toString('hex')] as const,
      );
      expect(stored).toEqual(new Map(known));
    },
  );
});

describe('ONNX Runtime as an engine', () => {
  /** As it is exported for one picture: the number stands in a shape. */
  const oneAtATime = (): Topology => {
    const shape = { name: 'shape', dims: [2n], dataType: TensorProto_DataType.INT64, int64Data: [1n, 12n] };
    const config = onnxLayerConfig(
      {
        node: [{ opType: 'Reshape', input: ['picture', 'shape'], output: ['flat'] }],
        input: [{ name: 'picture' }],
        output: [{ name: 'flat' }],
        initializer: [shape],
      },
      { opsets: { '': 17 }, weights: {} },
    );
    const first = inputLayer('picture', [2, 2, 3]);
    return {
      name: 'one',
      layers: [
        { ...first, config: { ...first.config, batch_input_shape: [1, 2, 2, 3] } },
        { name: 'flat', className: onnxNodes, config, inbound: ['picture'] },
      ],
    };
  };

  it('asks a network that takes one picture about each by itself', async () => {
    const network = await onnxRuntimeEngine(runtime, 'engine').network(oneAtATime(), new Map());
    const values = Float32Array.from({ length: 36 }, (_, at) => at);
    expect(await network.outputs({ values, shape: [3, 2, 2, 3] })).toEqual(values);
    network.dispose();
  });

  it('takes networks of layers of an ONNX file as of Keras, and none with a layer that can not be written', () => {
    const engine = onnxRuntimeEngine(runtime, 'engine');
    const keras = [
      inputLayer('picture', [2, 2, 3]),
      { name: 'flat', className: 'Flatten', config: {}, inbound: ['picture'] },
    ];
    expect(engine.takes(oneAtATime(), new Map())).toBe(true);
    expect(engine.takes({ name: 'keras', layers: keras }, new Map())).toBe(true);
    const unknown = { name: 'more', className: 'LSTM', config: {}, inbound: ['flat'] };
    expect(engine.takes({ name: 'more', layers: [...oneAtATime().layers, unknown] }, new Map())).toBe(false);
  });

  it.each([7, 10, 13, 17, 18, 21])(
    'runs a head behind nodes of version %i of the operators',
    async (opset) => {
      const front = [{}, ...[2n, 4n, 4n].map((value) => ({ value: { case: 'dimValue' as const, value } }))];
      const config = onnxLayerConfig(
        {
          node: [{ opType: 'Relu', input: ['picture'], output: ['features'] }],
          input: [{ name: 'picture' }],
          output: [{ name: 'features', type: { tensorType: { shape: { dim: front } } } }],
        },
        { opsets: { '': opset }, weights: {} },
      );
      const head = [
        ['turn', 'Permute', { dims: [2, 3, 1] }],
        ['pool', 'GlobalAveragePooling2D', {}],
        ['wide', 'Dense', { units: 2, activation: 'relu' }],
        ['drop', 'Dropout', { rate: 0.5 }],
        ['logits', 'Dense', { units: 2 }],
        ['classes', 'Softmax', { axis: -1 }],
      ] as const;
      const layers = [
        inputLayer('picture', [2, 4, 4]),
        { name: 'nodes', className: onnxNodes, config, inbound: ['picture'] },
        ...head.map(([name, className, settings], at) => ({
          ...{ name, className, config: { name, ...settings } },
          inbound: [head[at - 1]?.[0] ?? 'nodes'],
        })),
      ];
      const matrix = { shape: [2, 2], values: Float32Array.of(1, 0, 0, 2) };
      const bias = { shape: [2], values: Float32Array.of(0, 1) };
      const weights = new Map(
        ['wide', 'logits'].flatMap((name) => [
          [`${name}/kernel`, matrix] as const,
          [`${name}/bias`, bias] as const,
        ]),
      );
      const network = await onnxRuntimeEngine(runtime, 'engine').network({ name: 'net', layers }, weights);
      // Of one channel 3 everywhere, of the other 1 in the first half and -1 in the second, which counts as nothing.
      const values = Float32Array.from({ length: 32 }, (_, at) => (at < 16 ? 3 : at < 24 ? 1 : -1));
      const [one = 0, other = 0] = await network.outputs({ values, shape: [1, 2, 4, 4] });
      network.dispose();
      expect(Math.log(other / one)).toBeCloseTo(2 * (2 * 0.5 + 1) + 1 - 3, 5);
    },
  );

  it('says which layers it could not put together', async () => {
    const network = oneAtATime();
    const config = onnxLayerConfig(
      {
        node: [{ opType: 'NoSuchOperator', input: ['picture'], output: ['flat'] }],
        input: [{ name: 'picture' }],
        output: [{ name: 'flat' }],
      },
      { opsets: { '': 17 }, weights: {} },
    );
    const layers = network.layers.map((layer) => (layer.name === 'flat' ? { ...layer, config } : layer));
    await expect(
      onnxRuntimeEngine(runtime, 'engine').network({ ...network, layers }, new Map()),
    ).rejects.toThrow(/layers from "picture" to "flat" together: .*NoSuchOperator/);
  });
});
