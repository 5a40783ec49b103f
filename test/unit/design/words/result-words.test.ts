import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  epochFigures,
  isShownBetter,
  type JudgedImages,
  resultCount,
  resultFigures,
  resultSentence,
  resultVerdict,
} from '../../../../src/design/words/result-words';
import { expectGolden } from '../../../fixtures/golden-text';

/** What a network said of so many images of each class, of which so many were right; the others went to the next. */
function judged(
  classes: Readonly<Record<string, readonly [right: number, images: number]>>,
  changes: Partial<JudgedImages> = {},
): JudgedImages {
  const counts = Object.values(classes);
  const confusion = counts.map(([right, images], row) =>
    counts.map((_, column) =>
      column === row ? right : column === (row + 1) % counts.length ? images - right : 0,
    ),
  );
  const names = Object.keys(classes);
  return { set: 'test', classes: names, confusion, epochs: 37, starts: 1, grouped: false, ...changes };
}

/** `share` of `images` in five equal classes, as near as can be. */
function evenly(images: number, share: number): JudgedImages {
  const names = ['ant', 'bee', 'cat', 'dog', 'elk'];
  let right = Math.round(images * share);
  const classes = names.map((name, index): [string, [number, number]] => {
    const size = Math.floor(images / 5) + (index < images % 5 ? 1 : 0);
    const found = Math.min(size, Math.ceil(right / (5 - index)));
    right -= found;
    return [name, [found, size]];
  });
  return judged(Object.fromEntries(classes));
}

describe('the words about a result', () => {
  it('are these for few and many images, good and bad results, and either set', () => {
    const lines: string[] = [];
    for (const images of [0, 1, 6, 25, 190, 10_000])
      for (const [quality, share] of [
        ['all right', 1],
        ['most right', 0.8],
        ['some right', 0.3],
        ['few right', 0.12],
        ['none right', 0],
      ] as const)
        for (const set of ['test', 'validation'] as const) {
          const result = { ...evenly(images, share), set };
          lines.push(`## ${images} ${set} images, ${quality}`, resultSentence(result));
          lines.push(...[resultVerdict(result)].filter((verdict) => verdict !== ''), '');
        }
    const text = lines.join('\n');
    expectGolden(path.join(import.meta.dirname, '../golden', 'results.txt'), text);
    expect(text).not.toMatch(/undefined|NaN|Infinity|\u00a0| {2}/);
  });

  it('never say that a network has learned from three of twenty-five', () => {
    const names = Array.from({ length: 25 }, (_, index) => `class ${index}`);
    const classes = Object.fromEntries(
      names.map((name, index): [string, [number, number]] => [name, [index > 21 ? 1 : 0, 1]]),
    );
    for (const set of ['test', 'validation'] as const) {
      const result = judged(classes, { set });
      expect(resultVerdict(result)).toContain('not shown that the network has learned');
      expect(isShownBetter(result)).toBe(false);
    }
  });

  it('never give a share without saying of how many', () => {
    for (const images of [1, 6, 25, 190])
      for (let right = 0; right <= images; right += 1)
        for (const set of ['test', 'validation'] as const) {
          const result = judged({ cat: [right, images], dog: [0, 0] }, { set });
          expect(resultSentence(result)).toMatch(/^Right on [\d,]+ of [\d,]+ (test|validation) image/);
          expect(resultFigures(result)).toMatch(/^[\d,]+ of [\d,]+ \([\d.]+–[\d.]+ %\)$/);
          expect(resultCount(result)).toMatch(/^[\d,]+ of [\d,]+$/);
        }
  });

  it('always say by which images the epoch was chosen', () => {
    const classes = { cat: [9, 10], dog: [9, 10] } as const;
    expect(resultSentence(judged(classes))).toContain('test images, by which nothing was chosen (');
    const told = (changes: Partial<JudgedImages>) =>
      resultSentence(judged(classes, { set: 'validation', ...changes }));
    expect(told({})).toContain('validation images, by which the best of 37 epochs was chosen (');
    expect(told({ epochs: 1 })).toContain('validation images, after the only epoch (');
    expect(told({ epochs: 0, starts: 0 })).toContain('by which the best epoch was chosen (');
  });

  it('claim less the more epochs there were to choose from, and nothing where that is not known', () => {
    const classes = { cat: [9, 10], dog: [9, 10] } as const;
    const isClaimed = (changes: Partial<JudgedImages>) => isShownBetter(judged(classes, changes));
    // Eight and a half of nine: 9 alone against 1, p = 11/1024.
    expect(isClaimed({})).toBe(true);
    expect(isClaimed({ set: 'validation', epochs: 3 })).toBe(true);
    expect(isClaimed({ set: 'validation', epochs: 4 })).toBe(false);
    expect(isClaimed({ set: 'validation', epochs: 3, starts: 2 })).toBe(false);
    expect(isClaimed({ set: 'validation', epochs: 0, starts: 0 })).toBe(false);
    expect(resultVerdict(judged(classes, { set: 'validation', epochs: 0, starts: 0 }))).toContain(
      'not known',
    );
  });

  it('claim nothing for a network that always says the largest class, however large it is', () => {
    const result = judged({ cat: [9_000, 9_000], dog: [0, 1_000] });
    expect(resultVerdict(result)).toContain('no more often than with that one answer');
    expect(resultVerdict(result)).toContain('it is right on 50 %; always the same answer on 50 %');
  });

  it('say so where nothing can be told: no images, images of one class, a class without images', () => {
    expect(resultSentence(judged({ cat: [0, 0] }))).toBe('There were no test images to judge by.');
    expect(resultVerdict(judged({ cat: [0, 0] }))).toBe('');
    expect(resultVerdict(judged({ cat: [6, 6], dog: [0, 0] }))).toBe(
      "They all show `cat`, so they can't tell whether the network has learned to tell classes apart. There is no test image of `dog`: of that nothing is known.",
    );
  });

  it('say that images of one group count for less', () => {
    const classes = { cat: [9, 10], dog: [9, 10] } as const;
    expect(resultVerdict(judged(classes, { grouped: true }))).toContain(
      'images of one group resemble each other',
    );
  });

  it('never show a probability below what it is, nor a claim beside one that is too large for it', () => {
    const claims: { readonly shown: string; readonly isBetter: boolean }[] = [];
    for (let right = 0; right <= 60; right += 1)
      for (let epochs = 1; epochs < 200; epochs += 7) {
        const result = judged({ cat: [30, 60], dog: [right, 60] }, { set: 'validation', epochs });
        const shown = /p = ([\d.]+)\)/.exec(resultVerdict(result))?.[1];
        if (shown !== undefined) claims.push({ shown, isBetter: isShownBetter(result) });
      }
    expect(claims.length).toBeGreaterThan(100);
    expect(claims.filter(({ shown, isBetter }) => Number(shown) <= 0.05 !== isBetter)).toEqual([]);
  });

  it('count what an epoch got right', () => {
    expect(epochFigures({ validationAccuracy: 1, validationImages: 6 })).toBe('6 of 6 right');
    expect(epochFigures({ validationAccuracy: 2 / 3, validationImages: 1200 })).toBe('800 of 1,200 right');
  });
});
