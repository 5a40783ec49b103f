import { describe, expect, it } from 'vitest';
import { classScores, confusedPairs, totalsOf } from '../../../src/report/class-scores';
import { epochTicks, roundTicks } from '../../../src/report/ticks';

describe('the scores of the classes', () => {
  const confusion = [
    [8, 2, 0],
    [1, 4, 0],
    [0, 0, 0],
  ];
  const scores = classScores(['a', 'b', 'c'], confusion);

  it('take recall from the rows and precision from the columns', () => {
    expect(scores.map((each) => each.recall?.share ?? null)).toEqual([0.8, 0.8, null]);
    expect(scores.map((each) => each.precision?.share ?? null)).toEqual([8 / 9, 4 / 6, null]);
    expect(scores.map((each) => [each.images, each.said])).toEqual([
      [10, 9],
      [5, 6],
      [0, 0],
    ]);
  });

  it('add up to accuracy, balanced accuracy and the majority', () => {
    const totals = totalsOf(scores);
    expect(totals.right).toBe(12);
    expect(totals.accuracy?.share).toBeCloseTo(12 / 15);
    expect(totals.balancedAccuracy).toBeCloseTo(0.8);
    expect(totals.majority).toEqual({ class: 'a', images: 10, share: 10 / 15 });
  });

  it('say nothing of a set without images', () => {
    expect(totalsOf(classScores(['a', 'b'], []))).toEqual({
      ...{ images: 0, right: 0, accuracy: null, balancedAccuracy: null, majority: null },
    });
  });

  it('list the confused pairs, the most frequent first and right answers never', () => {
    expect(confusedPairs(['a', 'b', 'c'], confusion)).toEqual([
      { label: 'a', predicted: 'b', images: 2, share: 0.2 },
      { label: 'b', predicted: 'a', images: 1, share: 0.2 },
    ]);
  });
});

describe('ticks', () => {
  it('are round and cover the values', () => {
    expect(roundTicks(0, 1.83, 5)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(roundTicks(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(roundTicks(0, 4200, 5)).toEqual([0, 2000, 4000, 6000]);
    for (const high of [1e-9, 3e-4, 0.7, 12, 1e9]) {
      const ticks = roundTicks(0, high, 5);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.length).toBeLessThan(12);
    }
  });

  it('survive a range of nothing', () => {
    expect(roundTicks(0, 0, 5).length).toBeGreaterThan(1);
    expect(new Set(roundTicks(3, 3, 5)).size).toBe(roundTicks(3, 3, 5).length);
  });

  it('name the first and the last epoch', () => {
    expect(epochTicks(1, 6)).toEqual([1]);
    expect(epochTicks(2, 6)).toEqual([1, 2]);
    expect(epochTicks(30, 6)[0]).toBe(1);
    expect(epochTicks(203, 6).at(-1)).toBe(203);
    for (let last = 1; last < 400; last += 1) {
      const ticks = epochTicks(last, 6);
      expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
    }
  });
});
