import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PhaseState, PhaseTask, TrainingPhase } from '../../../../../src/train/engines/engine';
import { tensorFlowEngine } from '../../../../../src/train/engines/tensorflow-js/tensorflow-engine';
import { inputLayer } from '../../../../../src/train/network/topology';

const engine = tensorFlowEngine({ name: 'tfjs-cpu', tf });
const network = {
  name: 'head',
  layers: [
    inputLayer('features', [6]),
    { name: 'norm', className: 'BatchNormalization', config: {}, inbound: ['features'] },
    { name: 'hidden', className: 'Dense', config: { units: 8, activation: 'relu' }, inbound: ['norm'] },
    { name: 'drop', className: 'Dropout', config: { rate: 0.5 }, inbound: ['hidden'] },
    { name: 'logits', className: 'Dense', config: { units: 2 }, inbound: ['drop'] },
  ],
};
const batch = {
  values: Float32Array.from({ length: 24 }, (_, index) => Math.sin(index * 1.7)),
  shape: [4, 6],
};
const labels = [0, 1, 1, 0];

async function phaseOf(change: Partial<PhaseTask> = {}): Promise<TrainingPhase> {
  return engine.phase({
    network,
    weights: await engine.initialWeights(network, ['weights', 1]),
    trainable: new Set(['norm', 'hidden', 'logits']),
    neverTrained: new Set(['norm/beta']),
    inference: new Set(),
    ...{ optimizer: 'adam', learningRate: 0.01, classWeights: null },
    ...change,
  });
}

async function stepped(phase: TrainingPhase, from: PhaseState, seed: string): Promise<PhaseState> {
  await phase.restore(from);
  return steppedOn(phase, seed);
}

/** From where the phase stands. */
async function steppedOn(phase: TrainingPhase, seed: string): Promise<PhaseState> {
  phase.begin([seed]);
  for (let step = 0; step < 3; step += 1) await phase.step(batch, labels);
  return phase.state();
}

describe('a phase on TensorFlow.js', () => {
  beforeAll(async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });

  it('comes from one state and seed to the same state, in the same phase or a new one', async () => {
    const phase = await phaseOf();
    const start = await phase.state();
    expect(start.optimizer).toEqual([]);
    const middle = await stepped(phase, start, 'first');
    const end = await stepped(phase, middle, 'second');
    expect(await stepped(phase, middle, 'second')).toEqual(end);
    expect(await stepped(await phaseOf(), middle, 'second')).toEqual(end);
    expect(await stepped(phase, middle, 'other')).not.toEqual(end);
  });

  it('comes to the same state where it goes on as where it goes to a state first', async () => {
    const phase = await phaseOf();
    const middle = await steppedOn(phase, 'first');
    const end = await steppedOn(phase, 'second');
    expect(await stepped(await phaseOf(), middle, 'second')).toEqual(end);
  });

  it('leaves Math.random as it found it', async () => {
    const { random } = Math;
    const phase = await phaseOf();
    await stepped(phase, await phase.state(), 'first');
    expect(Math.random).toBe(random);
  });

  it('changes trained tensors and their statistics, and none that is never to train', async () => {
    const phase = await phaseOf();
    const before = await phase.state();
    const after = await stepped(phase, before, 'first');
    const names = [...before.weights.keys()];
    expect(names).not.toContain('norm/beta');
    expect(names.filter((name) => !sameValues(before, after, name))).toEqual(names);
    expect(names).toContain('norm/moving_mean');
  });

  it('takes no step that has not begun', async () => {
    await expect((await phaseOf()).step(batch, labels)).rejects.toThrow(RangeError);
  });

  it('holds no more tensors after many steps than after one', async () => {
    const phase = await phaseOf();
    await stepped(phase, await phase.state(), 'first');
    const { numTensors } = tf.memory();
    await stepped(phase, await phase.state(), 'second');
    await phase.logits(batch);
    expect(tf.memory().numTensors).toBe(numTensors);
    phase.dispose();
    expect(tf.memory().numTensors).toBeLessThan(numTensors);
  });
});

function sameValues(one: PhaseState, other: PhaseState, name: string): boolean {
  return String(one.weights.get(name)?.values) === String(other.weights.get(name)?.values);
}
