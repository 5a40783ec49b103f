import { expect, it } from 'vitest';
import { rayRefusals } from '../../../../src/design/cluster/ray-refusals';
import { mobilePlan, refusedPlan } from '../../../fixtures/cluster-plan';

it('a plan is refused for all that Ray would do otherwise, each with what to do', () => {
  expect(rayRefusals(mobilePlan)).toEqual([]);
  expect(rayRefusals(refusedPlan)).toEqual([
    expect.stringMatching(/^Phase 3 freezes the layer "late", which an earlier phase trains/),
  ]);
  const [head] = mobilePlan.phases;
  const uncached = { ...mobilePlan, phases: head ? [{ ...head, cache: null }] : [] };
  expect(rayRefusals(uncached)).toEqual([expect.stringMatching(/^`train.cache: off`/)]);
});
