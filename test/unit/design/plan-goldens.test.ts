import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DesignResult } from '../../../src/design/design';
import type { Plan, PlanPhase } from '../../../src/design/plan';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike, inception, mobileNetLike, residual } from '../../fixtures/layer-graphs';
import { designed, type Known } from './support/designed';

const folder = path.join(import.meta.dirname, 'golden', 'plans');
const small = dataset({ cats: 40, dogs: 40, neither: 20 });
const large = dataset({ cats: 30_000, dogs: 30_000 });
const between = dataset({ cats: 5_000, dogs: 4_000, neither: 1_000 });
const file = (similarity: string, rest = '') =>
  `base: demo\ndataset:\n  path: images\n  similarity: ${similarity}\n${rest}`;

const plans: Readonly<Record<string, { text: string; known: Known }>> = {
  'case 1, demo': { text: file('similar'), known: { dataset: small } },
  'case 2, demo': { text: file('different'), known: { dataset: small } },
  'case 3, demo': { text: file('similar'), known: { dataset: large } },
  'case 4, demo': { text: file('different'), known: { dataset: large } },
  'case 4, random start': { text: file('different', 'init: random\n'), known: { dataset: large } },
  'case 1, residual': { text: file('similar'), known: { dataset: small, graph: residual() } },
  'case 2, residual': { text: file('different'), known: { dataset: small, graph: residual() } },
  'case 2, inception': { text: file('different'), known: { dataset: small, graph: inception() } },
  'case 1, mobilenet': { text: file('similar'), known: { dataset: small, graph: mobileNetLike() } },
  'case 1, mobilenet without top': {
    text: file('similar'),
    known: { dataset: small, graph: mobileNetLike({ top: false }) },
  },
  'between the cases': { text: file('similar'), known: { dataset: between } },
  'the dial turned': { text: file('similar', 'freeze: { through: pool3 }\n'), known: { dataset: between } },
  'a freeze that ends inside a branch': {
    text: file('similar', 'freeze: { through: block2_conv1 }\n'),
    known: { dataset: large, graph: residual() },
  },
  'a hole': { text: file('similar', 'freeze: [conv1, conv3, bn3]\n'), known: { dataset: large } },
  'everything said': {
    text: file(
      'similar',
      `case: 2
cut: pool3
head: { pool: average, layers: [{ dense: 64 }, { dropout: 0.3 }] }
train:
  batchSize: 16
  optimizer: momentum
  seed: 7
  cache: off
  augment: { flip: horizontal, shift: 0.1, views: 2 }
  classWeights: { cats: 2 }
  phases:
    - { train: head, epochs: 5, learningRate: 0.01, patience: 2 }
    - { train: [conv3*, head], batchNorm: batch }
`,
    ),
    known: { dataset: small, graph: demoLike({ input: { size: [64, 64], resize: 'crop', scale: 'caffe' } }) },
  },
};

describe('plans', () => {
  it.each(Object.entries(plans))('are the recorded ones: %s', (name, { text, known }) => {
    const found = describeResult(text, designed(text, known));
    const golden = path.join(folder, `${name.replaceAll(/[^a-z0-9]+/g, '-')}.txt`);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(golden, found);
    }
    expect(found).toBe(readFileSync(golden, 'utf8'));
  });
});

function describeResult(text: string, { suggestion, plan, problems }: DesignResult): string {
  const notes = problems.map(
    ({ severity, code, range, message }) => `${range.line}:${range.column} ${severity} ${code}: ${message}`,
  );
  return [
    'FILE',
    text,
    `SUGGESTION case ${suggestion?.case}, ${suggestion?.name}, similarity ${suggestion?.similaritySource}`,
    ...(suggestion?.reasons ?? []).map((reason) => `  ${reason}`),
    '',
    ...(plan === undefined ? ['NO PLAN'] : planLines(plan)),
    '',
    'PROBLEMS',
    ...notes,
    '',
  ].join('\n');
}

function planLines(plan: Plan): readonly string[] {
  const { base, dataset: images, head, training } = plan;
  const layer = (one: Plan['layers'][number]) =>
    `  ${one.frozen ? 'frozen ' : 'trained'} ${one.name} (${one.type}) ${one.outputShape.join('x')} ` +
    `${one.params} params, ${one.multiplyAdds} multiply-adds, ${one.origin}`;
  return [
    `PLAN case ${plan.case}, cut ${plan.cut}, ${plan.init}, ${plan.trainableParams} trainable, ${plan.frozenParams} frozen`,
    `  base ${JSON.stringify(base.input)}`,
    `  images ${JSON.stringify(images)}`,
    `  head ${JSON.stringify(head)}`,
    `  training ${JSON.stringify({ ...training, fallbackPhases: undefined })}`,
    ...plan.phases.map((phase, index) => phaseLine(`phase ${index + 1}`, phase)),
    ...training.fallbackPhases.map((phase) => phaseLine('fallback', phase)),
    ...plan.layers.map(layer),
  ];
}

function phaseLine(name: string, phase: PlanPhase): string {
  const { trainable, cache, ...rest } = phase;
  const caches = cache === null ? 'no cache' : `cache after ${cache.cut}, ${cache.bytes} bytes`;
  return `  ${name} ${JSON.stringify(rest)}, ${caches}\n    trains ${trainable.join(' ')}`;
}
