import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../src/design/format/parse';
import { fileSchema } from '../../../src/design/format/schema';
import { alternativesOf, type Key, type Schema } from '../../../src/design/format/schema-types';
import { leftOutWords } from '../../../src/design/format/schema-words';
import { applyEdits } from '../../../src/design/format/text-edits';
import type { Plan } from '../../../src/design/plan';
import type { KeyPath } from '../../../src/design/problem';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { designed, type Known } from './support/designed';

/** Every key of the format, with its path; an item of a list stands at 0. */
function keysOf(schema: Schema, path: KeyPath = []): readonly { path: KeyPath; key: Key }[] {
  return alternativesOf(schema).flatMap((one) => {
    if (one.kind === 'list') return keysOf(one.item, [...path, 0]);
    if (one.kind !== 'map') return [];
    return Object.entries(one.keys).flatMap(([name, key]) => [
      { path: [...path, name], key },
      ...keysOf(key.schema, [...path, name]),
    ]);
  });
}

const keys = keysOf(fileSchema);
const withValue = keys.filter(({ key }) => key.default !== undefined);
const paths = withValue.map(({ path, key }) => [path.join('.'), path, key.default] as const);

const short = 'base: demo\ndataset: { path: images }\n';
/** Where a key means nothing by itself, what it needs beside it. */
const beside: Readonly<Record<string, string>> = {
  'train.fallback': 'case: 4\n',
  'train.augment.shift': 'train: { augment: { flip: horizontal } }\n',
  'train.augment.brightness': 'train: { augment: { flip: horizontal } }\n',
  'train.augment.views': 'train: { augment: { flip: horizontal } }\n',
  'train.phases.0.train': 'train: { phases: [{ epochs: 3 }] }\n',
};

function planOf(text: string, known?: Known): Plan {
  const { plan, problems } = designed(text, known);
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

/** What the format says of a key that is left out. */
function words(path: string): string {
  const found = keys.find((one) => one.path.join('.') === path);
  return (found && leftOutWords(found.key)) ?? '';
}

describe('a key that is left out', () => {
  it.each(paths)('%s: plans as if its default were written', (name, path, value) => {
    const text = `${short}${beside[name] ?? ''}`;
    const written = applyEdits(text, parseTransferFile(text).edit(path, value as string));
    expect(parseTransferFile(written).has(path)).toBe(true);
    expect(planOf(written)).toEqual(planOf(text));
  });

  it('has a default that can be written wherever the plan has a value of its own for it', () => {
    expect(paths.map(([name]) => name)).toEqual([
      'version',
      ...['dataset.validation', 'dataset.size', 'dataset.similarity', 'dataset.dividingLine'],
      ...['case', 'cut', 'freeze', 'init', 'head.pool'],
      ...['train.batchSize', 'train.optimizer', 'train.seed', 'train.cache'],
      ...['train.augment.shift', 'train.augment.brightness', 'train.augment.views'],
      ...['train.classWeights', 'train.fallback', 'train.phases.0.train'],
    ]);
  });

  it('is told in words of what the plan does', () => {
    const large = { dataset: dataset({ cats: 30_000, dogs: 30_000 }) };
    const [head, through] = planOf(`${short}case: 3\n`, large).phases;
    const [scratch] = planOf(`${short}init: random\n`).phases;
    expect(words('train.phases.0.epochs')).toContain(`${head?.epochs} on cached features`);
    expect(words('train.phases.0.epochs')).toContain(`${head?.minimumSteps.toLocaleString('en')} steps`);
    expect(words('train.phases.0.epochs')).toContain(`${through?.epochs} through the base`);
    expect(words('train.phases.0.learningRate')).toContain(
      `${head?.learningRate} for the head, a tenth of it`,
    );
    expect(through?.learningRate).toBeCloseTo((head?.learningRate ?? 0) / 10, 12);
    expect(words('train.phases.0.patience')).toBe(
      `${head?.patience} on cached features, ${through?.patience} through the base`,
    );
    expect(words('train.phases.0.batchNorm')).toBe(
      `${head?.batchNorm}; ${scratch?.batchNorm} for random starts`,
    );
    expect(words('base.input.resize')).toContain(`else ${planOf(short).base.input.resize}`);
    expect(words('train.augment.flip')).toBe(
      planOf(`${short}train: { augment: { shift: 0.1 } }\n`).training.augment?.flip,
    );
  });

  it('has pixels scaled as the words say, by whether the base rescales them itself', () => {
    const scaled = (scale: string) =>
      planOf(`${short}`.replace('demo', `{ model: demo, input: { scale: "${scale}" } }`));
    const [, rescaling = '', other = ''] =
      /unknown, (\S+) if the base rescales by itself, else (\S+),/.exec(words('base.input.scale')) ?? [];
    const graph = demoLike({ input: {}, ownScaling: ['Rescaling'] });
    expect(planOf(short, { graph }).base.input.scale).toEqual(scaled(rescaling).base.input.scale);
    expect(planOf(short, { graph: demoLike({ input: {} }) }).base.input.scale).toEqual(
      scaled(other).base.input.scale,
    );
  });
});
