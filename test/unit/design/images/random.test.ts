import { describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../../../src/design/images/random';

const draw = (count: number, ...seeds: (string | number)[]) => {
  const random = seededRandom(...seeds);
  return Array.from({ length: count }, random);
};

describe('seeded random numbers', () => {
  it('are the same for the same seeds and others for others', () => {
    expect(draw(5, 'split', 1)).toEqual(draw(5, 'split', 1));
    expect(draw(5, 'split', 1)).not.toEqual(draw(5, 'split', 2));
    expect(draw(1, 'a', 'b')).not.toEqual(draw(1, 'ab'));
  });

  it('never change: recorded runs depend on them', () => {
    expect(draw(3, 'epoch', 1, 2)).toMatchInlineSnapshot(`
      [
        0.6742417968343943,
        0.060646366560831666,
        0.2767943840008229,
      ]
    `);
  });

  it('fill [0, 1) evenly, also over neighbouring seeds', () => {
    const values = Array.from({ length: 10_000 }, (_, seed) => seededRandom(seed)());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(share).toBeGreaterThan(880);
      expect(share).toBeLessThan(1_120);
    }
  });
});

describe('shuffle', () => {
  it('keeps every item, and the list that it is given', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const mixed = shuffle(items, seededRandom(7));
    expect(mixed).not.toEqual(items);
    expect([...mixed].sort((one, other) => one - other)).toEqual(items);
    expect(items[0]).toBe(0);
  });

  it('gives every order the same chance', () => {
    const random = seededRandom('orders');
    const seen = new Map<string, number>();
    for (let round = 0; round < 6_000; round++) {
      const order = shuffle(['a', 'b', 'c'], random).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
