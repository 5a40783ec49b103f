import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import { findCopies, type KnownImage, type Side } from '../../../../src/disk/images/image-copies';
import { decodePixels } from '../../../../src/disk/images/image-decoding';
import { type ImageLook, lookOf } from '../../../../src/disk/images/image-look';
import { processorTime } from '../../../fixtures/processor-time';

function image(file: string, side: Side, sha256: string, look?: ImageLook): KnownImage {
  return { file, side, sha256, className: file.slice(0, file.indexOf('/')), ...(look ? { look } : {}) };
}

const size = [48, 48] as const;

async function seen(bytes: Buffer): Promise<ImageLook> {
  return lookOf(await decodePixels(bytes, size, 'stretch'), size);
}

const filesOf = (images: readonly { readonly file: string }[]) => images.map(({ file }) => file);

it('copies of the same bytes are told in several classes first, then on several sides, and nothing else', () => {
  const found = findCopies([
    image('cats/a.jpg', 'train', '1'),
    image('cats/copy-of-a.jpg', 'train', '1'),
    image('cats/b.jpg', 'validation', '3'),
    image('cats/b-again.jpg', 'test', '3'),
    image('cats/c.jpg', 'train', '2'),
    image('dogs/c.jpg', 'train', '2'),
    image('dogs/d.jpg', 'test', '4'),
  ]);
  expect(found).toEqual([
    {
      ...{ same: 'bytes', contradictory: true, acrossSides: false },
      images: [
        { file: 'cats/c.jpg', side: 'train', className: 'cats' },
        { file: 'dogs/c.jpg', side: 'train', className: 'dogs' },
      ],
    },
    {
      ...{ same: 'bytes', contradictory: false, acrossSides: true },
      images: [
        { file: 'cats/b.jpg', side: 'validation', className: 'cats' },
        { file: 'cats/b-again.jpg', side: 'test', className: 'cats' },
      ],
    },
  ]);
  expect(findCopies([])).toEqual([]);
});

/** A picture with soft shapes, different for each seed. */
function photograph(seed: number, edge = 160): Promise<Buffer> {
  const random = seededRandom('photograph', seed);
  const waves = Array.from(
    { length: 5 },
    () => [random() * 0.08, random() * 0.08, random() * 6, random()] as const,
  );
  const values = Uint8Array.from({ length: edge * edge * 3 }, (_, index) => {
    const column = Math.floor(index / 3) % edge;
    const row = Math.floor(index / 3 / edge);
    const sum = waves.reduce(
      (total, [x, y, phase, share], wave) =>
        total +
        share * Math.sin(x * column * (160 / edge) + y * row * (160 / edge) + phase + (index % 3) * wave),
      0,
    );
    return 128 + 50 * sum;
  });
  return sharp(values, { raw: { width: edge, height: edge, channels: 3 } })
    .png()
    .toBuffer();
}

describe('copies in other files', () => {
  it.each<[string, 'pixels' | 'look', (bytes: Buffer) => Promise<Buffer>]>([
    ['a lossless WebP', 'pixels', (bytes) => sharp(bytes).webp({ lossless: true }).toBuffer()],
    ['a TIFF', 'pixels', (bytes) => sharp(bytes).tiff({ compression: 'lzw' }).toBuffer()],
    ['a JPEG', 'look', (bytes) => sharp(bytes).jpeg({ quality: 70 }).toBuffer()],
    ['a WebP', 'look', (bytes) => sharp(bytes).webp({ quality: 70 }).toBuffer()],
    ['a smaller picture', 'look', (bytes) => sharp(bytes).resize(100).png().toBuffer()],
    ['a picture a little brighter', 'look', (bytes) => sharp(bytes).linear(1.02, 1).png().toBuffer()],
  ])('%s is found by its %s', async (_, same, copied) => {
    const originals = await Promise.all([1, 2, 3].map((seed) => photograph(seed)));
    const looks = await Promise.all(originals.map(seen));
    const copy = await seen(await copied(originals[1] ?? Buffer.alloc(0)));
    const known = looks.map((look, index) => image(`cats/${index}.png`, 'train', `${index}`, look));
    const found = findCopies([...known, image('dogs/copy', 'test', 'other', copy)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ same, contradictory: true, acrossSides: true });
    expect(filesOf(found[0]?.images ?? [])).toEqual(['cats/1.png', 'dogs/copy']);
  });

  it('dark pictures that share nothing but that are not taken for one', async () => {
    const dark = async (seed: number) =>
      sharp(await photograph(seed))
        .linear(0.06, 0)
        .png()
        .toBuffer();
    const looks = await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => seen(await dark(seed))));
    const known = looks.map((look, index) => image(`c${index}/a.png`, 'train', `${index}`, look));
    expect(findCopies(known)).toEqual([]);
  });

  it('a long row of small changes is not taken for one picture', async () => {
    const original = await photograph(7);
    const looks = await Promise.all(
      Array.from({ length: 30 }, (_, step) => sharp(original).linear(0.6, step).png().toBuffer().then(seen)),
    );
    const all = looks.map((look, index) =>
      image(`cats/${index}`, index % 2 ? 'train' : 'test', `${index}`, look),
    );
    const groups = findCopies(all);
    expect(groups.length).toBeGreaterThan(3);
    expect(Math.max(...groups.map(({ images }) => images.length))).toBeLessThan(8);
  });

  it('plain colours, near to each other, are not taken for one picture', async () => {
    const looks = await Promise.all(
      Array.from({ length: 10 }, (_, step) =>
        sharp({ create: { width: 48, height: 48, channels: 3, background: { r: step, g: 0, b: 255 } } })
          .png()
          .toBuffer()
          .then(seen),
      ),
    );
    expect(findCopies(looks.map((look, index) => image(`c${index}/a`, 'train', `${index}`, look)))).toEqual(
      [],
    );
  });
});

describe('different drawings are no copies of each other', () => {
  it.each(['examples/digits/images', 'examples/emoji-groups/images', 'examples/emoji-groups/images-test'])(
    '%s',
    async (folder) => {
      const all: KnownImage[] = [];
      for (const name of readdirSync(folder)) {
        for (const file of readdirSync(path.join(folder, name))) {
          const look = await seen(readFileSync(path.join(folder, name, file)));
          const side = all.length % 2 ? 'train' : 'test';
          all.push(image(`${name}/${file}`, side, file, look));
        }
      }
      expect(all.length).toBeGreaterThanOrEqual(100);
      expect(findCopies(all)).toEqual([]);
    },
  );
});

it('copies among tens of thousands of images, plain ones too, are found in seconds', () => {
  const random = seededRandom('many looks');
  const plain = new Uint8Array(432).fill(255);
  const noise = Uint8Array.from({ length: 30_000 + 432 }, () => random() * 256);
  const known = Array.from({ length: 30_000 }, (_, index): KnownImage => {
    const isPlain = index % 3 === 0;
    const small = isPlain ? plain.slice() : noise.subarray(index, index + 432);
    // A few dots on white: all slopes but one are flat.
    if (isPlain) small[index % 432] = Math.floor(random() * 200);
    const bits = () => Math.floor(random() * 2 ** 32);
    const slopes = isPlain ? ([1 << (index % 31), 0] as const) : ([bits(), bits()] as const);
    return image(`c${index % 2}/${index}`, 'train', `${index}`, { pixels: `${index}`, small, slopes });
  });
  const twin = { ...(known[29_000] as KnownImage), file: 'c9/twin', className: 'c9', sha256: 'twin' };
  const look = { ...(twin.look as ImageLook), pixels: 'twin' };
  const used = processorTime();
  const found = findCopies([...known, { ...twin, look }]);
  expect(used()).toBeLessThan(9_000);
  expect(found.some(({ images }) => images.some(({ file }) => file === 'c9/twin'))).toBe(true);
});
