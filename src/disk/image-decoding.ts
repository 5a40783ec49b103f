import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { Resize } from '../design/config';
import { count } from '../design/number-text';
import { contentKind } from './image-kinds';

/** A file that is no picture, or a broken one. The message is a sentence that begins with "It". */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}

/**
 * What decides which pixels a file decodes to, besides the file, the size and the way to resize: the library's
 * versions and the rules of this module. Goes into the cache's key; count the rules up when they change.
 */
export const decodingVersion = `sharp ${sharp.versions.sharp} libvips ${sharp.versions.vips} rules 1`;

/** 108-megapixel phones pass; a file that unfolds to gigabytes does not. */
const mostPixels = 128 * 1024 * 1024;
const mostBytes = 256 * 1024 * 1024;

// Many images are decoded at once: one thread each, and nothing kept from one for the next.
sharp.concurrency(1);
sharp.cache(false);

/** Reads a file's bytes and their sha256 (hexadecimal). Throws UnreadableImage. */
export async function readImageBytes(file: string): Promise<{ bytes: Buffer; sha256: string }> {
  const bytes = await readBounded(file);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function readBounded(file: string): Promise<Buffer> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw new UnreadableImage('It is a folder. Name the images in it.');
    // A named pipe would keep the reader waiting for ever.
    if (!facts.isFile()) throw new UnreadableImage('It is not a file.');
    if (facts.size === 0) throw new UnreadableImage('It is empty.');
    if (facts.size > mostBytes)
      throw new UnreadableImage(`It is larger than ${mostBytes / 1024 / 1024} MiB. Make it smaller.`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage(unreadFrom(error));
  }
}

/**
 * Decodes an image to 8-bit sRGB bytes `[height, width, 3]`: turned as its EXIF data say, its own colour
 * profile applied, transparency laid on white, the first frame of an animation, resized bilinearly (averaging
 * over the covered pixels where it shrinks).
 *
 * `stretch` ignores the proportions; `crop` fills the size and cuts what stands over, equally on both sides;
 * `pad` fits the whole image in and fills the rest with black (0), as TensorFlow's `resize_with_pad` does.
 * @param size height and width in pixels
 * @throws UnreadableImage for anything that is not a whole picture of a known kind
 */
export async function decodePixels(
  bytes: Buffer,
  size: readonly [number, number],
  resize: Resize,
): Promise<Uint8Array> {
  const [height, width] = size;
  const pixels = await decoding(bytes, (image) =>
    image
      .resize({ height, width, fit: fits[resize], kernel: 'linear', background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  if (pixels.length !== height * width * 3) {
    throw new UnreadableImage('It has other channels than grey, RGB or CMYK with transparency.');
  }
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
}

const fits = { stretch: 'fill', crop: 'cover', pad: 'contain' } as const;

/** A small JPEG for a report: the whole image within `edge` by `edge` pixels. Throws UnreadableImage. */
export async function thumbnail(bytes: Buffer, edge: number): Promise<Buffer> {
  return decoding(bytes, (image) =>
    image
      .resize({ height: edge, width: edge, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .toBuffer(),
  );
}

async function decoding<Result>(bytes: Buffer, finish: (image: Sharp) => Promise<Result>): Promise<Result> {
  const kind = contentKind(bytes);
  // SVG and the like would be read by what they contain, whatever the name says.
  if (kind && !kind.readable) throw new UnreadableImage(`Its content is ${kind.name}, which can't be read.`);
  if (!kind) throw new UnreadableImage('Its content is not a picture of a known kind.');
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, autoOrient: true });
    return await finish(image.flatten({ background: '#fff' }));
  } catch (error) {
    if (error instanceof Error && error.message.includes('pixel limit')) throw await tooManyPixels(bytes);
    // The library's own reason is left out: it keeps one for all threads, so that may be another image's.
    throw new UnreadableImage(`It is a damaged or unusual ${kind.name}.`);
  }
}

async function tooManyPixels(bytes: Buffer): Promise<UnreadableImage> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const most = `at most ${Math.floor(mostPixels / 1e6)} million can be decoded`;
  return new UnreadableImage(
    `It is too large: ${count(width)} × ${count(height)} pixels, and ${most}. Make it smaller.`,
  );
}

/** Why the disk did not give a file. */
function unreadFrom(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'It is not there. Check its name and folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'You may not read it. Give yourself the right to.';
  return `It could not be read from disk (${code}).`;
}
