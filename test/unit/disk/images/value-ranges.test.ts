import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, decodePixels } from '../../../../src/disk/images/image-decoding';
import { type TiffWords, tiffFile } from '../../../fixtures/tiff-file';

const edge = 16;

/** Shares of the range in the four quarters: black, a quarter, three quarters, white. */
function quarter(pixel: number): number {
  const column = pixel % edge;
  const row = Math.floor(pixel / edge);
  return (column < edge / 2 ? 0 : 0.75) + (row < edge / 2 ? 0 : 0.25);
}

const shares = Array.from({ length: edge * edge }, (_, pixel) => quarter(pixel));

type Words = Omit<TiffWords, 'width' | 'height'>;

/** A TIFF whose quarters have the values that `level` gives to 0, 0.25, 0.75 and 1, in each of its samples. */
function quarters(words: Words, level: (share: number, sample: number) => number): Buffer {
  const { samples = 1 } = words;
  const values = shares.flatMap((share) =>
    Array.from({ length: samples }, (_, sample) => level(share, sample)),
  );
  return tiffFile({ width: edge, height: edge, ...words }, values);
}

async function lookAt(bytes: Buffer): Promise<{ seen: number[]; concern: string | null }> {
  const { pixels, concern } = await decodeImage(bytes, [edge, edge], 'stretch');
  const at = (row: number, column: number) =>
    [0, 1, 2].map((c) => pixels[(row * edge + column) * 3 + c] ?? -1);
  const places = [at(4, 4), at(12, 4), at(4, 12), at(12, 12)];
  for (const [red, green, blue] of places) expect([green, blue]).toEqual([red, red]);
  return { seen: places.map(([red = -1]) => red), concern };
}

function expectFullRange(seen: readonly number[]): void {
  for (const [place, share] of [0, 0.25, 0.75, 1].entries()) {
    expect(Math.abs((seen[place] ?? -9) - share * 255), `${seen}`).toBeLessThanOrEqual(1.01);
  }
}

const levels = (bits: number) => (share: number) => Math.round(share * (2 ** bits - 1));
const maximum = (value: number, samples = 1) => [281, 3, new Array<number>(samples).fill(value)] as const;

describe('a picture is seen from its black to its white', () => {
  it.each<[string, Buffer]>([
    ['16 bits', quarters({ bits: 16 }, levels(16))],
    ['16 bits, the large byte first', quarters({ bits: 16, bigEndian: true }, levels(16))],
    ['8 bits, white is zero', quarters({ bits: 8, photometric: 0 }, (share) => levels(8)(1 - share))],
    ['8 bits', quarters({ bits: 8 }, levels(8))],
    ['12 bits in 16, as it says', quarters({ bits: 16, tags: [maximum(4095)] }, levels(12))],
    ['10 bits in 16, as it says', quarters({ bits: 16, tags: [maximum(1023)], bigEndian: true }, levels(10))],
    [
      '14 bits in 16, as its largest value was counted',
      quarters({ bits: 16, tags: [maximum(16_300)] }, (s) => Math.min(16_300, levels(14)(s))),
    ],
    [
      '12 bits in 16, white is zero',
      quarters({ bits: 16, photometric: 0, tags: [maximum(4095)] }, (share) => levels(12)(1 - share)),
    ],
    [
      '12 bits in 16, RGB',
      quarters({ bits: 16, samples: 3, photometric: 2, tags: [maximum(4095, 3)] }, levels(12)),
    ],
    ['24 bits in 32, as it says', quarters({ bits: 32, tags: [[341, 4, [2 ** 24 - 1]]] }, levels(24))],
    ['32 bits', quarters({ bits: 32 }, levels(32))],
    ['fractions from 0 to 1', quarters({ bits: 32, format: 3 }, (share) => share)],
    [
      'fractions from 0 to 1, RGB',
      quarters({ bits: 32, format: 3, samples: 3, photometric: 2 }, (share) => share),
    ],
    [
      'fractions in a stated range',
      quarters(
        {
          bits: 32,
          format: 3,
          tags: [
            [340, 11, [-2]],
            [341, 11, [6]],
          ],
        },
        (share) => share * 8 - 2,
      ),
    ],
    ['signed numbers that are none', quarters({ bits: 16, format: 2 }, levels(15))],
    [
      'signed numbers in a stated range',
      quarters(
        {
          bits: 16,
          format: 2,
          tags: [
            [340, 8, [-2048]],
            [341, 8, [2047]],
          ],
        },
        (share) => Math.round(share * 4095) - 2048,
      ),
    ],
  ])('%s', async (_, bytes) => {
    const { seen, concern } = await lookAt(bytes);
    expectFullRange(seen);
    expect(concern).toBeNull();
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'numbers below 0',
      quarters({ bits: 16, format: 2 }, (share) => Math.round(share * 65_535) - 32_768),
      /^Its values go from −32,768 to 32,767, and by their type/,
    ],
    [
      '8 bits with a sign',
      quarters({ bits: 8, format: 2 }, (share) => Math.round(share * 255) - 128),
      /from −128 to 127/,
    ],
    [
      'fractions above 1',
      quarters({ bits: 32, format: 3 }, (share) => share * 12),
      /^Its values go from 0 to 12 and it does not say/,
    ],
    [
      'bright RGB fractions',
      quarters({ bits: 32, format: 3, samples: 3, photometric: 2 }, (share) => share * 255),
      /from 0 to 255 and/,
    ],
    ['fractions below 0', quarters({ bits: 32, format: 3 }, (share) => share * 2 - 1), /from −1 to 1 and/],
    [
      'two colours and infrared',
      quarters({ bits: 8, samples: 4, photometric: 2, tags: [[338, 3, [0]]] }, (share, sample) =>
        sample < 3 ? levels(8)(share) : 40,
      ),
      /^Its last channel is no transparency/,
    ],
    [
      'a second dye',
      quarters({ bits: 8, samples: 2, tags: [[338, 3, [0]]] }, (share, sample) =>
        sample < 1 ? levels(8)(share) : 200,
      ),
      /^Its last channel is no transparency/,
    ],
    [
      'a second dye in 16 bits',
      quarters({ bits: 16, samples: 2, tags: [[338, 3, [0]]] }, (share, sample) =>
        sample < 1 ? levels(16)(share) : 200,
      ),
      /^Its last channel is no transparency/,
    ],
    [
      'several pages',
      quarters({ bits: 8, pages: 3 }, levels(8)),
      /^It has 3 pages, and only the first is used\.$/,
    ],
    [
      'a maximum that is not true',
      quarters({ bits: 16, tags: [maximum(255)], pages: 2 }, levels(16)),
      /^It has 2 pages/,
    ],
    [
      'holes',
      quarters({ bits: 32, format: 3 }, (share) => (share === 0 ? Number.NaN : share)),
      /^Some of its values are no numbers/,
    ],
  ])('with a word about %s', async (_, bytes, word) => {
    const { seen, concern } = await lookAt(bytes);
    expectFullRange(seen);
    expect(concern).toMatch(word);
  });

  it('transparency of a TIFF that says so still lets the white through', async () => {
    const alpha = [338, 3, [2]] as const;
    const half = (share: number, sample: number) => (sample < 3 ? levels(8)(share) : 128);
    const { seen, concern } = await lookAt(
      quarters({ bits: 8, samples: 4, photometric: 2, tags: [alpha] }, half),
    );
    expect(seen.map((value) => Math.round(value / 16))).toEqual(
      [127, 159, 223, 255].map((v) => Math.round(v / 16)),
    );
    expect(concern).toBeNull();
  });

  it.each(['srgb', 'p3'])(
    '16 bits with the profile %s give the colours that 8 bits give',
    async (profile) => {
      const plain = {
        create: { width: 8, height: 8, channels: 3 as const, background: { r: 200, g: 40, b: 50 } },
      };
      const eight = await sharp(plain).withIccProfile(profile).png().toBuffer();
      const sixteen = await sharp(plain).toColourspace('rgb16').withIccProfile(profile).png().toBuffer();
      expect((await sharp(sixteen).metadata()).depth).toBe('ushort');
      const [one, other] = await Promise.all(
        [eight, sixteen].map((bytes) => decodePixels(bytes, [8, 8], 'stretch')),
      );
      for (const channel of [0, 1, 2]) {
        expect(Math.abs((one?.[channel] ?? 0) - (other?.[channel] ?? 99))).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe('a picture that uses a small part of its range is named', () => {
  const png = (bits: 8 | 16, level: (share: number) => number) => {
    const values = shares.map(level);
    const raw = { width: edge, height: edge, channels: 1 as const };
    return sharp(bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values), { raw })
      .toColourspace(bits === 8 ? 'b-w' : 'grey16')
      .png()
      .toBuffer();
  };

  it.each<[string, () => Promise<Buffer> | Buffer, string]>([
    [
      '12 bits in a TIFF of 16',
      () => quarters({ bits: 16 }, levels(12)),
      '0 and 4,095 of 0 to 65,535, 6 % of the range, so the network sees it nearly black',
    ],
    [
      '14 bits in a TIFF of 16',
      () => quarters({ bits: 16 }, levels(14)),
      '0 and 16,383 of 0 to 65,535, 25 %',
    ],
    ['12 bits in a PNG of 16', () => png(16, levels(12)), '0 and 4,095 of 0 to 65,535'],
    [
      '12 bits in 16, white is zero',
      () => quarters({ bits: 16, photometric: 0 }, (share) => levels(12)(1 - share)),
      'nearly white',
    ],
    ['numbers of classes in 8 bits', () => png(8, levels(2)), '0 and 3 of 0 to 255, 1 %'],
    ['16 bits in 32', () => quarters({ bits: 32 }, levels(16)), '0 and 65,535 of 0 to 4,294,967,295'],
    [
      'small fractions',
      () => quarters({ bits: 32, format: 3 }, (share) => share / 20),
      '0 and 0.05 of 0 to 1, 5 %',
    ],
  ])('%s', async (_, bytes, word) => {
    const { concern } = await lookAt(await bytes());
    expect(concern).toContain(word);
  });

  it('but not one with a few bright spots that shrinking takes away', async () => {
    const values = new Uint8Array(256 * 256);
    values[256 * 100 + 100] = 255;
    const stars = await sharp(values, { raw: { width: 256, height: 256, channels: 1 } })
      .png()
      .toBuffer();
    const { pixels, concern } = await decodeImage(stars, [8, 8], 'stretch');
    expect(Math.max(...pixels)).toBeLessThan(64);
    expect(concern).toBeNull();
  });
});

describe('a TIFF that can not be read says why', () => {
  it.each([10, 12, 14])('%i bits a value', async (bits) => {
    const bytes = quarters({ bits }, levels(bits));
    await expect(decodeImage(bytes, [8, 8], 'stretch')).rejects.toThrow(
      `It is a TIFF of ${bits} bits a value, which can't be read. Save it with 8 or 16 bits.`,
    );
  });

  it('numbers that are none', async () => {
    const bytes = quarters({ bits: 32, format: 3 }, () => Number.NaN);
    await expect(decodeImage(bytes, [8, 8], 'stretch')).rejects.toThrow('None of its values is a number.');
  });

  it.each([1, 2, 4])('but %i bits can be read', async (bits) => {
    const { seen } = await lookAt(quarters({ bits }, (share) => (share > 0.5 ? 2 ** bits - 1 : 0)));
    expect(seen).toEqual([0, 0, 255, 255]);
  });
});

it.each([
  ['stretch', 20, 30],
  ['crop', 33, 17],
  ['pad', 64, 40],
] as const)(
  'a lossless WebP has the pixels of the same picture as PNG, by %s',
  async (resize, height, width) => {
    const values = Uint8Array.from(
      { length: 210 * 150 * 3 },
      (_, index) => (index * index * 7 + index) % 256,
    );
    const picture = () => sharp(values, { raw: { width: 210, height: 150, channels: 3 } });
    const all = await Promise.all(
      [picture().png(), picture().webp({ lossless: true }), picture().tiff({ compression: 'deflate' })].map(
        async (image) => decodePixels(await image.toBuffer(), [height, width], resize),
      ),
    );
    for (const pixels of all) expect(Buffer.from(pixels).equals(Buffer.from(all[0] ?? []))).toBe(true);
  },
);
