import { describe, expect, it } from 'vitest';
import { pilotAnswer } from '../../../../src/design/advice/pilot-answer';
import { seededRandom } from '../../../../src/design/images/random';
import type { PilotPair } from '../../../../src/design/pilot';

/** A pair of `images`, of which fine-tuning alone is right about some, the head alone about others and both about the rest. */
const pair = (
  seed: number,
  images: number,
  onlyFineTunedRight: number,
  onlyHeadRight: number,
): PilotPair => ({
  ...{ seed, images, onlyFineTunedRight, onlyHeadRight },
  headRight: images - onlyFineTunedRight,
  fineTunedRight: images - onlyHeadRight,
});
const pairs = (images: number, ...only: readonly (readonly [number, number])[]) =>
  only.map(([fineTuned, head], index) => pair(index + 1, images, fineTuned, head));
const answer = (given: readonly PilotPair[]) => pilotAnswer({ pairs: given, cost: null });

describe('what a pilot tells', () => {
  it('is no difference where both are right about the same images', () => {
    expect(answer(pairs(50, [0, 0], [0, 0], [0, 0]))).toMatchObject({
      ...{ verdict: 'no measurable difference', difference: 0, margin: 0, use: 'head' },
      text: 'No measurable difference: both were right about the same images with each seed (3 seeds). The head alone takes less time.',
    });
  });

  it('is by how much fine-tuning gains, with the interval of the corrected resampled t-test', () => {
    // Differences 0.10, 0.12, 0.14: s² = 0.0004, and the images alone leave at least 0.0012 open.
    const found = answer(pairs(100, [10, 0], [12, 0], [14, 0]));
    const byChance = (0.1 - 0.01 + (0.12 - 0.0144) + (0.14 - 0.0196)) / 3 / 100;
    expect(found?.difference).toBeCloseTo(0.12, 10);
    expect(found?.margin).toBeCloseTo(4.303 * Math.sqrt(byChance * (1 / 3 + 0.25)), 10);
    expect(found).toMatchObject({
      ...{ verdict: 'gains', use: 'fine-tuning' },
      text: 'Fine-tuning gains 12.0 ± 10.7 points (95 % interval, 3 seeds): it was right about 100 % of the images that were held back, the head alone about 88 %.',
    });
  });

  it('is by how much it loses', () => {
    const found = answer(pairs(100, [0, 20], [0, 22], [1, 24], [0, 20]));
    expect(found).toMatchObject({ verdict: 'loses', use: 'head' });
    expect(found?.text).toMatch(/^Fine-tuning loses 21.3 ± [\d.]+ points \(95 % interval, 4 seeds\)/);
  });

  it('takes the spread between seeds where that is more than the images explain', () => {
    const found = answer(pairs(1000, [50, 0], [0, 50], [60, 0]));
    expect(found?.verdict).toBe('no measurable difference');
    expect(found?.text).toMatch(/fine-tuning was ahead by 2\.0 ± [\d.]+ points \(95 % interval, 3 seeds\)/);
  });

  it('is nothing of fewer than three seeds, and how long three take', () => {
    const cost = { head: { secondsAnEpoch: 1, seconds: 20 }, fineTuned: { secondsAnEpoch: 9, seconds: 100 } };
    expect(pilotAnswer({ pairs: pairs(20, [5, 0]), cost })).toMatchObject({
      ...{ verdict: 'too few seeds', margin: null, use: null },
      text: "Fine-tuning was ahead by 25.0 points with 1 seed, but fewer than 3 can't tell that from chance. 3 take about 7 minutes.",
    });
    expect(answer(pairs(20, [5, 0], [5, 0]))?.verdict).toBe('too few seeds');
    expect(answer([])).toBeUndefined();
  });
});

describe('where fine-tuning neither gains nor loses, a difference is claimed in at most one pilot of twenty', () => {
  /**
   * As a pilot is: images of which one way alone is right about some, by luck, and seeds that each draw a part of them.
   * @returns the share of pilots that claim a difference
   */
  function claims(seeds: number, images: number, disagreement: number): number {
    const pilots = 1_500;
    const random = seededRandom('pilots', seeds, images);
    const judged = Math.round(images / 5);
    let claimed = 0;
    for (let pilot = 0; pilot < pilots; pilot += 1) {
      const luck = Array.from({ length: images }, () =>
        random() < disagreement ? (random() < 0.5 ? 1 : -1) : 0,
      );
      const given = Array.from({ length: seeds }, (_, seed) => {
        const drawn = luck
          .map((value) => ({ value, place: random() }))
          .sort((one, other) => one.place - other.place)
          .slice(0, judged);
        const only = (way: number) => drawn.filter(({ value }) => value === way).length;
        return pair(seed, judged, only(1), only(-1));
      });
      const verdict = answer(given)?.verdict;
      if (verdict === 'gains' || verdict === 'loses') claimed += 1;
    }
    return claimed / pilots;
  }

  it.each([
    [3, 100],
    [5, 100],
    [10, 100],
    [5, 400],
  ])('of %i seeds on %i images', (seeds, images) => {
    expect(claims(seeds, images, 0.2)).toBeLessThanOrEqual(0.05);
  });
});
