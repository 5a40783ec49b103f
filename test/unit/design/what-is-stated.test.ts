import { describe, expect, it } from 'vitest';
import type { DesignResult } from '../../../src/design/design';
import { fileSchema } from '../../../src/design/format/schema';
import { alternativesOf, type Schema } from '../../../src/design/format/schema-types';
import type { Plan } from '../../../src/design/plan';
import { dataset, folder } from '../../fixtures/folder-facts';
import { demoLike, GraphBuilder } from '../../fixtures/layer-graphs';
import { measuredAs } from '../../fixtures/measured';
import { designed, type Known } from './support/designed';

interface Row {
  /** The whole file but for what it always has: `base: demo` and `dataset.path`, unless `whole`. */
  readonly text: string;
  readonly whole?: true;
  readonly known?: Known;
  readonly of: (plan: Plan, result: DesignResult) => unknown;
  readonly stated: unknown;
}

const phase = (key: 'epochs' | 'learningRate' | 'patience' | 'batchNorm', value: string | number): Row => ({
  text: `train: { phases: [{ train: head, ${key}: ${value} }] }`,
  of: ({ phases }) => phases[0]?.[key],
  stated: value,
});
const folderLook = (path: string) => ({
  found: true as const,
  facts: folder({ cats: 5, dogs: 5, neither: 5 }, { path }),
});
const animals = dataset({ cats: 40, dogs: 40, neither: 20 });
const head = (plan: Plan) => plan.head.layers;
const frozen = ({ layers }: Plan) =>
  layers.filter((layer) => layer.frozen && layer.params > 0).map(({ name }) => name);
const scale = (text: string) =>
  `base: { model: demo, input: { scale: ${text} } }\ndataset: { path: images, similarity: similar }`;
const numbers = scale('{ mean: [1, 2, 3], std: [4, 5, 6], channels: bgr }');

/** A value for each key of the format, other than what holds where it is left out, and where the plan has it. */
const rows: Readonly<Record<string, Row>> = {
  version: { text: 'version: 1', of: ({ case: number }) => number, stated: 1 },
  base: { text: '', of: ({ base }) => base.model, stated: 'demo' },
  'base.model': {
    text: 'base: { model: ./net/model.json }\ndataset: { path: images }',
    whole: true,
    of: ({ base }) => base.model,
    stated: './net/model.json',
  },
  // Which base is loaded; the plan has the fingerprint of that.
  'base.sha256': {
    text: `base: { model: demo, sha256: ${'a'.repeat(64)} }\ndataset: { path: images }`,
    whole: true,
    of: ({ base }) => base.fingerprint,
    stated: 'f'.repeat(64),
  },
  'base.input.size': {
    text: 'base: { model: demo, input: { size: [48, 96] } }\ndataset: { path: images }',
    whole: true,
    known: { graph: new GraphBuilder([48, 96, 3]).conv('conv1', 4).average('pool').dense('out', 5).graph() },
    of: ({ base }) => base.input.size,
    stated: [48, 96],
  },
  'base.input.resize': {
    text: 'base: { model: demo, input: { resize: pad } }\ndataset: { path: images }',
    whole: true,
    known: { graph: demoLike({ input: { resize: 'crop', scale: '0..1' } }) },
    of: ({ base }) => base.input.resize,
    stated: 'pad',
  },
  'base.input.scale': {
    text: scale('0..1'),
    whole: true,
    of: ({ base }) => base.input.scale.std,
    stated: [255, 255, 255],
  },
  'base.input.scale.mean': {
    text: numbers,
    whole: true,
    of: ({ base }) => base.input.scale.mean,
    stated: [1, 2, 3],
  },
  'base.input.scale.std': {
    text: numbers,
    whole: true,
    of: ({ base }) => base.input.scale.std,
    stated: [4, 5, 6],
  },
  'base.input.scale.channels': {
    text: numbers,
    whole: true,
    of: ({ base }) => base.input.scale.channels,
    stated: 'bgr',
  },
  'dataset.path': { text: '', of: (plan) => plan.dataset.path, stated: '/home/me/images' },
  'dataset.validation': {
    text: 'dataset: { path: images, validation: 0.35 }',
    of: (plan) => plan.dataset.validation,
    stated: 0.35,
  },
  'dataset.test': {
    text: 'dataset: { path: images, test: t }',
    known: { dataset: { ...animals, test: folderLook('/home/me/t') } },
    of: (plan) => plan.dataset.test,
    stated: '/home/me/t',
  },
  'dataset.classes': {
    text: 'dataset: { path: images, classes: [neither, cats] }',
    of: (plan) => plan.dataset.classes,
    stated: ['neither', 'cats'],
  },
  'dataset.groupBy': {
    text: 'dataset: { path: images, groupBy: "^(.*)-" }',
    of: (plan) => plan.dataset.groupBy,
    stated: '^(.*)-',
  },
  'dataset.size': {
    text: 'dataset: { path: images, size: large }',
    of: (_, { suggestion }) => suggestion?.size,
    stated: 'large',
  },
  'dataset.similarity': {
    text: 'dataset: { path: images, similarity: different }',
    known: { measurement: measuredAs('similar', demoLike()) },
    of: (_, { suggestion }) => suggestion?.similarity,
    stated: 'different',
  },
  'dataset.dividingLine': {
    text: 'dataset: { path: images, dividingLine: 100 }',
    of: (_, { suggestion }) => suggestion?.size,
    stated: 'large',
  },
  case: { text: 'case: 3', of: (plan) => plan.case, stated: 3 },
  cut: { text: 'case: 1\ncut: pool2', of: (plan) => plan.cut, stated: 'pool2' },
  freeze: { text: 'case: 3\nfreeze: [conv1, bn3]', of: frozen, stated: ['conv1', 'bn3'] },
  'freeze.through': { text: 'case: 3\nfreeze: { through: bn1 }', of: frozen, stated: ['conv1', 'bn1'] },
  init: { text: 'case: 1\ninit: random', of: (plan) => plan.init, stated: 'random' },
  'head.pool': {
    text: 'cut: pool3\nhead: { pool: average }',
    of: (plan) => plan.head.pool,
    stated: 'average',
  },
  'head.layers': { text: 'head: { layers: [] }', of: head, stated: [] },
  'head.layers[].dense': { text: 'head: { layers: [{ dense: 17 }] }', of: head, stated: [{ dense: 17 }] },
  'head.layers[].dropout': { text: 'head: { layers: [{ dropout: 0 }] }', of: head, stated: [{ dropout: 0 }] },
  'train.batchSize': {
    text: 'train: { batchSize: 1000 }',
    of: ({ training }) => training.batchSize,
    stated: 1000,
  },
  'train.optimizer': {
    text: 'train: { optimizer: sgd }',
    of: ({ training }) => training.optimizer,
    stated: 'sgd',
  },
  'train.seed': { text: 'train: { seed: 0 }', of: ({ training }) => training.seed, stated: 0 },
  'train.cache': { text: 'train: { cache: off }', of: ({ training }) => training.cache, stated: false },
  'train.augment.flip': {
    text: 'train: { augment: { flip: both } }',
    of: ({ training }) => training.augment?.flip,
    stated: 'both',
  },
  'train.augment.shift': {
    text: 'train: { augment: { shift: 0.01 } }',
    of: ({ training }) => training.augment?.shift,
    stated: 0.01,
  },
  'train.augment.brightness': {
    text: 'train: { augment: { brightness: 1 } }',
    of: ({ training }) => training.augment?.brightness,
    stated: 1,
  },
  'train.augment.views': {
    text: 'train: { augment: { flip: both, views: 1 } }',
    of: ({ training }) => training.augment?.views,
    stated: 1,
  },
  'train.classWeights': {
    text: 'train: { classWeights: { dogs: 30, neither: 0.25 } }',
    of: ({ training }) => training.classWeights,
    stated: [1, 30, 0.25],
  },
  'train.fallback': {
    text: 'case: 4\ntrain: { fallback: compare }',
    of: ({ training }) => training.fallback,
    stated: 'compare',
  },
  'train.phases': {
    text: 'case: 3\ntrain: { phases: [{ train: head }] }',
    of: ({ phases }) => phases.length,
    stated: 1,
  },
  'train.phases[].train': {
    text: 'train: { phases: [{ train: [dense2, head] }] }',
    of: ({ phases }) => phases[0]?.trainable,
    stated: ['dense2', 'head_classes'],
  },
  'train.phases[].epochs': phase('epochs', 3),
  'train.phases[].learningRate': phase('learningRate', 0.7),
  'train.phases[].patience': phase('patience', 1),
  'train.phases[].batchNorm': phase('batchNorm', 'batch'),
};

/** Every key with a value of its own. */
function keysOf(schema: Schema, path: string): readonly string[] {
  const kinds = alternativesOf(schema);
  const own = path !== '' && kinds.some(({ kind }) => kind !== 'map');
  const below = kinds.flatMap((one): readonly string[] => {
    if (one.kind === 'list') return keysOf(one.item, `${path}[]`).filter((key) => key !== `${path}[]`);
    if (one.kind !== 'map') return [];
    return Object.entries(one.keys).flatMap(([key, inner]) =>
      keysOf(inner.schema, path === '' ? key : `${path}.${key}`),
    );
  });
  return own ? [path, ...below] : below;
}

function designOf({ text, whole, known }: Row): DesignResult {
  const images = text.includes('dataset:') ? '' : 'dataset: { path: images }\n';
  return designed(whole ? `${text}\n` : `base: demo\n${images}${text}\n`, known);
}

describe('what the file states holds', () => {
  it('for every key of the format', () => {
    expect(Object.keys(rows).sort()).toEqual([...keysOf(fileSchema, '')].sort());
  });

  it.each(Object.entries(rows))('%s', (_, row) => {
    const result = designOf(row);
    expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(row.of(result.plan!, result)).toEqual(row.stated);
  });
});

describe('how long a phase takes', () => {
  const steps = (lines: string) =>
    designed(`base: demo\ndataset: { path: images }\n${lines}\n`).plan?.phases.map(
      ({ epochs, minimumSteps, patience }) => ({ epochs, minimumSteps, patience }),
    );
  const phases = (written: string) => steps(`train: { phases: [{ train: head${written} }] }`);

  it('is at least 1,000 steps only where the file states neither epochs nor patience', () => {
    const usual = [{ epochs: 200, minimumSteps: 1000, patience: 20 }];
    expect(steps('')).toEqual(usual);
    expect(phases('')).toEqual(usual);
    expect(phases(', learningRate: 0.01, batchNorm: batch')).toEqual(usual);
    expect(phases(', epochs: 20')).toEqual([{ epochs: 20, minimumSteps: 0, patience: 20 }]);
    expect(phases(', patience: 4')).toEqual([{ epochs: 200, minimumSteps: 0, patience: 4 }]);
    expect(phases(', epochs: 20, patience: 4')).toEqual([{ epochs: 20, minimumSteps: 0, patience: 4 }]);
  });

  it('holds from random weights as well', () => {
    expect(steps('init: random')).toEqual([{ epochs: 200, minimumSteps: 1000, patience: 20 }]);
    expect(steps('init: random\ntrain: { phases: [{ train: everything, epochs: 3 }] }')).toEqual([
      { epochs: 3, minimumSteps: 0, patience: 20 },
    ]);
  });
});

describe("case 4's random start", () => {
  const planOf = (lines: string) => {
    const { plan, problems } = designed(`base: demo\ndataset: { path: images }\ncase: 4\n${lines}\n`);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    return plan!;
  };
  const random = (lines: string) => planOf(lines).training.fallbackPhases;
  const written = (...phases: readonly string[]) =>
    `train:\n  phases:\n${phases.map((one) => `    - { ${one} }`).join('\n')}`;

  it("takes the file's phases, so that the file bounds it as it does the pretrained one", () => {
    const lines = written(
      'train: head, epochs: 12, patience: 4, learningRate: 0.003',
      'train: everything, epochs: 3, patience: 4, learningRate: 0.0003',
    );
    expect(random(lines)).toMatchObject([
      { epochs: 3, minimumSteps: 0, patience: 4, learningRate: 0.0003, batchNorm: 'batch' },
    ]);
    expect(planOf(lines).phases).toMatchObject([
      { epochs: 12, minimumSteps: 0, patience: 4, learningRate: 0.003 },
      { epochs: 3, minimumSteps: 0, patience: 4, learningRate: 0.0003 },
    ]);
  });

  it('learns at its own rate and stops by its own rule where the file states none', () => {
    expect(random(written('train: head, learningRate: 0.02', 'train: everything'))).toMatchObject([
      { epochs: 200, minimumSteps: 1000, patience: 20, learningRate: 0.001, batchNorm: 'batch' },
    ]);
    expect(random(written('train: everything, batchNorm: inference'))[0]?.batchNorm).toBe('inference');
  });

  it('leaves out what trains the head alone before the base has trained, and nothing after it', () => {
    const lines = written('train: head, epochs: 1', 'train: everything, epochs: 2', 'train: head, epochs: 3');
    expect(random(lines).map(({ epochs }) => epochs)).toEqual([2, 3]);
  });

  it.each(['freeze: all', written('train: head')])('is none where the base never trains: %s', (lines) => {
    const { training } = planOf(lines);
    expect(training).toMatchObject({ fallback: null, fallbackPhases: [] });
  });

  it('says that a fallback has no effect where the base never trains', () => {
    const { problems } = designed(
      'base: demo\ndataset: { path: images }\ncase: 4\nfreeze: all\ntrain: { fallback: compare }\n',
    );
    const told = problems.find(({ code }) => code === 'fallback-without-effect');
    expect(told?.message).toMatch(/nothing of the base trains/);
  });

  it('warns of layers that would stay random', () => {
    for (const lines of ['freeze: { through: bn1 }', written('train: head', 'train: [conv3, bn3, head]')]) {
      const { problems } = designed(`base: demo\ndataset: { path: images }\ncase: 4\n${lines}\n`);
      const told = problems.find(({ code }) => code === 'random-and-frozen');
      expect(told?.message).toMatch(/starts again from random weights/);
    }
  });
});
