import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { evenly } from '../../src/launch/project/evenly';
import { type Picture, pictureEdge } from './picture';

const columns = 8;
const rows = 3;
/** Of Apache-2.0, as this project is. */
const styles: readonly string[] = ['noto', 'noto-v1'];

/**
 * Writes `pictures.png` into a base's folder: 24 of the pictures that it was trained on, of as many classes, for people to
 * compare theirs with. The same pictures give the same file.
 */
export async function writePictureSheet(
  training: readonly Picture[],
  classes: readonly string[],
  folder: string,
): Promise<void> {
  const shown = evenly(classes, columns * rows).map((name, index) => {
    const ofClass = training.filter(
      ({ subcategory, style }) => subcategory === name && styles.includes(style),
    );
    const style = styles[index % styles.length];
    const found = ofClass.find((picture) => picture.style === style) ?? ofClass[0];
    if (!found) throw new Error(`No picture of ${name} may be shown.`);
    return found;
  });
  const raw = { width: pictureEdge, height: pictureEdge, channels: 3 as const };
  const [width, height] = [columns * pictureEdge, rows * pictureEdge];
  const sheet = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite(
      shown.map(({ pixels }, index) => ({
        ...{ input: Buffer.from(pixels), raw },
        left: (index % columns) * pictureEdge,
        top: Math.floor(index / columns) * pictureEdge,
      })),
    )
    .png({ compressionLevel: 9, palette: true, quality: 95, effort: 10 })
    .toBuffer();
  await writeFile(path.join(folder, 'pictures.png'), sheet);
}
