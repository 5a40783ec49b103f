import { describe, expect, it } from 'vitest';
import {
  firstImages,
  isTimeForAnother,
  type MeasuredSpeed,
  sampleFor,
} from '../../../../src/design/advice/pilot-plan';

const speed: MeasuredSpeed = { images: 200, start: 1, head: 4, epoch: 2, epochs: 20 };

describe('what fits into the time of a pilot', () => {
  it('is measured on two hundred images, or ten of each class, and on all where those are fewer', () => {
    expect(firstImages(5_000, 10)).toBe(200);
    expect(firstImages(5_000, 50)).toBe(500);
    expect(firstImages(150, 6)).toBeNull();
  });

  it('is all images where five seeds have time for them', () => {
    // Of 400 images a seed takes 2 × (8 + 40) + 2 s.
    expect(sampleFor(speed, 400, 5 * 98)).toEqual({ images: null, of: 400, epochs: null });
  });

  it('is as many images as five seeds have time for', () => {
    expect(sampleFor(speed, 10_000, 5 * 98)).toEqual({ images: 400, of: 10_000, epochs: null });
  });

  it('is fewer seeds rather than fewer images than two hundred', () => {
    expect(sampleFor(speed, 10_000, 160)).toEqual({ images: 200, of: 10_000, epochs: null });
  });

  it('is fewer epochs where three seeds would have no time, but not fewer than five', () => {
    expect(sampleFor(speed, 10_000, 90)).toEqual({ images: 200, of: 10_000, epochs: 10 });
    expect(sampleFor(speed, 10_000, 10)).toEqual({ images: 200, of: 10_000, epochs: 5 });
    expect(sampleFor({ ...speed, images: 150 }, 150, 90)).toEqual({ images: null, of: 150, epochs: 10 });
  });

  it('ends by the time and the number of seeds', () => {
    expect(isTimeForAnother(0, 60, 0)).toBe(true);
    expect(isTimeForAnother(3, 60, 59)).toBe(true);
    expect(isTimeForAnother(3, 60, 61)).toBe(false);
    expect(isTimeForAnother(10, 600, 1)).toBe(false);
  });
});
