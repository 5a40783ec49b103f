import type { TrainingPhase } from '../../src/train/engines/engine';
import { loadOnnxRuntime } from '../../src/train/engines/onnx-runtime/load-onnx-runtime';
import { RuntimePhase } from '../../src/train/engines/onnx-runtime/runtime-phase';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { furthest, furthestWeights, taskOf, trained } from './phase-comparison';

/**
 * `node --import tsx gpu-layers.ts TFJS_NODE ONNXRUNTIME FOLDER LAYER…`: a step of each layer on the GPU and on the processor;
 * prints how far they are apart. A process of its own, as a GPU's driver is looked for when a process starts.
 */
async function main([tensorFlow = '', onnx = '', folder = '', ...layers]: readonly string[]): Promise<void> {
  const { tf } = loadTfjsNode(tensorFlow);
  const { runtime } = loadOnnxRuntime(onnx);
  const apart: object[] = [];
  for (const about of layers) {
    const task = await taskOf(tf, folder, about, 'sgd');
    const phases = [await RuntimePhase.of(runtime, task), await RuntimePhase.of(runtime, task, 'webgpu')];
    const [own, onGpu] = [
      await trained(phases[0] as TrainingPhase, 1),
      await trained(phases[1] as TrainingPhase, 1),
    ];
    apart.push({
      about,
      answers: furthest(onGpu.before, own.before),
      losses: furthest(onGpu.losses, own.losses),
      weights: Math.max(...furthestWeights(onGpu.weights, own.weights).map(([, most]) => most)),
      moved: Math.max(...furthestWeights(onGpu.weights, task.weights).map(([, most]) => most)),
    });
  }
  process.stdout.write(`${JSON.stringify(apart)}\n`);
}

void main(process.argv.slice(2));
