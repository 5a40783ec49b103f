import sharp from 'sharp';
import { isTransferError } from '../../src/design/transfer-error';
import { decodeImage } from '../../src/disk/images/image-decoding';
import { bitmapFile } from '../fixtures/bitmap-file';
import { tiffFile } from '../fixtures/tiff-file';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const width = 23;
const height = 17;

/** The most that decoding a picture of some hundred pixels may take, whatever its bytes claim. */
const mostMilliseconds = 5_000;
const mostBytes = 1.2e9;

/** Small real files of every kind that is read, and of some that are not. */
async function samples(): Promise<ReadonlyMap<string, Buffer>> {
  const values = Uint8Array.from({ length: width * height * 4 }, (_, index) => (index * index) % 251);
  const picture = () => sharp(values, { raw: { width, height, channels: 4 } });
  const opaque = () => picture().removeAlpha();
  const grey = Array.from({ length: width * height }, (_, index) => (index * 37) % 4096);
  const rows = new Uint8Array(Math.ceil((width * 24) / 32) * 4 * height).map((_, index) => index % 256);
  const palette = Array.from({ length: 16 }, (_, index) => [index * 16, 255 - index * 16, index] as const);
  const tiff = { width, height, bits: 16 };
  const all: readonly (readonly [string, Buffer | Promise<Buffer>])[] = [
    ['PNG', picture().png().toBuffer()],
    ['PNG with palette', picture().png({ palette: true }).toBuffer()],
    ['PNG of 16 bits', opaque().toColourspace('rgb16').withIccProfile('p3').png().toBuffer()],
    ['interlaced PNG', picture().png({ progressive: true }).toBuffer()],
    ['JPEG', opaque().jpeg().withMetadata({ orientation: 6 }).toBuffer()],
    ['progressive JPEG', opaque().jpeg({ progressive: true }).toBuffer()],
    ['CMYK JPEG', opaque().toColourspace('cmyk').jpeg().toBuffer()],
    ['WebP', picture().webp().toBuffer()],
    ['lossless WebP', picture().webp({ lossless: true }).toBuffer()],
    ['GIF', picture().gif().toBuffer()],
    ['AVIF', opaque().avif({ effort: 0 }).toBuffer()],
    ['TIFF', picture().tiff({ compression: 'lzw' }).toBuffer()],
    ['TIFF in tiles', picture().tiff({ compression: 'deflate', tile: true }).toBuffer()],
    ['TIFF with JPEG', opaque().tiff({ compression: 'jpeg' }).toBuffer()],
    ['TIFF with a range', tiffFile({ ...tiff, tags: [[281, 3, [4095]]], pages: 2 }, grey)],
    ['TIFF of fractions', tiffFile({ ...tiff, bits: 32, format: 3 }, grey)],
    ['TIFF of signed numbers', tiffFile({ ...tiff, format: 2, bigEndian: true }, grey)],
    [
      'TIFF with a strange channel',
      tiffFile({ ...tiff, height: 5, bits: 8, samples: 4, photometric: 2, tags: [[338, 3, [0]]] }, [
        ...grey,
        ...grey,
      ]),
    ],
    ['BMP', bitmapFile({ width, height, bits: 24 }, rows)],
    ['BMP of 4 bits', bitmapFile({ width, height, bits: 4, palette }, rows)],
    ['packed BMP', bitmapFile({ width, height, bits: 8, compression: 1, palette }, rows)],
    [
      'BMP with masks',
      bitmapFile(
        {
          width: 11,
          height,
          bits: 32,
          compression: 3,
          headerSize: 56,
          masks: [0xff, 0xff00, 0xff0000, 0xff000000],
        },
        rows,
      ),
    ],
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0', 'latin1')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ];
  return new Map(await Promise.all(all.map(async ([name, bytes]) => [name, await bytes] as const)));
}

/** Sizes, counts and offsets in headers decide most. */
function withHeaderChanged(random: Random, bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let left = between(random, 1, 3); left > 0; left -= 1) {
    const at = between(random, 0, Math.min(changed.length, 120) - 4);
    const value = pick(random, [0, 1, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff]);
    if (at < 0) continue;
    if (random() < 0.5) changed.writeUInt32LE(value, at);
    else changed.writeUInt32BE(value, at);
  }
  return changed;
}

const fuzzer: Fuzzer = {
  name: 'image',
  promise: 'An image gives pixels of the size that is asked for or a reason, in bounded time and memory.',
  quickTries: 300,
  open: async () => {
    const all = [...(await samples())];
    return async (random) => {
      const [name, whole] = pick(random, all);
      const hit = random() < 0.3 ? withHeaderChanged(random, whole) : damagedBytes(random, whole);
      const drawn = random() < 0.02 ? whole : hit;
      const size = [between(random, 1, 40), between(random, 1, 40)] as const;
      const said = `\n${name} ${drawn.toString('base64')}`;
      const before = process.memoryUsage.rss();
      const start = performance.now();
      try {
        const { pixels, concern } = await decodeImage(drawn, size, pick(random, ['stretch', 'crop', 'pad']));
        if (pixels.length !== size[0] * size[1] * 3)
          throw new Error(`${pixels.length} values for ${size.join(' × ')} pixels.${said}`);
        if (concern !== null && !/^(Its?|Some|None) /.test(concern)) throw new Error(`"${concern}"${said}`);
      } catch (error) {
        const isReason =
          isTransferError(error, 'unreadable-image') && /^(Its?|None) .*\.$/s.test(error.message);
        if (!isReason) throw new Error(`${error}${said}`, { cause: error });
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > mostMilliseconds) throw new Error(`It took ${milliseconds.toFixed(0)} ms.${said}`);
      const bytes = process.memoryUsage.rss() - before;
      if (bytes > mostBytes) throw new Error(`It took ${bytes} bytes.${said}`);
    };
  },
};

export default fuzzer;
