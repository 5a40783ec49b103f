import { describe, expect, it } from 'vitest';
import { fileSchema } from '../../../../src/design/format/schema';
import { alternativesOf, type Schema } from '../../../../src/design/format/schema-types';
import { planSettings } from '../../../../src/design/plan/plan-settings';
import { deepPlan, headPlan } from '../../../fixtures/terminal-sample';

function hasKey(schema: Schema, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return alternativesOf(schema).some((one) => {
    const below = one.kind === 'map' ? one.keys[key] : undefined;
    return below !== undefined && hasKey(below.schema, rest);
  });
}

describe("a plan's settings", () => {
  it("are named by the file's own keys, but for what the file does not say itself", () => {
    const names = [...planSettings(deepPlan).keys()].filter((name) => !name.startsWith('phase '));
    expect(names.filter((name) => !hasKey(fileSchema, name.split('.')))).toEqual([
      'fingerprint of the base',
      'number of images',
      'number of phases',
    ]);
  });

  it("have the file's own words as values", () => {
    const settings = planSettings(deepPlan);
    expect(settings.get('base.input.scale')).toBe('-1..1');
    expect(settings.get('train.augment')).toBe('flip horizontal, shift 0.1, brightness 0, views 4');
    expect(settings.get('train.classWeights')).toBe('0.5, 1, 2.346');
    expect(settings.get('phase 1: train')).toBe('head');
    expect(settings.get('phase 2: train')).toMatch(/^the head and 10 base layers \(conv11, conv12, /);
    expect(settings.get('phase 2: cached at')).toBe('nothing');
    expect(planSettings(headPlan).get('head.layers')).toBe('dense 64, dropout 0.3');
    for (const value of settings.values()) expect(value).not.toMatch(/[{}[\]"]|null|undefined/);
  });

  it('shows a scale of its own in numbers', () => {
    const { base } = headPlan;
    const scale = { mean: [1, 2, 3], std: [4, 5, 6], channels: 'bgr' } as const;
    const plan = { ...headPlan, base: { ...base, input: { ...base.input, scale } } };
    expect(planSettings(plan).get('base.input.scale')).toBe('mean 1, 2, 3, std 4, 5, 6, bgr');
  });
});
