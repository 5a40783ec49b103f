import { describe, expect, it } from 'vitest';
import { PatternTooSlow, requireQuickPattern } from '../../../src/disk/name-groups';

describe('requireQuickPattern', () => {
  it('lets ordinary patterns pass, on many and on long names', () => {
    const files = Array.from({ length: 20_000 }, (_, index) => `cats/${'tom-'.repeat(40)}${index}.png`);
    expect(() => requireQuickPattern('^(.*)-\\d+', files)).not.toThrow();
  });

  it('stops a pattern that would go on for ever, and says how to write it', () => {
    const files = [`cats/${'a'.repeat(60)}.png`];
    expect(() => requireQuickPattern('^(a+)+$', files)).toThrow(PatternTooSlow);
    expect(() => requireQuickPattern('^(a+)+$', files)).toThrow(
      /dataset\.groupBy.*\^\(a\+\)\+\$.*without a repetition/s,
    );
  });

  it('leaves out the folders, as the split does', () => {
    expect(() => requireQuickPattern('^(a+)+$', [`${'a'.repeat(60)}/b.png`])).not.toThrow();
  });

  it('leaves a pattern that is none to whoever reports it', () => {
    expect(() => requireQuickPattern('(', [])).toThrow(/regular expression/);
  });
});
