import type { Engine, FeatureEngine } from './engines/engine';
import { loadEngines } from './engines/load-engines';
import { messageOf } from './failures/failure-words';
import { inputLayer, type Topology } from './network/topology';
import { smallOnnxNetwork } from './onnx/small-network';

/**
 * `node engine-check.js`: a small real training with the engine that the environment names, and a small computation where
 * it runs ONNX files; prints the verdict.
 */
async function main(): Promise<void> {
  const start = performance.now();
  let verdict: object;
  try {
    const { answering, training } = await loadEngines(process.env);
    const { topology, weights } = smallOnnxNetwork();
    const forFeatures = answering.find((engine) => engine.takes(topology, weights));
    await trainALittle(training);
    if (forFeatures !== undefined) await computeALittle(forFeatures);
    verdict = {
      ok: true,
      engine: (forFeatures ?? training).name,
      seconds: (performance.now() - start) / 1000,
    };
  } catch (error) {
    verdict = { ok: false, message: messageOf(error) };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
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

void main();
