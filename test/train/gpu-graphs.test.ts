import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../src/train/compiler/operation';
import { compilePhase } from '../../src/train/compiler/phase-graph';
import { loadOnnxRuntime } from '../../src/train/engines/onnx-runtime/load-onnx-runtime';
import type { OnnxRuntime } from '../../src/train/engines/onnx-runtime/runtime';
import { runtimeSession } from '../../src/train/engines/onnx-runtime/runtime-session';
import type { TopologyLayer } from '../../src/train/network/topology';
import type { Device } from '../../src/train/onnx/written/graph-writer';
import { operationsModel } from '../../src/train/onnx/written/operations-model';
import { furthest } from './phase-comparison';
import { onnxRuntimeFolder } from './run-workshop';

const sides = [40, 48] as const;
const examples = 3;

const layer = (name: string, className: string, config: object, ...inbound: string[]): TopologyLayer => ({
  ...{ name, className, inbound },
  config: { name, ...config },
});

/** Pictures of so many places that sums over them are taken in parts, of one layer after the other. */
const layers = [
  layer('image', 'InputLayer', { batch_input_shape: [null, ...sides, 3] }),
  layer('first', 'Conv2D', { filters: 6, kernel_size: [3, 3], padding: 'same', activation: 'tanh' }, 'image'),
  layer('each', 'DepthwiseConv2D', { kernel_size: [3, 3], padding: 'same' }, 'first'),
  layer('fewer', 'DepthwiseConv2D', { kernel_size: [5, 3], strides: [2, 2], depth_multiplier: 2 }, 'each'),
  layer('last', 'Conv2D', { filters: 5, kernel_size: [1, 1] }, 'fewer'),
  layer('pool', 'GlobalAveragePooling2D', {}, 'last'),
  layer('logits', 'Dense', { units: 4 }, 'pool'),
];
const weights = new Map(
  Object.entries({
    ...{ 'first/kernel': [3, 3, 3, 6], 'first/bias': [6] },
    ...{ 'each/depthwise_kernel': [3, 3, 6, 1], 'each/bias': [6] },
    ...{ 'fewer/depthwise_kernel': [5, 3, 6, 2], 'fewer/bias': [12] },
    ...{ 'last/kernel': [1, 1, 12, 5], 'last/bias': [5] },
    ...{ 'logits/kernel': [5, 4], 'logits/bias': [4] },
  }).map(([name, shape]) => {
    const length = shape.reduce((product, one) => product * one, 1);
    return [name, { shape, values: waves(length, name.length) }] as const;
  }),
);

function waves(length: number, phase: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => Math.sin(12.9898 * (at + 1) + phase) / 2);
}

describe('a phase as it is written for a GPU', () => {
  let runtime: OnnxRuntime;
  let wanted: ReadonlyMap<string, Value>;

  beforeAll(async () => {
    ({ runtime } = loadOnnxRuntime(await onnxRuntimeFolder()));
    const phase = compilePhase({
      ...{ network: { name: 'net', layers }, weights, neverTrained: new Set(), inference: new Set() },
      trainable: new Set(layers.map(({ name }) => name)),
    });
    if ('layer' in phase) throw new Error(phase.layer);
    wanted = new Map([['logits', phase.learning], ...phase.slopes]);
  });

  /** What the processor makes of what is written for a device, by names; and how many tensors go to it and come back. */
  async function made(device: Device) {
    const model = operationsModel(wanted, device);
    const session = await runtimeSession(runtime, model.bytes);
    const fed: Record<string, Float32Array> = {
      examples: waves(examples * sides[0] * sides[1] * 3, 1),
      ...{ classes: Float32Array.of(0, 3, 1), exampleWeights: Float32Array.of(0.5, 0.25, 0.25) },
      shareOfExample: Float32Array.of(1 / examples),
    };
    const given = model.inputs.map(({ name, shape, holds }) => {
      const values = holds.flatMap(({ does }) => [
        ...(does.kind === 'variable'
          ? (weights.get(does.name)?.values ?? [])
          : (does.kind === 'fed' && fed[does.name]) || []),
      ]);
      const lengths = shape.map((length) => length ?? examples);
      return [name, new runtime.Tensor('float32', Float32Array.from(values), lengths)] as const;
    });
    const outputs = await session.run(Object.fromEntries(given));
    const values = new Map(
      [...model.outputs].map(([name, { output, begin, end }]) => {
        const all = outputs[output]?.data as Float32Array;
        return [name, all.slice(begin, end)];
      }),
    );
    await session.release();
    return { values, tensors: [given.length, Object.keys(outputs).length] };
  }

  it('has the slopes that it has on the processor, with long sums in parts', async () => {
    const [own, onGpu] = [await made('processor'), await made('gpu')];
    expect([...onGpu.values.keys()]).toEqual([...wanted.keys()]);
    for (const [name, values] of own.values) {
      const largest = Math.max(...values.map(Math.abs));
      expect(largest, name).toBeGreaterThan(1e-6);
      expect(furthest(onGpu.values.get(name) ?? [], values) / largest, name).toBeLessThan(1e-4);
    }
  });

  it('hands weights over as one tensor, and takes slopes back as one', async () => {
    const [own, onGpu] = [await made('processor'), await made('gpu')];
    expect(own.tensors).toEqual([weights.size + 3, weights.size + 1]);
    // Beside them pictures, their classes and what each counts come in, and logits go out.
    expect(onGpu.tensors).toEqual([4, 2]);
  });
});
