import { describe, expect, it } from 'vitest';
import { decodeBitmap } from '../../../../src/disk/images/bitmap';
import { decodePixels } from '../../../../src/disk/images/image-decoding';
import { type BitmapWords, bitmapFile } from '../../../fixtures/bitmap-file';

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;
const white = [255, 255, 255] as const;

/** Two rows of three, as people see them. */
const seen = [...red, ...green, ...blue, ...white, ...red, ...green];
const palette = [red, green, blue, white];
const row = (...bytes: number[]) => [...bytes, ...new Array<number>((4 - (bytes.length % 4)) % 4).fill(0)];
const words = (bits: BitmapWords['bits'], more: Partial<BitmapWords> = {}): BitmapWords => ({
  ...{ width: 3, height: 2, bits },
  ...more,
});
const bytesOf = (...values: number[]) => Uint8Array.from(values);
const short = (...values: number[]) => values.flatMap((value) => [value & 255, value >> 8]);

const lower24 = row(255, 255, 255, 0, 0, 255, 0, 255, 0);
const upper24 = row(0, 0, 255, 0, 255, 0, 255, 0, 0);

describe('a bitmap', () => {
  it.each<[string, Buffer]>([
    ['of 24 bits', bitmapFile(words(24), bytesOf(...lower24, ...upper24))],
    ['from the top down', bitmapFile(words(24, { topDown: true }), bytesOf(...upper24, ...lower24))],
    ['of OS/2', bitmapFile(words(24, { headerSize: 12 }), bytesOf(...lower24, ...upper24))],
    ['with the longest header', bitmapFile(words(24, { headerSize: 124 }), bytesOf(...lower24, ...upper24))],
    ["without the last row's end", bitmapFile(words(24), bytesOf(...lower24, ...upper24.slice(0, 9)))],
    ['of 8 bits', bitmapFile(words(8, { palette }), bytesOf(...row(3, 0, 1), ...row(0, 1, 2)))],
    [
      'of 8 bits and OS/2',
      bitmapFile(
        words(8, { palette: [...palette, ...new Array(252).fill(red)], headerSize: 12 }),
        bytesOf(...row(3, 0, 1), ...row(0, 1, 2)),
      ),
    ],
    ['of 4 bits', bitmapFile(words(4, { palette }), bytesOf(...row(0x30, 0x10), ...row(0x01, 0x20)))],
    ['of 2 bits', bitmapFile(words(2, { palette }), bytesOf(...row(0b11000100), ...row(0b00011000)))],
    [
      'of 16 bits',
      bitmapFile(
        words(16),
        bytesOf(...row(...short(0x7fff, 0x7c00, 0x03e0)), ...row(...short(0x7c00, 0x03e0, 0x001f))),
      ),
    ],
    [
      'of 16 bits, 6 of them green',
      bitmapFile(
        words(16, { compression: 3, masks: [0xf800, 0x07e0, 0x1f] }),
        bytesOf(...row(...short(0xffff, 0xf800, 0x07e0)), ...row(...short(0xf800, 0x07e0, 0x001f))),
      ),
    ],
    [
      'of 32 bits',
      bitmapFile(
        words(32),
        bytesOf(255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0),
      ),
    ],
    [
      'of 32 bits, red last',
      bitmapFile(
        words(32, { compression: 3, masks: [0xff, 0xff00, 0xff0000] }),
        bytesOf(255, 255, 255, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0),
      ),
    ],
    [
      'packed, 8 bits',
      bitmapFile(
        words(8, { palette, compression: 1 }),
        bytesOf(1, 3, 1, 0, 1, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1),
      ),
    ],
    [
      'packed, 4 bits',
      bitmapFile(
        words(4, { palette, compression: 2 }),
        bytesOf(1, 0x30, 2, 0x01, 0, 0, 0, 3, 0x01, 0x20, 0, 1),
      ),
    ],
  ])('%s is seen as it is', (_, bytes) => {
    const { pixels, width, height, channels } = decodeBitmap(bytes, 1000);
    expect([width, height, channels]).toEqual([3, 2, 3]);
    expect([...pixels]).toEqual(seen);
  });

  it('of 1 bit has two colours', () => {
    const bytes = bitmapFile(
      { width: 9, height: 1, bits: 1, palette: [red, white] },
      bytesOf(0b10100000, 0x80, 0, 0),
    );
    const { pixels } = decodeBitmap(bytes, 100);
    expect([...pixels.subarray(0, 9), ...pixels.subarray(24)]).toEqual([
      ...white,
      ...red,
      ...white,
      ...white,
    ]);
  });

  it('is transparent where it says so, and not where all of it would be', () => {
    const masks = { compression: 3, headerSize: 56, masks: [0xff0000, 0xff00, 0xff, 0xff000000] } as const;
    const one = (alpha: number) =>
      decodeBitmap(bitmapFile({ width: 1, height: 1, bits: 32, ...masks }, bytesOf(1, 2, 3, alpha)), 1);
    expect([...one(128).pixels]).toEqual([3, 2, 1, 128]);
    expect([...one(0).pixels]).toEqual([3, 2, 1, 255]);
  });

  it('that jumps over pixels has the first colour there', () => {
    const bytes = bitmapFile(words(8, { palette, compression: 1 }), bytesOf(0, 2, 1, 1, 1, 3, 0, 1));
    expect([...decodeBitmap(bytes, 6).pixels]).toEqual([...red, ...white, ...red, ...red, ...red, ...red]);
  });

  it('is an image like any other', async () => {
    const pixels = await decodePixels(
      bitmapFile(words(24), bytesOf(...lower24, ...upper24)),
      [2, 3],
      'stretch',
    );
    expect([...pixels]).toEqual(seen);
  });

  it.each<[string, Buffer, string]>([
    [
      'that ends too early',
      bitmapFile(words(24), bytesOf(1, 2, 3)),
      'It is a damaged BMP: it ends too early.',
    ],
    ['that is only begun', Buffer.from('BM'), 'It is a damaged BMP: it ends too early.'],
    ['without end', bitmapFile(words(8, { palette, compression: 1 }), bytesOf(3, 1)), 'ends too early'],
    ['without colours', bitmapFile(words(8), bytesOf(0, 0, 0, 0, 0, 0, 0, 0)), 'it has no colours'],
    ['without pixels', bitmapFile({ width: 0, height: 2, bits: 24 }, bytesOf(0)), 'it has no pixels'],
    [
      'that would unfold to gigabytes',
      bitmapFile({ width: 60_000, height: 60_000, bits: 8, palette, compression: 1 }, bytesOf(0, 1)),
      'It is too large: 60,000 × 60,000 pixels',
    ],
    [
      'with a JPEG in it',
      bitmapFile(words(24, { compression: 4 }), bytesOf(0)),
      "compression 4, which can't be read. Save it as PNG.",
    ],
  ])('%s is refused', (_, bytes, reason) => {
    expect(() => decodeBitmap(bytes, 32e6)).toThrow(expect.objectContaining({ code: 'unreadable-image' }));
    expect(() => decodeBitmap(bytes, 32e6)).toThrow(reason);
  });
});
