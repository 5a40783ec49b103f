import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  decodePixels,
  decodingVersion,
  readImageBytes,
  thumbnail,
} from '../../../../src/disk/images/image-decoding';
import { temporaryFolder } from '../support/temporary-folder';

/** `[height, width, channels]` values, made by a function of row and column. */
function rawImage(
  height: number,
  width: number,
  channels: 1 | 2 | 3 | 4,
  colour: (row: number, column: number) => readonly number[],
) {
  const values: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) values.push(...colour(row, column));
  }
  return sharp(Uint8Array.from(values), { raw: { height, width, channels } });
}

/** Red in the upper left quarter, then green, blue, white. */
function quarters(height: number, width: number) {
  return rawImage(height, width, 3, (row, column) => {
    const left = column < width / 2;
    if (row < height / 2) return left ? [255, 0, 0] : [0, 255, 0];
    return left ? [0, 0, 255] : [255, 255, 255];
  });
}

function pixelAt(pixels: Uint8Array, width: number, row: number, column: number): number[] {
  return [...pixels.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)];
}

function expectNear(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  for (const [channel, value] of wanted.entries()) {
    expect(Math.abs((found[channel] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
}

const lossless = ['png', 'webp', 'gif', 'tiff', 'avif'] as const;

describe('decodePixels', () => {
  it('gives height × width × 3 bytes as they are where nothing has to be resized', async () => {
    const bytes = await quarters(4, 6).png().toBuffer();
    const pixels = await decodePixels(bytes, [4, 6], 'stretch');
    expect(pixels).toBeInstanceOf(Uint8Array);
    expect(pixels.length).toBe(4 * 6 * 3);
    expect(pixelAt(pixels, 6, 0, 0)).toEqual([255, 0, 0]);
    expect(pixelAt(pixels, 6, 1, 5)).toEqual([0, 255, 0]);
    expect(pixelAt(pixels, 6, 3, 0)).toEqual([0, 0, 255]);
    expect(pixelAt(pixels, 6, 3, 5)).toEqual([255, 255, 255]);
  });

  it.each(lossless)('reads pixels of %s as they were written', async (format) => {
    const bytes = await quarters(16, 16)
      .toFormat(format, { lossless: true, compression: 'deflate' })
      .toBuffer();
    const pixels = await decodePixels(bytes, [16, 16], 'stretch');
    expectNear(pixelAt(pixels, 16, 2, 2), [255, 0, 0], 4);
    expectNear(pixelAt(pixels, 16, 13, 2), [0, 0, 255], 4);
  });

  it('reads a JPEG within the loss of its kind', async () => {
    const bytes = await quarters(32, 32).jpeg({ quality: 95 }).toBuffer();
    const pixels = await decodePixels(bytes, [32, 32], 'stretch');
    expectNear(pixelAt(pixels, 32, 4, 4), [255, 0, 0], 6);
  });

  it('turns a picture as its EXIF data say', async () => {
    // Orientation 6: shown turned a quarter clockwise, so the lower left comes to the upper left.
    const bytes = await quarters(8, 8).png().withMetadata({ orientation: 6 }).toBuffer();
    const pixels = await decodePixels(bytes, [8, 8], 'stretch');
    expect(pixelAt(pixels, 8, 0, 0)).toEqual([0, 0, 255]);
    expect(pixelAt(pixels, 8, 0, 7)).toEqual([255, 0, 0]);
    expect(pixelAt(pixels, 8, 7, 7)).toEqual([0, 255, 0]);
  });

  it('turns before it fits, so that a turned picture keeps its proportions', async () => {
    const bytes = await quarters(20, 40).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const pixels = await decodePixels(bytes, [40, 40], 'pad');
    expect(pixelAt(pixels, 40, 20, 1)).toEqual([0, 0, 0]);
    expectNear(pixelAt(pixels, 40, 2, 20 - 5), [0, 0, 255], 8);
  });

  it('lays transparency on white', async () => {
    const half = rawImage(4, 4, 4, (_, column) => (column < 2 ? [255, 0, 0, 0] : [255, 0, 0, 128]));
    const pixels = await decodePixels(await half.png().toBuffer(), [4, 4], 'stretch');
    expect(pixelAt(pixels, 4, 0, 0)).toEqual([255, 255, 255]);
    expectNear(pixelAt(pixels, 4, 0, 3), [255, 127, 127], 1);
  });

  it('makes three channels of grey, with and without transparency', async () => {
    const greyPixels = rawImage(4, 4, 1, (row) => [row * 60]);
    const grey = await greyPixels.toColourspace('b-w').png().toBuffer();
    expect((await sharp(grey).metadata()).channels).toBe(1);
    const pixels = await decodePixels(grey, [4, 4], 'stretch');
    expect(pixels.length).toBe(48);
    expectNear(pixelAt(pixels, 4, 2, 1), [120, 120, 120], 1);
    const clear = await rawImage(4, 4, 2, () => [100, 0])
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(clear).metadata()).channels).toBe(2);
    expect(pixelAt(await decodePixels(clear, [4, 4], 'stretch'), 4, 1, 1)).toEqual([255, 255, 255]);
  });

  it('brings 16 bits down to 8', async () => {
    const deep = await quarters(4, 4).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    const pixels = await decodePixels(deep, [4, 4], 'stretch');
    expectNear(pixelAt(pixels, 4, 0, 0), [255, 0, 0], 1);
    const deepGrey = await sharp(
      Uint16Array.from({ length: 16 }, () => 0x8080),
      {
        raw: { height: 4, width: 4, channels: 1 },
      },
    )
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(deepGrey).metadata()).depth).toBe('ushort');
    const half = await decodePixels(deepGrey, [4, 4], 'stretch');
    expect(half.length).toBe(48);
    expectNear(pixelAt(half, 4, 0, 0), [128, 128, 128], 1);
  });

  it('turns CMYK into RGB', async () => {
    const bytes = await quarters(16, 16).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const pixels = await decodePixels(bytes, [16, 16], 'stretch');
    expect(pixels.length).toBe(16 * 16 * 3);
    expectNear(pixelAt(pixels, 16, 2, 2), [237, 28, 36], 40);
    expectNear(pixelAt(pixels, 16, 14, 14), [255, 255, 255], 8);
  });

  it('takes the first frame of an animation', async () => {
    const frames = rawImage(8, 4, 3, (row) => (row < 4 ? [255, 0, 0] : [0, 0, 255]));
    const raw = await frames.raw().toBuffer();
    const gif = await sharp(raw, { raw: { height: 8, width: 4, channels: 3, pageHeight: 4 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    const pixels = await decodePixels(gif, [4, 4], 'stretch');
    expect(new Set(Array.from({ length: 16 }, (_, n) => pixelAt(pixels, 4, n >> 2, n & 3).join()))).toEqual(
      new Set(['255,0,0']),
    );
  });

  it('stretches, crops and pads', async () => {
    const wide = await rawImage(20, 40, 3, (_, column) =>
      column < 10 ? [255, 0, 0] : column < 30 ? [0, 255, 0] : [0, 0, 255],
    )
      .png()
      .toBuffer();
    const stretched = await decodePixels(wide, [20, 20], 'stretch');
    expect(pixelAt(stretched, 20, 10, 1)).toEqual([255, 0, 0]);
    expect(pixelAt(stretched, 20, 10, 18)).toEqual([0, 0, 255]);
    const cropped = await decodePixels(wide, [20, 20], 'crop');
    expect(pixelAt(cropped, 20, 10, 1)).toEqual([0, 255, 0]);
    expect(pixelAt(cropped, 20, 10, 18)).toEqual([0, 255, 0]);
    const padded = await decodePixels(wide, [20, 20], 'pad');
    expect(pixelAt(padded, 20, 1, 10)).toEqual([0, 0, 0]);
    expect(pixelAt(padded, 20, 18, 10)).toEqual([0, 0, 0]);
    expect(pixelAt(padded, 20, 10, 1)).toEqual([255, 0, 0]);
  });

  it('enlarges bilinearly', async () => {
    const two = await rawImage(1, 2, 3, (_, column) => [column * 255, 0, 0])
      .png()
      .toBuffer();
    const pixels = await decodePixels(two, [1, 8], 'stretch');
    const reds = Array.from({ length: 8 }, (_, column) => pixelAt(pixels, 8, 0, column)[0] ?? 0);
    expect(reds).toEqual([...reds].sort((a, b) => a - b));
    expect(reds[0]).toBeLessThan(20);
    expect(reds[7]).toBeGreaterThan(235);
    expect(new Set(reds).size).toBeGreaterThan(3);
  });

  it('gives the same bytes every time, also when many are decoded at once', async () => {
    const bytes = await quarters(300, 200).jpeg().toBuffer();
    const all = await Promise.all(Array.from({ length: 12 }, () => decodePixels(bytes, [37, 41], 'crop')));
    for (const pixels of all) expect(Buffer.from(pixels).equals(Buffer.from(all[0] ?? []))).toBe(true);
  });
});

describe('what is no picture', () => {
  const noise = (height: number, width: number) =>
    rawImage(height, width, 3, (row, column) => [
      (row * 7919 + column * 104729) % 256,
      row % 256,
      column % 256,
    ]);

  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('refuses %s cut short anywhere', async (format) => {
    const whole = await noise(64, 64).toFormat(format).toBuffer();
    await expect(decodePixels(whole, [32, 32], 'stretch')).resolves.toBeDefined();
    for (const share of [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9]) {
      const cut = whole.subarray(0, Math.ceil(whole.length * share));
      await expect(decodePixels(cut, [32, 32], 'stretch'), `${share}`).rejects.toMatchObject({
        code: 'unreadable-image',
      });
    }
  });

  it.each([
    ['text', Buffer.from('hello'), /not a picture/],
    ['nothing', Buffer.alloc(0), /not a picture/],
    ['HTML', Buffer.from('\n<!DOCTYPE html><html></html>'), /HTML/],
    ['SVG, whatever its name', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /Git LFS/],
    ['BMP', Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'), /damaged BMP/],
    [
      'HEIC',
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'),
      /HEIC, which can't be read\. Save it as JPEG: on macOS by/,
    ],
    ['a PNG signature alone', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /damaged or unusual PNG/],
  ])('refuses %s with a reason', async (_, bytes, reason) => {
    await expect(decodePixels(bytes, [8, 8], 'stretch')).rejects.toThrow(reason);
    await expect(thumbnail(bytes, 8)).rejects.toMatchObject({ code: 'unreadable-image' });
  });

  it('refuses a small file that would unfold to gigabytes', async () => {
    const bomb = pngOfSize(20_000, 20_000);
    await expect(decodePixels(bomb, [8, 8], 'stretch')).rejects.toThrow(
      'It is too large: 20,000 × 20,000 pixels, and at most 134 million can be decoded. Make it smaller.',
    );
  });
});

/** The beginning of a grey PNG; nothing after its header is looked at before its size is. */
function pngOfSize(width: number, height: number): Buffer {
  const header = Buffer.alloc(17);
  header.write('IHDR');
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  header.writeUInt8(8, 12);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(13);
  let sum = 0xffffffff;
  for (const byte of header) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  const check = Buffer.alloc(4);
  check.writeUInt32BE(~sum >>> 0);
  const data = Buffer.from('\0\0\0\0IDAT\x35\xaf\x06\x1e', 'latin1');
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), length, header, check, data]);
}

describe('readImageBytes', () => {
  it('gives the bytes and their sha256', async () => {
    const file = path.join(temporaryFolder(), 'a.png');
    const bytes = await quarters(4, 4).png().toBuffer();
    writeFileSync(file, bytes);
    const read = await readImageBytes(file);
    expect(read.bytes.equals(bytes)).toBe(true);
    expect(read.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('names what it can not read', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'folder.jpg'));
    writeFileSync(path.join(folder, 'empty.jpg'), '');
    await expect(readImageBytes(path.join(folder, 'missing.jpg'))).rejects.toThrow(
      'It is not there. Check its name and folder.',
    );
    await expect(readImageBytes(path.join(folder, 'empty.jpg', 'a.jpg'))).rejects.toThrow(/not there/);
    await expect(readImageBytes(path.join(folder, 'folder.jpg'))).rejects.toThrow(/is a folder/);
    await expect(readImageBytes(path.join(folder, 'empty.jpg'))).rejects.toThrow(/empty/);
  });
});

describe('thumbnail', () => {
  it('is a small JPEG with the proportions of the picture as it is shown', async () => {
    const bytes = await quarters(100, 200).png().withMetadata({ orientation: 6 }).toBuffer();
    const facts = await sharp(await thumbnail(bytes, 48)).metadata();
    expect([facts.format, facts.width, facts.height]).toEqual(['jpeg', 24, 48]);
  });
});

it('the versions that decide over pixels are named', () => {
  expect(decodingVersion).toMatch(/^sharp \d+\.\d+.* libvips \d+\.\d+.* rules \d+$/);
});
