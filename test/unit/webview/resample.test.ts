import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../../src/disk/images/image-decoding';
import { type Fit, resample } from '../../../webview/tryout/resample';

/** A picture with waves and grain, `[height, width, 3]`. */
function picture(width: number, height: number): Buffer {
  const values = Buffer.alloc(width * height * 3);
  let grain = 1;
  for (let at = 0; at < values.length; at += 1) {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
    grain = (grain * 1_103_515_245 + 12_345) & 0x7fffffff;
    values[at] = 128 + 60 * Math.sin(x / 17 + (at % 3)) + 45 * Math.cos(y / 11) + ((grain >> 16) % 40) - 20;
  }
  return values;
}

/** Its rows as a canvas gives them. */
function* rowsOf(values: Buffer, width: number): Iterable<Uint8ClampedArray> {
  for (let from = 0; from < values.length; from += width * 3) {
    const row = new Uint8ClampedArray(width * 4).fill(255);
    for (let at = 0; at < width * 3; at += 1) row[Math.floor(at / 3) * 4 + (at % 3)] = values[from + at] ?? 0;
    yield row;
  }
}

const sizes = [
  ...[
    [640, 480],
    [333, 500],
    [1200, 901],
    [225, 224],
    [450, 451],
  ],
  // That grow, along both axes or one of them.
  ...[
    [64, 64],
    [100, 80],
    [50, 300],
    [1, 1],
    [7, 300],
  ],
] as const;

describe.each<Fit>(['stretch', 'crop', 'pad'])('a picture in the page, by "%s",', (fit) => {
  it.each(sizes)(
    'is within 2 of 255 of what the model was trained with, from %i × %i',
    async (width, height) => {
      const values = picture(width, height);
      const file = await sharp(values, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      for (const size of [
        [224, 224],
        [96, 64],
      ] as const) {
        const trained = await decodePixels(file, size, fit);
        const own = resample(rowsOf(values, width), [height, width], size, fit);
        const differences = own.map((value, at) => Math.abs(value - (trained[at] ?? 0)));
        expect(differences.reduce((most, one) => Math.max(most, one), 0)).toBeLessThanOrEqual(2);
        expect(differences.reduce((sum, one) => sum + one, 0) / own.length).toBeLessThan(0.7);
      }
    },
  );

  it('stays to the last bit where it has the size already', () => {
    const values = picture(32, 48);
    expect(Buffer.from(resample(rowsOf(values, 32), [48, 32], [48, 32], fit))).toEqual(values);
  });
});
