import { describe, expect, it } from 'vitest';
import type { FolderFacts } from '../../../../src/design/dataset-facts';
import { type SplitRules, splitImages } from '../../../../src/design/images/split-images';
import { folder } from '../../../fixtures/folder-facts';
import { processorTime } from '../../../fixtures/processor-time';

const rules: SplitRules = { validation: 0.2, seed: 1 };
const files = (images: readonly { file: string }[]) => images.map(({ file }) => file);

/** A folder of one class, or more, with these file names. */
function named(classes: Readonly<Record<string, readonly string[]>>): FolderFacts {
  return {
    ...folder({}),
    classes: Object.entries(classes).map(([name, images]) => ({
      name,
      images: images.map((file) => ({ file: `${name}/${file}`, bytes: 1 })),
    })),
  };
}

/** What stands before the number in each name, such as `tom` in `cats/tom-3.jpg`. */
function groupsIn({ classes }: FolderFacts): ReadonlyMap<string, string> {
  const names = files(classes.flatMap(({ images }) => images));
  return new Map(
    names.flatMap((file) => {
      const group = /([^/]*)-\d+/.exec(file)?.[1];
      return group === undefined ? [] : [[file, group]];
    }),
  );
}

describe('splitImages', () => {
  it('gives each class its share on both sides', () => {
    const { train, validation } = splitImages(folder({ cats: 50, dogs: 10 }), ['cats', 'dogs'], rules);
    const count = (images: readonly { label: number }[], label: number) =>
      images.filter((image) => image.label === label).length;
    expect([count(train, 0), count(validation, 0), count(train, 1), count(validation, 1)]).toEqual([
      40, 10, 8, 2,
    ]);
    expect(new Set([...files(train), ...files(validation)]).size).toBe(60);
  });

  it('labels images by the order of the list, and leaves other folders out', () => {
    const { train } = splitImages(folder({ a: 2, b: 2, c: 2 }), ['c', 'a'], rules);
    expect(train.map(({ file, label }) => [file.split('/')[0], label])).toEqual([
      ['c', 0],
      ['a', 1],
    ]);
  });

  it('keeps one image of each class of two or more on each side, whatever the share', () => {
    for (const share of [0.001, 0.5, 0.999]) {
      const split = splitImages(folder({ a: 2, b: 3, c: 100 }), ['a', 'b', 'c'], {
        ...rules,
        validation: share,
      });
      for (const label of [0, 1, 2]) {
        expect(split.train.some((image) => image.label === label)).toBe(true);
        expect(split.validation.some((image) => image.label === label)).toBe(true);
      }
    }
  });

  it('trains on single images', () => {
    const { train, validation } = splitImages(folder({ a: 1, b: 4 }), ['a', 'b'], rules);
    expect(files(train)).toContain('a/a-1.jpg');
    expect(files(validation)).not.toContain('a/a-1.jpg');
  });

  it('takes nothing for validation where that has its own folder', () => {
    const { train, validation } = splitImages(folder({ a: 5, b: 5 }), ['a', 'b'], {
      ...rules,
      validation: 0,
    });
    expect([train.length, validation.length]).toEqual([10, 0]);
  });

  it('does not depend on the order of files and folders on disk', () => {
    const facts = folder({ cats: 20, dogs: 20 });
    const reversed = {
      ...facts,
      classes: [...facts.classes].reverse().map((one) => ({ ...one, images: [...one.images].reverse() })),
    };
    expect(splitImages(reversed, ['cats', 'dogs'], rules)).toEqual(
      splitImages(facts, ['cats', 'dogs'], rules),
    );
  });

  it('depends on the seed', () => {
    const split = (seed: number) =>
      files(splitImages(folder({ a: 50, b: 50 }), ['a', 'b'], { ...rules, seed }).validation);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  it('moves at most one image across for each that is added', () => {
    const before = new Set(files(splitImages(folder({ a: 100, b: 2 }), ['a', 'b'], rules).validation));
    const after = new Set(files(splitImages(folder({ a: 110, b: 2 }), ['a', 'b'], rules).validation));
    expect([...before].filter((file) => !after.has(file)).length).toBeLessThanOrEqual(10);
    expect([...after].filter((file) => !before.has(file)).length).toBeLessThanOrEqual(10);
  });

  it('keeps images of one group on one side', () => {
    const photographs = (animal: string) =>
      Array.from({ length: 30 }, (_, index) => `${animal}${index % 6}-${Math.floor(index / 6)}.jpg`);
    const facts = named({ cats: photographs('tom'), dogs: photographs('rex') });
    const { train, validation } = splitImages(facts, ['cats', 'dogs'], { ...rules, groups: groupsIn(facts) });
    const groups = (images: readonly { file: string }[]) =>
      new Set(files(images).map((file) => file.split('-')[0]));
    expect([...groups(train)].filter((group) => groups(validation).has(group))).toEqual([]);
    expect(validation).toHaveLength(10);
    expect(new Set(validation.map(({ label }) => label))).toEqual(new Set([0, 1]));
  });

  it('keeps a group that two classes share on one side', () => {
    const sessions = ['mon-1.jpg', 'mon-2.jpg', 'tue-1.jpg', 'wed-1.jpg', 'thu-1.jpg', 'fri-1.jpg'];
    const facts = named({ day: sessions, night: sessions });
    for (const seed of [1, 2, 3, 4, 5]) {
      const split = splitImages(facts, ['day', 'night'], { ...rules, seed, groups: groupsIn(facts) });
      const group = (file: string) => file.split('/')[1]?.split('-')[0];
      const trained = new Set(files(split.train).map(group));
      expect(files(split.validation).filter((file) => trained.has(group(file)))).toEqual([]);
      expect(split.validation.length).toBeGreaterThan(0);
    }
  });

  it('trains on a class whose images are all of one group', () => {
    const facts = named({ a: ['x-1.jpg', 'x-2.jpg', 'x-3.jpg'], b: ['y-1.jpg', 'z-1.jpg'] });
    const { train, validation } = splitImages(facts, ['a', 'b'], { ...rules, groups: groupsIn(facts) });
    expect(train.filter(({ label }) => label === 0)).toHaveLength(3);
    expect(validation).toHaveLength(1);
  });

  it('takes an image whose name has no group as one by itself', () => {
    const facts = named({ a: ['x-1.jpg', 'plain.jpg'] });
    expect(splitImages(facts, ['a'], { ...rules, groups: groupsIn(facts) }).validation).toHaveLength(1);
  });

  it('splits 100,000 images in seconds', () => {
    const facts = folder({ a: 50_000, b: 50_000 });
    const used = processorTime();
    splitImages(facts, ['a', 'b'], rules);
    expect(used()).toBeLessThan(5_000);
  });
});
