import { seededRandom } from '../../design/images/random';
import type { PlanAugment, PlanInput } from '../../design/plan';
import type { FeatureReader } from '../../disk/features/feature-reader';
import { scalePixels } from '../../shared/pixel-scaling';
import { augmentPixels } from '../images/augmentation';
import { decodeRunImage } from '../images/decoded-images';
import type { RunImage } from '../images/run-image';
import { BatchMemory, type ExampleSource } from './example-source';

/** Where decoded pixels [height × width × 3] of images come from: the cache, or the files themselves. */
export interface PixelStore {
  pixels(examples: readonly number[]): Promise<readonly Uint8Array[]>;
  close(): void;
}

/** Pixels that were decoded before, one byte a value. */
export class CachedPixels implements PixelStore {
  constructor(
    private readonly reader: FeatureReader,
    private readonly imageBytes: number,
  ) {}

  pixels(examples: readonly number[]): Promise<readonly Uint8Array[]> {
    const all = new Uint8Array(examples.length * this.imageBytes);
    this.reader.readRows(examples, all);
    const row = (_: number, index: number): Uint8Array =>
      all.subarray(index * this.imageBytes, (index + 1) * this.imageBytes);
    return Promise.resolve(examples.map(row));
  }

  close(): void {
    this.reader.close();
  }
}

/** Pixels decoded from the files each time they are asked for. */
export class DecodedImages implements PixelStore {
  constructor(
    private readonly images: readonly RunImage[],
    private readonly input: PlanInput,
  ) {}

  pixels(examples: readonly number[]): Promise<readonly Uint8Array[]> {
    return Promise.all(
      examples.map((example) => {
        const image = this.images[example];
        if (image === undefined) throw new RangeError(`There is no image ${example}.`);
        return decodeRunImage(image, this.input);
      }),
    );
  }

  close(): void {}
}

/** Images for phases that run nothing from the cache: augmented anew for every image and epoch. */
export class PixelExamples implements ExampleSource {
  readonly labels: readonly number[];
  readonly shape: readonly number[];
  readonly #memory = new BatchMemory();

  constructor(
    private readonly images: readonly RunImage[],
    private readonly store: PixelStore,
    private readonly input: PlanInput,
    private readonly augment: PlanAugment | null,
    private readonly seed: number,
  ) {
    this.labels = images.map((image) => image.label);
    this.shape = [...input.size, 3];
  }

  async read(examples: readonly number[], epoch: number): Promise<Float32Array> {
    const values = this.shape.reduce((total, size) => total * size, 1);
    const batch = this.#memory.take(values * examples.length);
    const pictures = await this.store.pixels(examples);
    pictures.forEach((pixels, index) => {
      const drawn = this.drawn(pixels, examples[index] ?? 0, epoch);
      scalePixels(drawn, this.input.scale, batch, index * values);
    });
    return batch;
  }

  private drawn(pixels: Uint8Array, example: number, epoch: number): Uint8Array {
    if (this.augment === null || epoch === 0) return pixels;
    const random = seededRandom(this.seed, 'augment', epoch, this.images[example]?.sha256 ?? '', example);
    return augmentPixels(pixels, this.input.size, this.augment, random);
  }

  close(): void {
    this.store.close();
  }
}
