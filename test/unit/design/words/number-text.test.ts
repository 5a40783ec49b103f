import { describe, expect, it } from 'vitest';
import { percent, percentRange } from '../../../../src/design/words/number-text';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a share', () => {
  it.each([
    [0, '0 %'],
    [0.001, '0.1 %'],
    [0.123, '12 %'],
    [0.9999, '99.9 %'],
    [1, '100 %'],
  ])('of %d is %s: only none is 0 and only all are 100', (share, text) => {
    expect(plain(percent(share))).toBe(text);
  });

  it.each([
    [0.54, 1, '54–100 %'],
    [0.79, 0.92, '79–92 %'],
    [0, 0.02, '0–2 %'],
    [0.9879, 0.9919, '98.8–99.2 %'],
    [0.19996, 0.20004, '19.996–20.004 %'],
    [0.5, 0.5, '50–50 %'],
  ])('between %d and %d is %s: the ends are told apart', (low, high, text) => {
    expect(plain(percentRange({ low, high }))).toBe(text);
  });
});
