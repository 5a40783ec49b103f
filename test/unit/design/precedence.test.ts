import { describe, expect, it } from 'vitest';
import { dataset } from '../../fixtures/folder-facts';
import { designed, header, type Known } from './support/designed';

const large: Known = { dataset: dataset({ cats: 30_000, dogs: 20_000, neither: 15_000 }) };
const codes = (text: string, known?: Known) => designed(text, known).problems.map(({ code }) => code);
const plan = (text: string, known?: Known) => {
  const made = designed(text, known).plan;
  if (made === undefined) throw new Error(`no plan: ${codes(text, known).join(', ')}`);
  return made;
};
const trains = (text: string, known?: Known) =>
  plan(text, known).phases.map(({ trainable }) => trainable.join(' '));
const frozen = (text: string, known?: Known) =>
  plan(text, known)
    .layers.filter((layer) => layer.frozen && layer.params > 0)
    .map(({ name }) => name);
const all = ['conv1', 'bn1', 'conv2', 'bn2', 'conv3', 'bn3', 'dense1', 'dense2'];

describe('the case', () => {
  it('is the suggested one where the file leaves it open', () => {
    expect(plan(header).case).toBe(1);
    expect(plan(header, large).case).toBe(3);
  });

  it('wins over the suggestion, with a warning that names both', () => {
    expect(plan(`${header}case: 3\n`).case).toBe(3);
    const { problems, suggestion } = designed(`${header}case: 3\n`);
    expect(suggestion?.case).toBe(1);
    const told = problems.find(({ code }) => code === 'case-disagrees-with-suggestion');
    expect(told?.message).toMatch(/3 \(large and similar\).*case 1/);
  });

  it('stands in for a similarity that nothing declares', () => {
    const text = 'base: demo\ndataset: { path: images }\ncase: 2\n';
    expect(codes(text)).toEqual([]);
    expect(designed(text).suggestion).toMatchObject({
      case: 2,
      similarity: 'different',
      similaritySource: 'assumed',
    });
  });
});

describe('cut, freeze and init', () => {
  it('win over the case, with a warning that names both', () => {
    const text = `${header}case: 1\ncut: pool3\n`;
    expect(plan(text).cut).toBe('pool3');
    const told = designed(text).problems.find(({ code }) => code === 'cut-disagrees-with-case');
    expect(told).toMatchObject({ severity: 'warning' });
    expect(told?.message).toMatch(/pool3.*dense2_relu/);
  });

  it('are not a disagreement where they say what the case says', () => {
    expect(codes(`${header}case: 1\ncut: dense2_relu\nfreeze: all\ninit: pretrained\n`)).toEqual([]);
  });

  it('freeze through a layer all that it depends on', () => {
    expect(frozen(`${header}freeze: { through: pool2 }\n`, large)).toEqual(['conv1', 'bn1', 'conv2', 'bn2']);
    expect(trains(`${header}freeze: { through: pool2 }\n`, large)[1]).toBe(
      'conv3 bn3 dense1 dense2 head_classes',
    );
  });

  it('freeze by names and patterns, also with holes', () => {
    expect(frozen(`${header}freeze: [conv1, "bn*"]\n`, large)).toEqual(['conv1', 'bn1', 'bn2', 'bn3']);
  });

  it('freeze nothing or everything', () => {
    expect(frozen(`${header}freeze: none\n`)).toEqual([]);
    expect(frozen(`${header}freeze: all\n`, large)).toEqual(all);
    expect(trains(`${header}freeze: all\n`, large)).toEqual(['head_classes']);
  });

  it('let a random start train everything unless freeze says otherwise', () => {
    const start = plan(`${header}init: random\n`);
    expect(start.init).toBe('random');
    expect(start.phases).toHaveLength(1);
    expect(start.phases[0]).toMatchObject({ trainable: [...all, 'head_classes'], batchNorm: 'batch' });
    expect(start.training.fallback).toBeNull();
  });
});

describe('phases', () => {
  const phases = (...lines: readonly string[]) =>
    `train:\n  phases:\n${lines.map((line) => `    - { ${line} }\n`).join('')}`;

  it('win over freeze, with a warning that names both', () => {
    const text = `${header}freeze: all\n${phases('train: head', 'train: [dense2, head]')}`;
    expect(trains(text)).toEqual(['head_classes', 'dense2 head_classes']);
    expect(frozen(text)).toEqual(all.slice(0, -1));
    const told = designed(text).problems.find(({ code }) => code === 'phases-disagree-with-freeze');
    expect(told?.message).toMatch(/dense2.*freeze/);
  });

  it('win over a freeze that leaves more open', () => {
    const text = `${header}freeze: none\n${phases('train: head')}`;
    expect(frozen(text)).toEqual(all);
    expect(codes(text)).toContain('phases-disagree-with-freeze');
    expect(codes(text)).not.toContain('nothing-frozen-on-small-data');
  });

  it('mean by everything all kept layers and the head', () => {
    expect(trains(`${header}${phases('train: head', 'train: everything')}`)[1]).toBe(
      [...all, 'head_classes'].join(' '),
    );
  });

  it('get what they leave out: on cached features', () => {
    expect(plan(`${header}${phases('train: head')}`).phases[0]).toEqual({
      trainable: ['head_classes'],
      epochs: 200,
      minimumSteps: 1_000,
      learningRate: 0.001,
      patience: 20,
      batchNorm: 'inference',
      cache: { cut: 'dense2_relu', bytes: 100 * 64 * 4 },
    });
  });

  it('get what they leave out: through the base, at a tenth of the rate that the head has', () => {
    const text = `${header}${phases('train: head, learningRate: 0.02', 'train: [dense2, head]')}`;
    expect(plan(text).phases[1]).toMatchObject({
      epochs: 20,
      learningRate: 0.002,
      patience: 5,
      minimumSteps: 0,
    });
  });

  it('end by the patience that is written', () => {
    expect(plan(`${header}${phases('train: head, patience: 3')}`).phases[0]).toMatchObject({
      patience: 3,
      minimumSteps: 0,
    });
  });

  it('each have their own frozen prefix', () => {
    const text = `${header}${phases('train: head', 'train: [conv3, bn3, head]', 'train: everything')}`;
    expect(plan(text).phases.map(({ cache }) => cache)).toEqual([
      { cut: 'dense2_relu', bytes: 100 * 64 * 4 },
      { cut: 'pool2', bytes: 100 * 16 * 16 * 32 * 4 },
      { cut: 'input', bytes: 100 * 64 * 64 * 3 },
    ]);
  });
});

describe('case 4', () => {
  const different = header.replace('similar\n', 'different\n');

  it('starts pretrained and has the random start ready', () => {
    const { training, phases } = plan(different, large);
    expect(phases).toHaveLength(2);
    expect(training.fallback).toBe('random');
    expect(training.fallbackPhases).toHaveLength(1);
    expect(training.fallbackPhases[0]).toMatchObject({
      trainable: [...all, 'head_classes'],
      epochs: 200,
      learningRate: 0.001,
      batchNorm: 'batch',
    });
  });

  it('compares both where the file says so', () => {
    expect(plan(`${different}train: { fallback: compare }\n`, large).training.fallback).toBe('compare');
  });
});
