import sharp from 'sharp';

/** Width and height of the base's input, in pixels. */
export const pictureEdge = 64;
/** How many numbers a picture is: one for each pixel and channel (red, green, blue). */
export const pictureValues = pictureEdge * pictureEdge * 3;

/** One picture: what it shows, and the hand that drew it. */
export interface Picture {
  /** The emoji's short name; drawings of one subject share it. */
  readonly subject: string;
  /** Unicode's subcategory: the class. */
  readonly subcategory: string;
  readonly style: string;
  /** 64×64 pixels, row by row, each red, green, blue in 0..255. */
  readonly pixels: Uint8Array;
}

/**
 * The pixels of a picture as the base wants them: stretched to 64×64, on white where it is transparent.
 * @param source a file's path, or the bytes of a picture in any format that sharp reads
 */
export async function readPixels(source: string | Buffer): Promise<Uint8Array> {
  const buffer = await sharp(source)
    .flatten({ background: '#ffffff' })
    .resize(pictureEdge, pictureEdge, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  if (buffer.length !== pictureValues) {
    throw new Error(`A picture has ${buffer.length} values, not ${pictureValues}.`);
  }
  return new Uint8Array(buffer);
}

/** Writes a picture's pixels, scaled to -1..1, into `target` from `offset` on. */
export function copyPicture(pixels: Uint8Array, target: Float32Array, offset: number): void {
  for (let index = 0; index < pictureValues; index += 1) {
    target[offset + index] = (pixels[index] as number) / 127.5 - 1;
  }
}
