import { describe, expect, it } from 'vitest';
import { groupFacts, groupNames } from '../../../../src/disk/images/name-groups';
import { folder } from '../../../fixtures/folder-facts';

/** A folder of one class with these files. */
const files = (...names: readonly string[]) =>
  folder({}, { classes: [{ name: 'cats', images: names.map((file) => ({ file, bytes: 1 })) }] });

describe('groupNames', () => {
  it('gives what the pattern captures from the last part of each path', async () => {
    const groups = await groupNames('^(.*)-\\d+', files('cats/tom-1.png', 'cats-2/tom-2.png', 'cats/7.png'));
    expect([...groups]).toEqual([
      ['cats/tom-1.png', 'tom'],
      ['cats-2/tom-2.png', 'tom'],
    ]);
  });

  it('lets ordinary patterns pass, on many and on long names', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `cats/${'tom-'.repeat(40)}${index}.png`);
    expect((await groupNames('^(.*)-\\d+', files(...names))).size).toBe(20_000);
  });

  it('stops a pattern that would go on for ever, and says how to write it, without holding up others', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 50);
    const failing = groupNames('^(a+)+$', files(`cats/${'a'.repeat(60)}.png`));
    await expect(failing).rejects.toMatchObject({ code: 'pattern-too-slow' });
    await expect(failing).rejects.toThrow(/dataset\.groupBy.*\^\(a\+\)\+\$.*without a repetition/s);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });

  it('leaves out the folders', async () => {
    expect((await groupNames('^(a+)+$', files(`${'a'.repeat(60)}/b.png`))).size).toBe(0);
  });

  it('leaves a pattern that is none to whoever reports it', async () => {
    await expect(groupNames('(', files())).rejects.toThrow(/regular expression/);
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
    expect(await groupFacts('^(a+)+$', files(`a/${'a'.repeat(60)}.png`))).toMatchObject({
      problem: expect.stringContaining('2 seconds'),
    });
    expect(await groupFacts('(', facts)).toBeUndefined();
  });
});
