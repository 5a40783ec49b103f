import { describe, expect, it } from 'vitest';
import { scaleNumbers } from '../../../src/design/base/scale-numbers';
import { scalePixels } from '../../../src/shared/pixel-scaling';

describe('scalePixels', () => {
  const pixels = Uint8Array.from([0, 128, 255, 10, 20, 30]);

  it('subtracts the mean and divides by the deviation, channel by channel', () => {
    const into = new Float32Array(6);
    scalePixels(pixels, { mean: [1, 2, 3], std: [2, 4, 8], channels: 'rgb' }, into, 0);
    expect([...into]).toEqual([-0.5, 31.5, 31.5, 4.5, 4.5, 3.375]);
  });

  it('puts blue first where the network wants it so, with mean and deviation in that order', () => {
    const into = new Float32Array(6);
    scalePixels(pixels, { mean: [1, 2, 3], std: [2, 4, 8], channels: 'bgr' }, into, 0);
    expect([...into]).toEqual([127, 31.5, -0.375, 14.5, 4.5, 0.875]);
  });

  it('writes at the offset and nowhere else', () => {
    const into = new Float32Array(10).fill(7);
    scalePixels(pixels, scaleNumbers['0..255'], into, 3);
    expect([...into]).toEqual([7, 7, 7, 0, 128, 255, 10, 20, 30, 7]);
  });

  it('rounds once', () => {
    const all = Uint8Array.from({ length: 256 * 3 }, (_, place) => Math.floor(place / 3));
    const into = new Float32Array(all.length);
    scalePixels(all, scaleNumbers.torch, into, 0);
    for (let value = 0; value < 256; value++) {
      expect(into[value * 3]).toBe(Math.fround((value - 255 * 0.485) / (255 * 0.229)));
    }
  });

  it('refuses a place that is too small', () => {
    expect(() => scalePixels(pixels, scaleNumbers['0..1'], new Float32Array(6), 1)).toThrow(RangeError);
    expect(() => scalePixels(pixels, scaleNumbers['0..1'], new Float32Array(9), -1)).toThrow(RangeError);
  });
});
