import { describe, expect, it } from 'vitest';
import { groupFacts } from '../../../../src/disk/images/group-facts';
import { groupNames, PatternTooSlow } from '../../../../src/disk/images/name-groups';
import { folder } from '../../../fixtures/folder-facts';

describe('groupNames', () => {
  it('gives what the pattern captures from the last part of each path', async () => {
    const files = ['cats/tom-1.png', 'cats-2/tom-2.png', 'cats/7.png'];
    expect(await groupNames('^(.*)-\\d+', files)).toEqual(['tom', 'tom', null]);
  });

  it('lets ordinary patterns pass, on many and on long names', async () => {
    const files = Array.from({ length: 20_000 }, (_, index) => `cats/${'tom-'.repeat(40)}${index}.png`);
    expect(await groupNames('^(.*)-\\d+', files)).toHaveLength(20_000);
  });

  it('stops a pattern that would go on for ever, and says how to write it, without holding up others', async () => {
    const files = [`cats/${'a'.repeat(60)}.png`];
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 50);
    const failing = groupNames('^(a+)+$', files);
    await expect(failing).rejects.toThrow(PatternTooSlow);
    await expect(failing).rejects.toThrow(/dataset\.groupBy.*\^\(a\+\)\+\$.*without a repetition/s);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });

  it('leaves out the folders, as the split does', async () => {
    expect(await groupNames('^(a+)+$', [`${'a'.repeat(60)}/b.png`])).toEqual([null]);
  });

  it('leaves a pattern that is none to whoever reports it', async () => {
    await expect(groupNames('(', [])).rejects.toThrow(/regular expression/);
  });
});

describe('groupFacts', () => {
  const facts = folder({ cats: 3, dogs: 2 });

  it('counts the groups of each class; an image without one is one by itself', async () => {
    expect(await groupFacts('^(cats)', facts)).toEqual({
      pattern: '^(cats)',
      classes: [
        { name: 'cats', groups: 1 },
        { name: 'dogs', groups: 2 },
      ],
      grouped: 3,
    });
  });

  it('says why it does not know', async () => {
    const long = folder(
      {},
      { classes: [{ name: 'a', images: [{ file: `a/${'a'.repeat(60)}.png`, bytes: 1 }] }] },
    );
    expect(await groupFacts('^(a+)+$', long)).toMatchObject({
      problem: expect.stringContaining('2 seconds'),
    });
    expect(await groupFacts('(', facts)).toBeUndefined();
  });
});
