import { describe, expect, it } from 'vitest';
import { pairedBootstrap } from '../../../bench/paired-bootstrap';

const answers = (rights: number, images: number) =>
  Array.from({ length: images }, (_, image) => (image < rights ? 1 : 0));

describe('the paired bootstrap', () => {
  it('finds no difference between an arm and itself', () => {
    const same = { one: [answers(5, 10)], other: [answers(5, 10)] };
    expect(pairedBootstrap([same, same], 200)).toEqual({ difference: 0, low: 0, high: 0 });
  });

  it('weighs classes alike, whatever their sizes', () => {
    const pair = { one: [answers(100, 100), answers(0, 2)], other: [answers(0, 100), answers(0, 2)] };
    expect(pairedBootstrap([pair], 200).difference).toBeCloseTo(0.5, 9);
  });

  it('gives an interval about as wide as the normal one', () => {
    // 60 % of 400 against 50 %, paired so that 40 images change: SE = √(0.1 − 0.01)/√400 = 0.015.
    const pair = { one: [answers(240, 400)], other: [answers(200, 400)] };
    const { low, high } = pairedBootstrap([pair], 4000);
    expect(low).toBeCloseTo(0.1 - 1.96 * 0.015, 2);
    expect(high).toBeCloseTo(0.1 + 1.96 * 0.015, 2);
  });
});
