import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOnnxRuntime } from '../../src/train/engines/onnx-runtime/load-onnx-runtime';
import type { OnnxRuntime } from '../../src/train/engines/onnx-runtime/runtime';
import { RuntimePhase } from '../../src/train/engines/onnx-runtime/runtime-phase';
import type { TensorFlow, TensorFlowBackend } from '../../src/train/engines/tensorflow-js/tensorflow';
import { TensorFlowPhase } from '../../src/train/engines/tensorflow-js/tensorflow-phase';
import { furthest, furthestWeights, taskOf, trained, trainedByAll } from './phase-comparison';
import { dist, onnxRuntimeFolder } from './run-workshop';

let folder: string;
let tf: TensorFlow;
let runtime: OnnxRuntime;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wasm-layers-'));
  const shipped = createRequire(import.meta.url)(path.join(dist, 'wasm-engine.js')) as {
    wasmBackend(): Promise<TensorFlowBackend>;
  };
  ({ tf } = await shipped.wasmBackend());
  ({ runtime } = loadOnnxRuntime(await onnxRuntimeFolder()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** With strides larger than a padded kernel of several pixels the backend's own convolution puts that elsewhere. */
const wrongThere = 'Conv2DTranspose with strides larger than its kernel';

describe('layer by layer on WebAssembly', () => {
  it.each(trainedByAll.filter((about) => about !== wrongThere))(
    '%s answers as when it is compiled, and a step changes every weight alike',
    async (about) => {
      const task = await taskOf(tf, folder, about, 'sgd');
      const compiled = await RuntimePhase.of(runtime, task);
      if ('layer' in compiled) throw new Error(`${compiled.className} is not compiled`);
      const [own, other] = [await trained(await TensorFlowPhase.of(tf, task), 1), await trained(compiled, 1)];
      expect(furthest(own.before, other.before)).toBeLessThan(1e-5);
      expect(furthest(own.losses, other.losses)).toBeLessThan(1e-4);
      // A step of a hundredth of the gradient.
      expect(furthestWeights(own.weights, other.weights).filter(([, most]) => !(most < 1e-5))).toEqual([]);
    },
  );
});
