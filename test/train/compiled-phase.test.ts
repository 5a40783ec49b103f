import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhaseTask, TrainingPhase } from '../../src/train/engines/engine';
import { loadOnnxRuntime } from '../../src/train/engines/onnx-runtime/load-onnx-runtime';
import type { OnnxRuntime } from '../../src/train/engines/onnx-runtime/runtime';
import { RuntimePhase } from '../../src/train/engines/onnx-runtime/runtime-phase';
import { graphEngine } from '../../src/train/engines/tensorflow-js/graph-engine';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { SessionPhase } from '../../src/train/engines/tensorflow-js/session-phase';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { TensorFlowPhase } from '../../src/train/engines/tensorflow-js/tensorflow-phase';
import type { NetworkWeights } from '../../src/train/network/weight-values';
import { isStatistic } from '../../src/train/network/weight-values';
import {
  batches,
  furthest,
  furthestWeights,
  labels,
  taken,
  taskOf,
  trained,
  trainedByAll,
} from './phase-comparison';
import { nativeEngineFolder, onnxRuntimeFolder } from './run-workshop';

let folder: string;
let tf: TensorFlow;
let runtime: OnnxRuntime;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compiled-phase-'));
  tf = loadTfjsNode(await nativeEngineFolder()).tf;
  ({ runtime } = loadOnnxRuntime(await onnxRuntimeFolder()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What runs a compiled phase. */
const emitters = {
  TensorFlow: async (task: PhaseTask) => SessionPhase.of(tf, task),
  'ONNX Runtime': (task: PhaseTask) => RuntimePhase.of(runtime, task),
} as const;

type Emitter = keyof typeof emitters;

async function compiled(task: PhaseTask, emitter: Emitter): Promise<TrainingPhase> {
  const phase = await emitters[emitter](task);
  if ('layer' in phase) throw new Error(`${phase.className} is not compiled`);
  return phase;
}

describe.each(Object.keys(emitters) as Emitter[])(
  'a phase that is compiled to one graph for %s',
  (emitter) => {
    it.each(trainedByAll)(
      'answers with %s as TensorFlow.js does, and a step changes every weight alike',
      async (about) => {
        const task = await taskOf(tf, folder, about, 'sgd');
        const own = await trained(await compiled(task, emitter), 1);
        const plain = await trained(await TensorFlowPhase.of(tf, task), 1);
        expect(furthest(own.before, plain.before)).toBeLessThan(1e-5);
        expect(furthest(own.losses, plain.losses)).toBeLessThan(1e-4);
        // A step of a hundredth of the gradient.
        expect(furthestWeights(own.weights, plain.weights).filter(([, most]) => !(most < 1e-5))).toEqual([]);
        expect(furthestWeights(own.weights, task.weights).some(([, most]) => most > 1e-4)).toBe(true);
      },
    );

    it.each(['sgd', 'momentum', 'rmsprop', 'adam'] as const)(
      'changes weights and moments by %s as in plain memory',
      async (optimizer) => {
        const task = await taskOf(tf, folder, 'MaxPooling2D', optimizer);
        const own = await trained(await compiled(task, emitter), 5);
        const plain = await trained(await TensorFlowPhase.of(tf, task), 5);
        expect(furthest(own.losses, plain.losses)).toBeLessThan(1e-3);
        expect(furthestWeights(own.weights, plain.weights).filter(([, most]) => !(most < 2e-4))).toEqual([]);
        expect(own.optimizer.map(({ name, shape }) => [name, shape])).toEqual(
          plain.optimizer.map(({ name, shape }) => [name, shape]),
        );
        const moments = own.optimizer.map(({ values }, at) => furthest(values, plain.optimizer[at]!.values));
        expect(moments.filter((most) => !(most < 1e-3))).toEqual([]);
      },
    );

    it.each(['Multiply by one number a channel', 'BatchNormalization of channels in front'])(
      'moves the gradient of the loss with %s as finite differences say',
      async (about) => {
        const kinked = await taskOf(tf, folder, about, 'sgd');
        const layers = kinked.network.layers.map((layer) =>
          layer.config.activation === 'relu'
            ? { ...layer, config: { ...layer.config, activation: 'tanh' } }
            : layer,
        );
        const task = { ...kinked, network: { ...kinked.network, layers } };
        const own = await trained(await compiled(task, emitter), 1);
        const lossWith = async (weights: NetworkWeights) => {
          const { losses } = await trained(await compiled({ ...task, weights }, emitter), 1);
          return losses[0]! / labels.length;
        };
        for (const [name, { shape, values }] of [...task.weights].filter(([name]) => !isStatistic(name))) {
          const gradient = (values[0]! - own.weights.get(name)!.values[0]!) / task.learningRate;
          const losses = [0.002, -0.002].map((step) =>
            lossWith(new Map(task.weights).set(name, { shape, values: values.with(0, values[0]! + step) })),
          );
          const [above, below] = await Promise.all(losses);
          expect([name, Math.abs((above! - below!) / 0.004 - gradient) < 2e-3]).toEqual([name, true]);
        }
      },
    );

    it('drops out the same for the same seed, and something else for another', async () => {
      const task = await taskOf(tf, folder, 'Dropout', 'sgd', true);
      const [first, again, other] = await Promise.all(
        [1, 1, 2].map(async (seed) => trained(await compiled(task, emitter), 2, seed)),
      );
      expect(first!.losses).toEqual(again!.losses);
      expect(furthestWeights(first!.weights, again!.weights).filter(([, most]) => most > 0)).toEqual([]);
      expect(first!.losses).not.toEqual(other!.losses);
      // Nothing drops out where the network is asked.
      expect(first!.before).toEqual(other!.before);
    });
  },
);

describe('a network as one graph of constants', () => {
  it('answers as layer by layer', async () => {
    const backend = { name: 'tfjs-node', tf };
    const [graph, plain] = [graphEngine(backend), tensorFlowEngine(backend)];
    const differing: string[] = [];
    for (const about of taken) {
      const { network, weights } = await taskOf(tf, folder, about, 'sgd');
      expect([about, graph.takes(network, weights)]).toEqual([about, true]);
      const answers = await Promise.all(
        [graph, plain].map(async (engine) => {
          const made = await engine.network(network, weights);
          const outputs = await made.outputs(batches[0]!);
          made.dispose();
          return outputs;
        }),
      );
      if (!(furthest(answers[0]!, answers[1]!) < 1e-5)) differing.push(about);
    }
    expect(differing).toEqual([]);
  });
});

describe('a phase that is not compiled', () => {
  it('falls back to layer by layer for a setting that is not in the table, and says why', async () => {
    const task = await taskOf(tf, folder, 'Dropout', 'sgd', true);
    const layers = task.network.layers.map((layer) =>
      layer.className === 'Dropout'
        ? { ...layer, config: { ...layer.config, noise_shape: [labels.length, 16, 16, 4] } }
        : layer,
    );
    const engine = tensorFlowEngine({ name: 'tfjs-node', tf });
    const phase = await engine.phase({ ...task, network: { ...task.network, layers } });
    const { slowBecause } = phase;
    const { losses } = await trained(phase, 1);
    expect(slowBecause).toMatch(/^"drop_\d+" \(Dropout\) can't be compiled$/);
    expect(losses[0]).toBeGreaterThan(0);
  });
});
