import { describe, expect, it } from 'vitest';
import type { Plan, PlanPhase } from '../../../../src/design/plan';
import type { PhaseState, TrainingPhase } from '../../../../src/train/engines/engine';
import type { ExampleSource } from '../../../../src/train/fit/example-source';
import { fitPhase, startOfPhase } from '../../../../src/train/fit/fit-phase';

const labels = [0, 1, 1, 1];
const source: ExampleSource = {
  labels,
  shape: [1],
  read: async (examples) => new Float32Array(examples.length),
  close() {},
};

/** Says nothing at first, and after a step the second class of every image, much too surely. */
function tooSure(): TrainingPhase {
  let steps = 0;
  const state = (): PhaseState => ({
    weights: new Map([['head/kernel', { shape: [1], values: Float32Array.of(steps) }]]),
    optimizer: { step: steps, slots: new Map() } as unknown as PhaseState['optimizer'],
  });
  return {
    state: async () => state(),
    restore: async () => {},
    begin() {},
    step: async () => {
      steps += 1;
      return { loss: 1, correct: 3 };
    },
    logits: async ({ shape }) =>
      Float32Array.from({ length: 2 * (shape[0] ?? 0) }, (_, at) => (at % 2 === 1 ? 100 * steps : 0)),
    dispose() {},
  };
}

async function bestEpoch(isResult: boolean): Promise<number> {
  const head = { name: 'head', type: 'Dense', outputShape: [2], origin: 'head' };
  const phase = {
    trainable: ['head'],
    cache: null,
    epochs: 3,
    minimumSteps: 0,
    patience: 3,
    learningRate: 0.001,
  } as unknown as PlanPhase;
  const plan = { layers: [head], training: { seed: 1, batchSize: 4 } } as unknown as Plan;
  const fit = {
    ...{ plan, phase, seedParts: ['pretrained', 1], training: tooSure(), train: source, validation: source },
    ...{ shouldStop: () => false, onEpoch: async () => {} },
  };
  const { progress } = await fitPhase(fit, await startOfPhase(fit, isResult));
  return progress.best.epoch;
}

describe('where a phase begins', () => {
  it('is kept where it was trained before and nothing better came', async () => {
    expect(await bestEpoch(true)).toBe(0);
  });

  it('is not kept where its head was never trained, even if what it learns is too sure of itself', async () => {
    expect(await bestEpoch(false)).toBe(1);
  });
});
