import { describe, expect, it } from 'vitest';
import type { Engine, PhaseTask } from '../../../../src/train/engines/engine';
import { tryAnswering, tryTraining } from '../../../../src/train/engines/gpu-trial';
import { inputLayer } from '../../../../src/train/network/topology';

const network = { name: 'phase', layers: [inputLayer('picture', [2])] };
const task: PhaseTask = {
  network,
  weights: new Map(),
  trainable: new Set(),
  neverTrained: new Set(),
  inference: new Set(),
  optimizer: 'adam',
  learningRate: 0.001,
  classWeights: null,
};
const labelled = { batch: { values: new Float32Array(4), shape: [2, 2] }, labels: [0, 1] };

/** What the clock says; only engines take any. */
let time = 0;
const clock = () => time;

interface Made {
  /** By tensor: what the loss's gradient is. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly milliseconds?: number;
  readonly fails?: string;
}

/** An engine that takes so long for a step or an answer, and whose steps change weights by such gradients. */
function engine({ gradients, milliseconds = 0, fails }: Made): Engine {
  const work = async () => {
    if (fails !== undefined) throw new Error(fails);
    time += milliseconds;
  };
  return {
    name: 'an engine',
    folds: true,
    takes: () => true,
    initialWeights: async () => new Map(),
    network: async () => ({
      outputs: async () => {
        await work();
        return new Float32Array();
      },
      dispose: () => {},
    }),
    phase: async ({ learningRate }) => {
      const weights = new Map(
        Object.entries(gradients).map(([name, values]) => [
          name,
          { shape: [values.length], values: Float32Array.from(values, () => 1) },
        ]),
      );
      return {
        state: async () => ({
          weights: new Map([...weights].map(([name, one]) => [name, { ...one, values: one.values.slice() }])),
          optimizer: [],
        }),
        restore: async () => {},
        begin: () => {},
        step: async () => {
          await work();
          for (const [name, values] of Object.entries(gradients))
            for (const [at, value] of values.entries())
              (weights.get(name)?.values as Float32Array)[at]! -= learningRate * value;
          return { loss: 1, correct: 0 };
        },
        logits: async () => new Float32Array(),
        dispose: () => {},
      };
    },
  };
}

const right = { kernel: [0.1, -0.2, 0.3], bias: [0.01] };
const processor = engine({ gradients: right });
const slow = engine({ gradients: right, milliseconds: 40 });

describe('trying the GPU', () => {
  it.each([
    ['quicker by a lot', 1, true],
    ['as quick, but for noise', 38, false],
    ['slower', 80, false],
  ])('takes it where it computes the same and is %s', async (_, milliseconds, isQuicker) => {
    const gpu = engine({ gradients: right, milliseconds });
    expect(await tryTraining({ gpu, processor }, slow, task, labelled, clock)).toEqual({ isQuicker });
    expect(await tryAnswering(gpu, slow, network, new Map(), [2], clock)).toEqual({ isQuicker });
  });

  it('takes gradients that are rounded otherwise', async () => {
    const gpu = engine({ gradients: { kernel: [0.1001, -0.2, 0.3], bias: [0.01] } });
    expect(await tryTraining({ gpu, processor }, slow, task, labelled, clock)).toEqual({ isQuicker: true });
  });

  it('takes noise where the gradient is nothing but that, as of a bias before a normalisation', async () => {
    const own = { kernel: [0.1, -0.2, 0.3], bias: [2e-9] };
    const gpu = engine({ gradients: { ...own, bias: [-3e-9] } });
    const engines = { gpu, processor: engine({ gradients: own }) };
    expect(await tryTraining(engines, slow, task, labelled, clock)).toEqual({ isQuicker: true });
  });

  it.each([
    ['one is wrong, however small its tensor', { kernel: [0.1, -0.2, 0.3], bias: [-0.01] }, 'bias'],
    ['one is no number', { kernel: [0.1, Number.NaN, 0.3], bias: [0.01] }, 'kernel'],
    ['nothing changes', { kernel: [0, 0, 0], bias: [0] }, 'kernel'],
    ['one is missing', { kernel: [0.1, -0.2, 0.3] }, 'bias'],
  ])('says which gradient is wrong where %s', async (_, gradients, name) => {
    const engines = { gpu: engine({ gradients }), processor };
    expect(await tryTraining(engines, slow, task, labelled, clock)).toEqual({
      unfit: `a step on it changes "${name}" otherwise than on the processor`,
    });
  });

  it('says why it fails', async () => {
    const gpu = engine({ gradients: right, fails: 'out of memory' });
    expect(await tryTraining({ gpu, processor }, slow, task, labelled, clock)).toEqual({
      unfit: 'out of memory',
    });
    expect(await tryAnswering(gpu, slow, network, new Map(), [2], clock)).toEqual({ unfit: 'out of memory' });
  });
});
