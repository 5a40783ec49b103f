import { describe, expect, it } from 'vitest';
import type { Scale } from '../../../../src/design/config';
import { demoLike } from '../../../fixtures/layer-graphs';
import { afterFix, designed } from '../support/designed';

const graph = demoLike({ input: {} });
const text = (scale = '') =>
  `base: { model: mine${scale && `, input: { scale: ${scale} }`} }\ndataset: { path: images, similarity: similar }\n`;

const numbers: Scale = { mean: [0, 0, 0], std: [127, 127, 127], channels: 'rgb' };

const scales = {
  fingerprint: graph.fingerprint,
  pictures: 16,
  trials: [
    { scale: 'torch', shift: 0.031 },
    { scale: '-1..1', shift: 0.9 },
    { scale: '0..1', shift: 0.95 },
    { scale: numbers, shift: 3 },
  ] as const,
};

const aboutScale = ({ problems }: ReturnType<typeof designed>) =>
  problems.filter(({ code }) => code.startsWith('scale'));

describe('a scale that was measured', () => {
  it('is offered with its figures, and decides nothing', () => {
    const result = designed(text(), { graph, scales });
    const [problem, ...others] = aboutScale(result);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'scale-measured', severity: 'warning' });
    expect(problem?.message).toContain(
      '`-1..1` is assumed (batch-normalisation shift 0.9). On 16 of your pictures `torch` fits best: shift 0.031, against 0.9 by the next, `-1..1`.',
    );
    expect(result.plan?.base.input.scale).toEqual(designed(text(), { graph }).plan?.base.input.scale);
    const [fix] = problem?.fixes ?? [];
    if (!fix) throw new Error('Nothing is offered.');
    const mended = designed(afterFix(text(), fix), { graph, scales });
    expect(aboutScale(mended)).toEqual([]);
    expect(mended.plan?.base.input.scale.std[0]).toBeCloseTo(58.4, 1);
  });

  it('is warned of where the file says a plainly other one, which holds all the same', () => {
    const result = designed(text('"0..1"'), { graph, scales });
    expect(aboutScale(result)).toMatchObject([{ code: 'scale-contradicted', severity: 'warning' }]);
    expect(result.plan?.base.input.scale.std).toEqual([255, 255, 255]);
    const written = text('{ mean: [0, 0, 0], std: [127, 127, 127], channels: rgb }');
    expect(aboutScale(designed(written, { graph, scales }))).toMatchObject([{ code: 'scale-contradicted' }]);
    expect(aboutScale(designed(text('torch'), { graph, scales }))).toEqual([]);
  });

  it('is passed over where the base says its own, or it was measured on another base', () => {
    const said = demoLike({ input: { scale: '0..1' } });
    expect(aboutScale(designed(text('"0..1"'), { graph: said, scales }))).toEqual([]);
    expect(aboutScale(designed(text(), { graph: said, scales }))).toEqual([]);
    const other = { ...scales, fingerprint: 'another' };
    expect(aboutScale(designed(text('"0..1"'), { graph, scales: other }))).toEqual([]);
    expect(aboutScale(designed(text(), { graph, scales: other }))).toMatchObject([{ code: 'scale-unknown' }]);
  });

  it.each([
    [0.0294, '0.029'],
    [4e-9, 'under 0.001'],
  ])('has two digits: %d', (shift, words) => {
    const trials = [
      { scale: 'torch', shift },
      { scale: 'caffe', shift: 2e9 },
    ] as const;
    const [problem] = aboutScale(designed(text(), { graph, scales: { ...scales, trials } }));
    expect(problem?.message).toContain(`shift ${words}, against over 1,000 by the next`);
    // What was tried and gave no number is worse than all others.
    expect(problem?.message).toContain('`-1..1` is assumed (batch-normalisation shift over 1,000)');
  });

  it('is offered where what the base says of it can not be meant', () => {
    const unusable = [{ about: 'scale', why: 'its std holds 0' }] as const;
    const broken = demoLike({ input: {}, unusable });
    expect(aboutScale(designed(text(), { graph: broken }))).toEqual([]);
    const known = { graph: broken, scales: { ...scales, fingerprint: broken.fingerprint } };
    expect(aboutScale(designed(text(), known))).toMatchObject([{ code: 'scale-measured' }]);
  });

  it('that is nowhere plain says how many pictures were tried', () => {
    const alike = { ...scales, trials: scales.trials.map(({ scale }) => ({ scale, shift: 0.5 })) };
    const [problem] = aboutScale(designed(text(), { graph, scales: alike }));
    expect(problem?.code).toBe('scale-unknown');
    expect(problem?.message).toContain('Tried on 16 of your pictures, none');
    expect(aboutScale(designed(text('"0..1"'), { graph, scales: alike }))).toEqual([]);
  });
});
