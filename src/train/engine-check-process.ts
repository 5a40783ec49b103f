import type { Engine, FeatureEngine, GpuEngines } from './engines/engine';
import { whyUnfit } from './engines/gpu-trial';
import { loadEngines } from './engines/load-engines';
import { messageOf } from './failures/failure-words';
import { inputLayer, type Topology, type TopologyLayer } from './network/topology';
import { smallOnnxNetwork } from './onnx/small-network';

/**
 * `node engine-check.js`: a small real training with the engine that the environment names, and a small computation where
 * it runs ONNX files; prints the verdict.
 */
async function main(): Promise<void> {
  const start = performance.now();
  let verdict: object;
  try {
    const { answering, training, onGpu } = await loadEngines(process.env);
    if (onGpu !== undefined) await requireSameOnGpu(onGpu);
    const { topology, weights } = smallOnnxNetwork();
    const forFeatures = answering.find((engine) => engine.takes(topology, weights));
    await trainALittle(training);
    if (forFeatures !== undefined) await computeALittle(forFeatures);
    verdict = {
      ok: true,
      engine: (onGpu?.gpu ?? forFeatures ?? training).name,
      seconds: (performance.now() - start) / 1000,
    };
  } catch (error) {
    verdict = { ok: false, message: withoutPlaces(messageOf(error)) };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}

/** ONNX Runtime says first where in its own code a check failed, and which. */
function withoutPlaces(message: string): string {
  return message.replace(/^\S+\.cc:\d+ .* was false\. /s, '').trim();
}

/** @throws Error if the engine can't, or if its losses are no numbers */
async function trainALittle(engine: Engine): Promise<void> {
  const network = smallNetwork();
  const seed = ['engine check'];
  const weights = await engine.initialWeights(network, seed);
  const phase = await engine.phase({
    network,
    weights,
    trainable: new Set(network.layers.map(({ name }) => name)),
    neverTrained: new Set(),
    inference: new Set(),
    ...{ optimizer: 'adam', learningRate: 0.001, classWeights: null },
  });
  phase.begin(seed);
  const labels = [0, 1, 0, 1];
  const batch = { values: new Float32Array(4 * 8 * 8).fill(1), shape: [4, 8, 8, 1] };
  const losses: number[] = [];
  for (let step = 0; step < 2; step += 1) losses.push((await phase.step(batch, labels)).loss);
  phase.dispose();
  if (!losses.every(Number.isFinite)) throw new Error(`its losses are ${losses.join()}`);
}

/** @throws Error if a step on the GPU changes a small network otherwise than one on the processor */
async function requireSameOnGpu(engines: GpuEngines): Promise<void> {
  const network = networkOfManyKinds();
  const weights = await engines.processor.initialWeights(network, ['engine check']);
  const values = Float32Array.from({ length: 6 * 12 * 12 * 3 }, (_, at) => Math.sin(at * 1.3));
  const reason = await whyUnfit(
    engines,
    {
      ...{ network, weights, trainable: new Set(network.layers.map(({ name }) => name)) },
      ...{ neverTrained: new Set(), inference: new Set() },
      ...{ optimizer: 'sgd', learningRate: 0.01, classWeights: null },
    },
    { batch: { values, shape: [6, 12, 12, 3] }, labels: [0, 1, 2, 2, 1, 0] },
  );
  if (reason !== undefined) throw new Error(reason);
}

/** @throws Error if the engine can't, or if what it gives is wrong */
async function computeALittle(engine: FeatureEngine): Promise<void> {
  const { topology, weights, batch, expected } = smallOnnxNetwork();
  const network = await engine.network(topology, weights);
  const outputs = await network.outputs(batch);
  network.dispose();
  const isRight = expected.every((value, at) => Math.abs(value - (outputs[at] ?? Number.NaN)) < 1e-5);
  if (!isRight || outputs.length !== expected.length)
    throw new Error(`it computes ${outputs.join()} where ${expected.join()} is right`);
}

/** For pictures of 8 by 8 in grey and two classes. */
function smallNetwork(): Topology {
  return {
    name: 'check',
    layers: [
      inputLayer('picture', [8, 8, 1]),
      {
        name: 'convolution',
        className: 'Conv2D',
        config: { filters: 2, kernel_size: [3, 3], activation: 'relu' },
        inbound: ['picture'],
      },
      { name: 'flat', className: 'Flatten', config: {}, inbound: ['convolution'] },
      { name: 'classes', className: 'Dense', config: { units: 2 }, inbound: ['flat'] },
    ],
  };
}

/** For pictures of 12 by 12 in colour and three classes: what most networks are made of. */
function networkOfManyKinds(): Topology {
  const layer = (name: string, className: string, config: TopologyLayer['config'], inbound: string) => {
    return { name, className, config, inbound: [inbound] };
  };
  const padding = 'same';
  return {
    name: 'check',
    layers: [
      inputLayer('picture', [12, 12, 3]),
      layer('convolution', 'Conv2D', { filters: 6, kernel_size: [3, 3], padding }, 'picture'),
      layer('normalisation', 'BatchNormalization', {}, 'convolution'),
      layer('activation', 'Activation', { activation: 'relu' }, 'normalisation'),
      layer('depthwise', 'DepthwiseConv2D', { kernel_size: [3, 3], padding, strides: [2, 2] }, 'activation'),
      layer('pooling', 'MaxPooling2D', { pool_size: [2, 2] }, 'depthwise'),
      layer('pixels', 'Conv2D', { filters: 8, kernel_size: [1, 1], activation: 'relu' }, 'pooling'),
      layer('mean', 'GlobalAveragePooling2D', {}, 'pixels'),
      layer('classes', 'Dense', { units: 3 }, 'mean'),
    ],
  };
}

void main();
