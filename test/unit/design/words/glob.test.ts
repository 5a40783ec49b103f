import { describe, expect, it } from 'vitest';
import { isGlob, matchesGlob } from '../../../../src/design/words/glob';
import { processorTime } from '../../../fixtures/processor-time';

describe('a pattern', () => {
  it.each([
    ['conv1', 'conv1', true],
    ['conv1', 'conv10', false],
    ['conv1', 'aconv1', false],
    ['conv*', 'conv', true],
    ['conv*', 'conv1/bn', true],
    ['*bn', 'block1_bn', true],
    ['*bn', 'bn2', false],
    ['block?_conv*', 'block5_conv3', true],
    ['block?_conv*', 'block15_conv3', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b', 'ab_b', true],
    ['*a*b', 'ab_c', false],
    ['a**b', 'ab', true],
    ['?', '', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['(a+)+$', '(a+)+$', true],
    ['Conv', 'conv', false],
  ])('%s takes the name %s in: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  it('cannot be made to take long', () => {
    const used = processorTime();
    expect(matchesGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(2000))).toBe(false);
    expect(used()).toBeLessThan(1000);
  });

  it('is told from a name', () => {
    expect(['a*', '?', 'conv1', 'a.b[c]'].map(isGlob)).toEqual([true, true, false, false]);
  });
});
