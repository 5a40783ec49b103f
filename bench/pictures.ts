import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '../src/design/images/random';

/** Writes `images` JPEGs of `edge` × `edge` pixels, smooth as photographs are, in turn in each of the classes, told by colour. */
export async function writePictures(
  folder: string,
  images: number,
  edge: number,
  classes = 4,
): Promise<void> {
  const names = Array.from({ length: classes }, (_, index) => `class-${String(index + 1).padStart(4, '0')}`);
  for (const name of names) await mkdir(path.join(folder, name), { recursive: true });
  for (let index = 0; index < images; index += 1) {
    const label = index % classes;
    const random = seededRandom('pictures', folder.endsWith('validation') ? 'validation' : 'train', index);
    // A few random colours blown up smoothly, tinted by the class.
    const coarse = Uint8Array.from({ length: 8 * 8 * 3 }, (_, value) => {
      const tint = value % 3 === label % 3 ? 70 : label % 4 === 3 ? 30 : 0;
      return Math.min(255, Math.round(random() * 185 + tint));
    });
    await sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } })
      .resize(edge, edge, { kernel: 'cubic' })
      .jpeg({ quality: 88 })
      .toFile(path.join(folder, names[label] ?? '', `${index}.jpg`));
  }
}
