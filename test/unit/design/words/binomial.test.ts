import { describe, expect, it } from 'vitest';
import { binomialTail, exactInterval, pairedTest } from '../../../../src/design/words/binomial';

/** Counts the ways one by one, in whole numbers. */
function tailByCounting(successes: number, trials: number, numerator: bigint, denominator: bigint): number {
  let ways = 1n;
  let total = 0n;
  for (let at = 0; at <= trials; at += 1) {
    if (at >= successes)
      total += ways * numerator ** BigInt(at) * (denominator - numerator) ** BigInt(trials - at);
    ways = (ways * BigInt(trials - at)) / BigInt(at + 1);
  }
  return Number((total * 10n ** 18n) / denominator ** BigInt(trials)) / 1e18;
}

describe("the binomial distribution's tail", () => {
  // National Bureau of Standards, Tables of the Binomial Probability Distribution (1950), table 2.
  it.each([
    [7, 10, 0.5, 0.171_875],
    [8, 10, 0.5, 0.054_687_5],
    [5, 10, 0.3, 0.150_268_3],
    [15, 20, 0.5, 0.020_694_7],
    [10, 20, 0.25, 0.013_864_4],
    [3, 25, 0.04, 0.076_483_4],
  ])('of %i in %i at %d is the tabulated one', (successes, trials, share, probability) => {
    expect(binomialTail(successes, trials, share)).toBeCloseTo(probability, 7);
  });

  it('is what counting gives, on both sides of the mean', () => {
    for (const trials of [1, 2, 7, 25, 60, 190])
      for (const [numerator, denominator] of [
        [1n, 2n],
        [1n, 25n],
        [9n, 10n],
      ] as const)
        for (let successes = 0; successes <= trials + 1; successes += 1) {
          const share = Number(numerator) / Number(denominator);
          const counted = tailByCounting(successes, trials, numerator, denominator);
          expect(binomialTail(successes, trials, share)).toBeCloseTo(counted, 11);
        }
  });

  it('is certain of none and of nothing more than all, and knows the sure and the impossible', () => {
    expect(binomialTail(0, 5, 0.1)).toBe(1);
    expect(binomialTail(6, 5, 0.9)).toBe(0);
    expect(binomialTail(1, 5, 0)).toBe(0);
    expect(binomialTail(5, 5, 1)).toBe(1);
  });

  it('stays a probability far out, where its terms are too small to be written', () => {
    expect(binomialTail(1_000_000, 1_000_000, 0.001)).toBe(0);
    expect(binomialTail(500_000, 1_000_000, 0.5)).toBeCloseTo(0.500_398_94, 7);
  });
});

describe('the exact interval', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 5.
  it.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('of %i in %i is the published one', (successes, trials, low, high) => {
    const interval = exactInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('reaches from 54 to 100 % for six of six', () => {
    const { low, high } = exactInterval(6, 6);
    expect(low).toBeCloseTo(0.025 ** (1 / 6), 10);
    expect(high).toBe(1);
  });

  it('holds the true share in at least 95 of 100 cases, whatever it is', () => {
    for (const trials of [1, 6, 25, 60])
      for (let share = 0.01; share < 1; share += 0.01) {
        let covered = 0;
        for (let successes = 0; successes <= trials; successes += 1) {
          const { low, high } = exactInterval(successes, trials);
          const probability =
            binomialTail(successes, trials, share) - binomialTail(successes + 1, trials, share);
          if (low <= share && share <= high) covered += probability;
        }
        expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }
  });

  it('is the mirror image for the failures, holds the share, and narrows with more trials', () => {
    for (const [successes, trials] of [
      [0, 1],
      [3, 25],
      [13, 25],
      [190, 190],
      [9_900, 10_000],
    ] as const) {
      const { low, high } = exactInterval(successes, trials);
      const mirrored = exactInterval(trials - successes, trials);
      expect(low).toBeCloseTo(1 - mirrored.high, 12);
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
      const more = exactInterval(successes * 4, trials * 4);
      expect(more.high - more.low).toBeLessThan(high - low);
    }
  });

  it('knows nothing without trials or of more than can be, and refuses what can not be', () => {
    expect(exactInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(exactInterval(1e300, 1e300)).toEqual({ low: 0, high: 1 });
    expect(() => exactInterval(3, 2)).toThrow(RangeError);
    expect(() => exactInterval(-1, 2)).toThrow(RangeError);
    expect(() => exactInterval(Number.NaN, 2)).toThrow(RangeError);
  });
});

describe('the paired test', () => {
  it('is a toss of a coin for each image on which one of the two is right alone', () => {
    expect(pairedTest(5, 0)).toBeCloseTo(1 / 32, 12);
    expect(pairedTest(10, 2)).toBeCloseTo((66 + 12 + 1) / 4096, 12);
    expect(pairedTest(3, 1)).toBeCloseTo(5 / 16, 12);
    expect(pairedTest(0, 0)).toBe(1);
    expect(pairedTest(0, 9)).toBe(1);
  });

  // Two equal answers give no more claims than were bargained for.
  it('claims too much in at most one of twenty cases', () => {
    for (let decided = 0; decided <= 60; decided += 1) {
      let wrongly = 0;
      for (let alone = 0; alone <= decided; alone += 1) {
        const probability = binomialTail(alone, decided, 0.5) - binomialTail(alone + 1, decided, 0.5);
        if (pairedTest(alone, decided - alone) <= 0.05) wrongly += probability;
      }
      expect(wrongly).toBeLessThanOrEqual(0.05);
    }
  });

  it('believes no more images than anybody has', () => {
    expect(pairedTest(1e300, 0)).toBe(1);
  });
});
