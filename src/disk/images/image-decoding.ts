import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import type { Resize } from '../../design/config';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';
import { errorCode } from '../files/error-code';
import { isMemory, isOfTheMachine, withRetries } from '../files/machine-failure';
import { decodeBitmap } from './bitmap';
import { evenTiff, needsEvening } from './even-tiff';
import { contentKind, toConvert } from './image-kinds';
import { type TiffFacts, tiffFacts } from './tiff-facts';
import { narrowRange } from './value-range';

/**
 * What decides which pixels a file decodes to, besides the file, the size and the way to resize: the library's
 * versions and the rules of this module. Goes into the cache's key; count the rules up when they change.
 */
export const decodingVersion = `sharp ${sharp.versions.sharp} libvips ${sharp.versions.vips} rules 2`;

/** 108-megapixel phones pass; a file that unfolds to gigabytes does not. */
const mostPixels = 128 * 1024 * 1024;
/** Bitmaps are unfolded whole. */
const mostBitmapPixels = 32 * 1024 * 1024;
const mostBytes = 256 * 1024 * 1024;

// Many images are decoded at once: one thread each, and nothing kept from one for the next.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Reads a file's bytes and their sha256 (hexadecimal).
 *
 * @param most of bytes that the file may have
 * @throws TransferError `unreadable-image`; `machine-failure` where the machine does not give a file that it has
 */
export async function readImageBytes(
  file: string,
  most = mostBytes,
): Promise<{ bytes: Buffer; sha256: string }> {
  const bytes = await withRetries(file, () => readBounded(file, most));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function readBounded(file: string, most: number): Promise<Buffer> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory())
      throw new TransferError('unreadable-image', 'It is a folder. Name the images in it.');
    // A named pipe would keep the reader waiting for ever, also one that takes the file's place just now.
    if (!facts.isFile()) throw new TransferError('unreadable-image', 'It is not a file.');
    if (facts.size === 0) throw new TransferError('unreadable-image', 'It is empty.');
    if (facts.size > most)
      throw new TransferError(
        'unreadable-image',
        `It is larger than ${most / 1024 / 1024} MiB. Make it smaller.`,
      );
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await handle.stat()).isFile()) throw new TransferError('unreadable-image', 'It is not a file.');
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isTransferError(error, 'unreadable-image') || isOfTheMachine(error)) throw error;
    throw new TransferError('unreadable-image', unreadFrom(error));
  }
}

/** An image as a network is given it. */
export interface DecodedImage {
  /** `[height, width, 3]`, 0..255. */
  readonly pixels: Uint8Array;
  /** What the user should know of how its values were taken, as sentences; null where all is well. */
  readonly concern: string | null;
}

/**
 * Decodes an image to 8-bit sRGB bytes `[height, width, 3]`: turned as its EXIF data say, its own colour
 * profile applied, its values from what the file says is black to what it says is white, transparency laid on white,
 * the first frame of an animation, resized bilinearly (averaging over the covered pixels where it shrinks).
 *
 * `stretch` ignores the proportions; `crop` fills the size and cuts what stands over, equally on both sides;
 * `pad` fits the whole image in and fills the rest with black (0), as TensorFlow's `resize_with_pad` does.
 * @param size height and width in pixels
 * @param place the file, as the user is told where the machine fails
 * @throws TransferError `unreadable-image` for anything that is not a whole picture of a known kind; `machine-failure`
 */
export async function decodePixels(
  bytes: Buffer,
  size: readonly [number, number],
  resize: Resize,
  place?: string,
): Promise<Uint8Array> {
  return (await decodeOpened(bytes, size, resize, place)).result;
}

/**
 * The same, and what is strange about the picture's values.
 *
 * @throws TransferError `unreadable-image`, `machine-failure`
 */
export async function decodeImage(
  bytes: Buffer,
  size: readonly [number, number],
  resize: Resize,
  place?: string,
): Promise<DecodedImage> {
  const { result: pixels, image, concerns, isEvened } = await decodeOpened(bytes, size, resize, place);
  const narrow = isEvened ? null : await withRetries(place ?? anImage, () => narrowValues(image, pixels));
  const all = narrow === null ? concerns : [...concerns, narrow];
  return { pixels, concern: all.length > 0 ? all.join(' ') : null };
}

const anImage = 'An image';

async function decodeOpened(
  bytes: Buffer,
  size: readonly [number, number],
  resize: Resize,
  place: string | undefined,
): Promise<Opened & { result: Uint8Array }> {
  const [height, width] = size;
  const decoded = await decoding(bytes, place, (image) =>
    image
      // Shrinking while a WebP is read would give other pixels than the same picture as PNG has.
      .resize({
        height,
        width,
        fit: fits[resize],
        kernel: 'linear',
        background: '#000',
        fastShrinkOnLoad: false,
      })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  const { result } = decoded;
  if (result.length !== height * width * 3) {
    throw new TransferError(
      'unreadable-image',
      'It has other channels than grey, RGB or CMYK with transparency.',
    );
  }
  return { ...decoded, result: new Uint8Array(result.buffer, result.byteOffset, result.length) };
}

/** Only where the pixels are dark, or bright, is the file gone through once more: shrinking takes bright spots away. */
async function narrowValues(image: Sharp, pixels: Uint8Array): Promise<string | null> {
  let min = 255;
  let max = 0;
  for (const value of pixels) {
    if (value < min) min = value;
    if (value > max) max = value;
    if (max >= 64 && min <= 191) return null;
  }
  const { depth, hasAlpha } = await image.metadata();
  // White paper is often no more than that; 16 bits are for those who measure.
  if (max >= 64 && depth !== 'ushort') return null;
  const { channels } = await image.stats();
  const colours = hasAlpha ? channels.slice(0, -1) : channels;
  return narrowRange(
    Math.min(...colours.map((channel) => channel.min)),
    Math.max(...colours.map((channel) => channel.max)),
    { black: 0, white: depth === 'ushort' ? 65_535 : 255 },
  );
}

const fits = { stretch: 'fill', crop: 'cover', pad: 'contain' } as const;

/**
 * A small JPEG for a report: the whole image within `edge` by `edge` pixels.
 * @param pixels the most that the image may have
 * @throws TransferError `unreadable-image`, `machine-failure`
 */
export async function thumbnail(bytes: Buffer, edge: number, pixels = mostPixels): Promise<Buffer> {
  const finish = (image: Sharp) =>
    image
      .resize({ height: edge, width: edge, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .toBuffer();
  const { result } = await decoding(bytes, undefined, finish, pixels);
  return result;
}

interface Opened {
  readonly image: Sharp;
  readonly concerns: readonly string[];
  /** Whether its values were looked at already. */
  readonly isEvened: boolean;
}

async function decoding<Result>(
  bytes: Buffer,
  place: string | undefined,
  finish: (image: Sharp) => Promise<Result>,
  pixels = mostPixels,
): Promise<Opened & { result: Result }> {
  const kind = contentKind(bytes);
  // SVG and the like would be read by what they contain, whatever the name says.
  if (kind && !kind.readable)
    throw new TransferError(
      'unreadable-image',
      `Its content is ${kind.name}, which can't be read. ${toConvert(kind.name)}`,
    );
  if (!kind) throw new TransferError('unreadable-image', 'Its content is not a picture of a known kind.');
  const facts = kind.name === 'TIFF' ? tiffFacts(bytes) : undefined;
  return withRetries(place ?? anImage, async () => {
    try {
      const opened = await openImage(bytes, kind.name, facts, pixels);
      return { ...opened, result: await finish(opened.image.flatten({ background: '#fff' })) };
    } catch (error) {
      if (isTransferError(error, 'unreadable-image')) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (message.includes('pixel limit')) throw await tooManyPixels(bytes, pixels);
      if (isMemory(message)) throw error;
      // The library's own reason is left out: it keeps one for all threads, so that may be another image's.
      throw new TransferError('unreadable-image', unusual(kind.name, facts));
    }
  });
}

async function openImage(
  bytes: Buffer,
  kind: string,
  facts: TiffFacts | undefined,
  limitInputPixels: number,
): Promise<Opened> {
  const decodingOptions: SharpOptions = { failOn: 'error', limitInputPixels, autoOrient: true };
  if (kind === 'BMP') {
    const { pixels, ...raw } = decodeBitmap(bytes, Math.min(mostBitmapPixels, limitInputPixels));
    return { image: sharp(pixels, { raw }), concerns: [], isEvened: false };
  }
  const concerns =
    facts && facts.pages > 1 ? [`It has ${count(facts.pages)} pages, and only the first is used.`] : [];
  if (facts && needsEvening(facts)) {
    const even = await evenTiff(bytes, facts, decodingOptions);
    if (even === 'too large')
      throw new TransferError(
        'unreadable-image',
        'It is too large for a TIFF of such values. Make it smaller.',
      );
    if (even === 'no numbers') throw new TransferError('unreadable-image', 'None of its values is a number.');
    if (even) {
      const { values, concern, ...raw } = even;
      const all = concern === null ? concerns : [...concerns, concern];
      return { image: sharp(values, { raw }), concerns: all, isEvened: true };
    }
  }
  return { image: await ordinaryImage(bytes, kind, decodingOptions), concerns, isEvened: false };
}

/** The library brings 16-bit pictures with a profile to Display P3, and leaves the profile of grey ones out. */
async function ordinaryImage(bytes: Buffer, kind: string, decodingOptions: SharpOptions): Promise<Sharp> {
  const image = sharp(bytes, decodingOptions);
  const mayBeDeep = kind === 'TIFF' || kind === 'AVIF' || (kind === 'PNG' && bytes[24] === 16);
  if (!mayBeDeep) return image;
  const { space, hasProfile } = await image.metadata();
  if (!hasProfile) return image;
  if (space === 'rgb16') return image.withIccProfile('srgb', { attach: false });
  if (space !== 'grey16') return image;
  return sharp(
    await image.keepIccProfile().toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer(),
    decodingOptions,
  );
}

function unusual(kind: string, facts: TiffFacts | undefined): string {
  if (facts && ![1, 2, 4, 8, 16, 32].includes(facts.bits))
    return `It is a TIFF of ${facts.bits} bits a value, which can't be read. Save it with 8 or 16 bits.`;
  return `It is a damaged or unusual ${kind}.`;
}

async function tooManyPixels(bytes: Buffer, pixels: number): Promise<TransferError> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const most = `at most ${Math.floor(pixels / 1e6)} million can be decoded`;
  return new TransferError(
    'unreadable-image',
    `It is too large: ${count(width)} × ${count(height)} pixels, and ${most}. Make it smaller.`,
  );
}

/** Why the disk did not give a file. */
function unreadFrom(error: unknown): string {
  const code = errorCode(error) ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'It is not there. Check its name and folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'You may not read it. Give yourself the right to.';
  return `It could not be read from disk (${code}).`;
}
