import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan, PlanPhase, PlanTraining } from '../../../../src/design/plan';
import { startsOf } from '../../../../src/design/plan/plan-reading';
import { type Base, readBase } from '../../../../src/train/formats/read-base';
import { adaptNetwork } from '../../../../src/train/network/adapted-network';
import type { NetworkWeights } from '../../../../src/train/network/weight-values';
import { rayPlan } from '../../../../src/train/ray/ray-plan';
import { writeSmallBase } from '../../../fixtures/small-base';

let folder: string;
let base: Base;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ray-plan-'));
  base = await readBase(await writeSmallBase(folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const headPhase: PlanPhase = {
  trainable: ['head_dense_1', 'head_classes'],
  ...{ epochs: 6, minimumSteps: 0, learningRate: 0.01, patience: 6, batchNorm: 'inference' },
  cache: { cut: 'flatten', bytes: 0 },
};
const laterBlock: PlanPhase = {
  ...headPhase,
  trainable: ['conv2', 'bn2', 'head_dense_1', 'head_classes'],
  cache: { cut: 'pool1', bytes: 0 },
};
const everything: PlanPhase = {
  ...laterBlock,
  trainable: ['conv1', 'bn1', ...laterBlock.trainable],
  cache: { cut: 'image', bytes: 0 },
};

function planOf(phases: readonly PlanPhase[], training: Partial<PlanTraining> = {}): Plan {
  const layer = (name: string, type: string, outputShape: readonly number[], params = 0) => ({
    ...{ name, type, outputShape, params, multiplyAdds: 0, frozen: false },
    origin: name.startsWith('head') ? ('head' as const) : ('base' as const),
  });
  return {
    ...{ case: 3, cut: 'flatten', init: 'pretrained', trainableParams: 0, frozenParams: 0, phases },
    base: {
      model: './base',
      fingerprint: base.fingerprint,
      input: {
        size: [16, 16],
        resize: 'stretch',
        scale: { mean: [0, 0, 0], std: [1, 1, 1], channels: 'rgb' },
      },
    },
    dataset: {
      ...{ path: 'images', validation: 0.25, test: null, classes: ['a', 'b', 'c'], groupBy: null, images: 9 },
    },
    head: { pool: 'none', layers: [{ dense: 6 }, { dropout: 0.2 }], units: 3 },
    layers: [
      layer('conv1', 'Conv2D', [16, 16, 4], 10),
      layer('bn1', 'BatchNormalization', [16, 16, 4], 10),
      layer('pool1', 'MaxPooling2D', [8, 8, 4]),
      layer('conv2', 'Conv2D', [8, 8, 4], 10),
      layer('bn2', 'BatchNormalization', [8, 8, 4], 10),
      layer('flatten', 'Flatten', [64]),
      layer('head_dense_1', 'Dense', [6], 390),
      layer('head_dropout_1', 'Dropout', [6]),
      layer('head_classes', 'Dense', [3], 21),
      layer('head_softmax', 'Softmax', [3]),
    ],
    training: {
      ...{ batchSize: 8, optimizer: 'adam', seed: 1, cache: true, augment: null, classWeights: null },
      ...{ fallback: null, fallbackPhases: [], ...training },
    },
  };
}

function exported(plan: Plan) {
  const network = adaptNetwork(base.topology, plan);
  const head = ['head_dense_1/kernel', 'head_dense_1/bias', 'head_classes/kernel', 'head_classes/bias'];
  const one = { shape: [1], values: new Float32Array(1) };
  const kept = new Set(network.topology.layers.map(({ name }) => name));
  const weights: NetworkWeights = new Map([
    ...[...base.weights].filter(([name]) => kept.has(name.split('/')[0] ?? '')),
    ...head.map((name) => [name, one] as const),
  ]);
  return rayPlan(plan, base, network, new Map(startsOf(plan).map((start) => [start, weights])));
}

const phasesIn = ({ plan }: ReturnType<typeof exported>, start = 0) => plan.starts[start]?.phases ?? [];

describe("a plan for Ray's job", () => {
  it('says of each phase where it begins, which tensors train, and what drops out', () => {
    const phases = phasesIn(exported(planOf([headPhase, laterBlock, everything])));
    expect(phases.map(({ cut, shape, isPixels }) => [cut, shape, isPixels])).toEqual([
      ['flatten', [64], false],
      ['pool1', [8, 8, 4], false],
      ['image', [16, 16, 3], true],
    ]);
    expect(phases.map(({ dropouts }) => dropouts)).toEqual(Array(3).fill(['head_dropout_1']));
    // Statistics stay as they are, and what trains is in the order of the network.
    expect(phases[1]?.trained).toEqual([
      ...['conv2/kernel', 'bn2/gamma', 'bn2/beta', 'head_dense_1/kernel', 'head_dense_1/bias'],
      ...['head_classes/kernel', 'head_classes/bias'],
    ]);
    expect(phases.map(({ trainableParams }) => trainableParams)).toEqual([411, 431, 451]);
  });

  it('names for each layer its weights, and which layer gives the logits', () => {
    const { network } = exported(planOf([headPhase])).plan;
    expect(network).toMatchObject({ input: 'image', logits: 'head_classes', output: 'head_softmax' });
    const weightsOf = (name: string) => network.layers.find((layer) => layer.name === name)?.weights;
    expect(weightsOf('bn1')).toEqual(['bn1/gamma', 'bn1/beta', 'bn1/moving_mean', 'bn1/moving_variance']);
    expect(weightsOf('head_dense_1')).toEqual(['head_dense_1/kernel', 'head_dense_1/bias']);
  });

  it('gives features of other layers, weights or pictures another space', () => {
    const [one, other] = phasesIn(exported(planOf([headPhase, laterBlock]))).map(({ space }) => space);
    expect(one).toMatchObject({ cut: 'flatten', engine: 'ray', size: '16x16' });
    expect(other?.network).not.toBe(one?.network);
  });

  it('has the phases of both starts where there may be two, from the weights of each', () => {
    const both = exported(planOf([headPhase], { fallback: 'random', fallbackPhases: [everything] }));
    expect(both.plan.starts.map(({ start }) => start)).toEqual(['pretrained', 'random']);
    expect(phasesIn(both).map(({ cut }) => cut)).toEqual(['flatten']);
    expect(phasesIn(both, 1).map(({ cut }) => cut)).toEqual(['image']);
    expect(exported(planOf([headPhase])).plan.starts).toHaveLength(1);
  });

  it('says which layers normalise by the batch, and which of their tensors move with it', () => {
    const [still, moving] = phasesIn(
      exported(planOf([everything, { ...everything, batchNorm: 'batch', trainable: laterBlock.trainable }])),
    );
    expect([still?.normalised, still?.statistics]).toEqual([[], []]);
    expect(moving?.normalised).toEqual(['bn2']);
    expect(moving?.statistics).toEqual(['bn2/moving_mean', 'bn2/moving_variance']);
    expect(moving?.trained).not.toContain('bn2/moving_mean');
  });

  it('warns that dropout draws other numbers', () => {
    const { warnings } = exported(planOf([headPhase]));
    expect(warnings).toEqual([expect.stringMatching(/^Dropout draws other numbers on Ray/)]);
    const plain = planOf([headPhase]);
    const head = { ...plain.head, layers: [{ dense: 6 }] };
    const layers = plain.layers.filter(({ type }) => type !== 'Dropout');
    expect(exported({ ...plain, head, layers }).warnings).toEqual([]);
  });

  it.each<[string, () => Plan, RegExp]>([
    [
      'train.cache: off',
      () => planOf([{ ...headPhase, cache: null }], { cache: false }),
      /train\.cache: off/,
    ],
    [
      'a phase that freezes what was trained',
      () => planOf([laterBlock, headPhase]),
      /Phase 2 freezes the layer "conv2"/,
    ],
    [
      'the same of the other start',
      () => planOf([headPhase], { fallback: 'compare', fallbackPhases: [everything, laterBlock] }),
      /Phase 2 of the random start freezes the layer "conv1"/,
    ],
  ])('refuses %s by name', (_, plan, message) => {
    expect(() => exported(plan())).toThrow(expect.objectContaining({ code: 'export-refused' }));
    expect(() => exported(plan())).toThrow(message);
  });
});
