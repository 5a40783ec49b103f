import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A picture file to be. */
export interface ExamplePicture {
  /** The file's name without `.png`. */
  readonly name: string;
  /** The bytes of a PNG file. */
  readonly bytes: Buffer;
}

/** An example's pictures: `images/` to train and validate with, `images-test/` for the test. */
export class ExampleFolder {
  private constructor(private readonly folder: string) {}

  /** The example of that name in examples/, its pictures removed; what else is in its folder stays. */
  static async emptied(name: string): Promise<ExampleFolder> {
    const example = new ExampleFolder(path.resolve(import.meta.dirname, '../../examples', name));
    for (const part of ['images', 'images-test']) {
      await rm(path.join(example.folder, part), { recursive: true, force: true });
    }
    return example;
  }

  /**
   * Writes a class: the first `count` pictures into `images/`, and at most `testCount` of those that follow into
   * `images-test/`.
   * @returns how many were written into each
   */
  async writeClass(
    label: string,
    pictures: readonly ExamplePicture[],
    count: number,
    testCount: number,
  ): Promise<{ training: number; test: number }> {
    const training = pictures.slice(0, count);
    const test = pictures.slice(count, count + testCount);
    await writePictures(path.join(this.folder, 'images', label), training);
    await writePictures(path.join(this.folder, 'images-test', label), test);
    return { training: training.length, test: test.length };
  }
}

/** Pictures with the same bytes would stand on both sides of a split: the first one is kept. */
export function withoutTwins(pictures: readonly ExamplePicture[]): ExamplePicture[] {
  const seen = new Set<string>();
  return pictures.filter(({ bytes }) => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (seen.has(hash)) return false;
    seen.add(hash);
    return true;
  });
}

async function writePictures(folder: string, pictures: readonly ExamplePicture[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of pictures) await writeFile(path.join(folder, `${name}.png`), bytes);
}
