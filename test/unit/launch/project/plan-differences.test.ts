import { describe, expect, it } from 'vitest';
import { planDifferences } from '../../../../src/launch/project/plan-differences';
import { deepPlan, headPlan } from '../../../fixtures/terminal-sample';

describe('what has changed since a run began', () => {
  it('is nothing for the same plan', () => {
    expect(planDifferences(headPlan, structuredClone(headPlan))).toEqual([]);
  });

  it('is told by name, with both values', () => {
    const now = {
      ...headPlan,
      training: { ...headPlan.training, batchSize: 16 },
      dataset: { ...headPlan.dataset, test: null, images: 150 },
    };
    expect(planDifferences(headPlan, now)).toEqual([
      'number of images is 148 in this run, and 150 in the file now',
      'dataset.test is /pictures/images-test in this run, and none in the file now',
      'train.batchSize is 32 in this run, and 16 in the file now',
    ]);
  });

  it('finds the phase that has changed', () => {
    const [phase] = headPlan.phases;
    const now = { ...headPlan, phases: phase ? [{ ...phase, epochs: 20 }] : [] };
    expect(planDifferences(headPlan, now)).toEqual([
      'phase 1: epochs is 200 in this run, and 20 in the file now',
    ]);
  });

  it('leaves out what follows from the rest, and shortens what is long', () => {
    const told = planDifferences(headPlan, deepPlan);
    expect(told.some((line) => /^(layers|trainableParams)/.test(line))).toBe(false);
    expect(told.some((line) => line.startsWith('cut is dense2'))).toBe(true);
    expect(told).toContain('number of phases is 1 in this run, and 2 in the file now');
    expect(told).toContain(
      'train.augment is off in this run, and flip horizontal, shift 0.1, brightness 0, views 4 in the file now',
    );
    for (const line of told) expect(line.length).toBeLessThan(320);
  });
});
