import sharp from 'sharp';
import type { SeenPicture } from '../../shared/seen';

/**
 * Pixels as a picture that a page can show.
 *
 * @param pixels height × width × 3, a byte a value
 */
export async function seenPicture(
  pixels: Uint8Array,
  [height, width]: readonly [number, number],
): Promise<SeenPicture> {
  const jpeg = await sharp(pixels, { raw: { height, width, channels: 3 } })
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { address: `data:image/jpeg;base64,${jpeg.toString('base64')}`, height, width };
}
