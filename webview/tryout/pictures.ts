import { type Fit, resample } from './resample';

/** Of what is drawn at once. */
const stripPixels = 1 << 21;

/** A picture that a canvas can draw, and its size. */
export interface Drawable {
  readonly source: ImageBitmap;
  readonly width: number;
  readonly height: number;
}

/** Turns it as its EXIF data say. @throws where the browser can't read it */
export async function readPicture(file: Blob): Promise<Drawable> {
  const source = await createImageBitmap(file, { imageOrientation: 'from-image' });
  return { source, width: source.width, height: source.height };
}

/** The pixels `[height, width, 3]` that the model is given, transparency laid on white. */
export function pixelsOf(picture: Drawable, size: readonly [number, number], fit: Fit): Uint8Array {
  return resample(rowsOf(picture), [picture.height, picture.width], size, fit);
}

/** A few rows at a time: a canvas as large as a photograph is more than some browsers have. */
function* rowsOf({ source, width, height }: Drawable): Iterable<Uint8ClampedArray> {
  const rows = Math.max(1, Math.min(height, Math.floor(stripPixels / width)));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) throw new Error('This browser has no room to draw on.');
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, rows);
    context.drawImage(source, 0, top, width, count, 0, 0, width, count);
    const { data } = context.getImageData(0, 0, width, count);
    for (let row = 0; row < count; row += 1) yield data.subarray(row * width * 4, (row + 1) * width * 4);
  }
}

/** A small copy of a picture to show beside its answer. */
export function thumbnail({ source, width, height }: Drawable): string {
  const scale = Math.min(1, 320 / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
