import { copyFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanInput } from '../../../../src/design/plan';
import { batchPlaces } from '../../../../src/disk/features/batch-places';
import { clearFeatureCache, openFeatureCache } from '../../../../src/disk/features/feature-cache';
import type { FeatureSpace } from '../../../../src/disk/features/feature-space';
import { readImageBytes } from '../../../../src/disk/images/image-decoding';
import { viewKey } from '../../../../src/train/images/augmentation';
import {
  type FillOutcome,
  fillCache,
  missingRows,
  placeNames,
  type RowMaker,
} from '../../../../src/train/images/fill-cache';
import type { RunImage } from '../../../../src/train/images/run-image';
import { plainView, type Views } from '../../../../src/train/images/views';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { smallClasses, writeSmallImages } from '../../../fixtures/small-images';

const batchSize = 8;
const space: FeatureSpace = { description: { of: 'a test' }, shape: [2], format: 'float32' };
const input: PlanInput = {
  size: [4, 4],
  resize: 'stretch',
  scale: { mean: [0, 0, 0], std: [1, 1, 1], channels: 'rgb' },
};
const augmented = (count: number): Views => ({
  count,
  augment: { flip: 'horizontal', shift: 0.5, brightness: 0.2, views: count },
  seed: 1,
});

/** Rows as they come on some processors: by the picture, the size of its batch and its place there. */
const rowsByPlace: RowMaker = (pictures) =>
  Promise.resolve(
    pictures.map((pixels, place) => {
      const sum = [...(pixels ?? [])].reduce((total, value, index) => total + value * (index + 1), 0);
      return Float32Array.of(sum, pictures.length * 100 + place);
    }),
  );

let folder = '';
let images: readonly RunImage[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fill-cache-'));
  await writeSmallImages(folder, 9, 'fill cache');
  const files = smallClasses.flatMap((name) =>
    Array.from({ length: 9 }, (_, index) => path.join(folder, name, `${name}-${index}.png`)),
  );
  images = await Promise.all(
    files.map(async (file, index): Promise<RunImage> => {
      const { sha256 } = await readImageBytes(file);
      return { path: file, file: path.basename(file), label: index % 3, side: 'train', sha256 };
    }),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A project of its own: its cache, and the places that it remembers. */
class Project {
  readonly folder = scratchFolder();
  /** Batches computed, and the places in them. */
  batches = 0;
  computedPlaces = 0;

  async fill(
    of: readonly RunImage[],
    views: Views | ((image: RunImage) => Views) = plainView,
    stopAfter = Number.POSITIVE_INFINITY,
  ): Promise<FillOutcome> {
    const cache = await openFeatureCache(path.join(this.folder, 'features'), space);
    const viewsOf = typeof views === 'function' ? views : () => views;
    const missing = missingRows(
      cache,
      of.map((image) => ({ image, views: viewsOf(image) })),
    );
    let batches = 0;
    return fillCache({
      cache,
      makeRows: (pictures) => {
        batches += 1;
        this.batches += 1;
        this.computedPlaces += pictures.length;
        return rowsByPlace(pictures);
      },
      missing,
      places: await batchPlaces(path.join(this.folder, 'batches.json'), placeNames(missing), batchSize),
      input,
      shouldStop: () => batches >= stopAfter,
      onProgress: () => undefined,
    });
  }

  clear(): Promise<void> {
    return clearFeatureCache(path.join(this.folder, 'features'));
  }

  async rows(of: readonly RunImage[], views: Views = plainView): Promise<readonly number[]> {
    const cache = await openFeatureCache(path.join(this.folder, 'features'), space);
    const keys = of.flatMap(({ sha256 }) =>
      Array.from({ length: views.count }, (_, view) => viewKey(sha256, view, views.augment, views.seed)),
    );
    const into = new Float32Array(keys.length * cache.rowValues);
    const reader = cache.reader(keys);
    reader.readRows([...keys.keys()], into);
    reader.close();
    return [...into];
  }
}

async function undisturbed(of: readonly RunImage[], views: Views = plainView): Promise<readonly number[]> {
  const project = new Project();
  await project.fill(of, views);
  return project.rows(of, views);
}

describe('the rows of a cache, on a processor where a place in a batch decides last bits', () => {
  it.each([0, 1, 2, 3])('are the same after a stop at batch %i as without', async (batches) => {
    const project = new Project();
    const stopped = await project.fill(images, plainView, batches);
    expect(stopped.finished).toBe(false);
    expect(project.batches).toBe(batches);
    expect(await project.fill(images)).toMatchObject({ computed: images.length - stopped.computed });
    expect(await project.rows(images)).toEqual(await undisturbed(images));
  });

  it('are the same after a kill that left parts of some batches', async () => {
    const project = new Project();
    // What a kill leaves ends with a pack, which may be in the middle of a batch.
    await project.fill(images, plainView, 0);
    await project.fill(images.slice(3, 11));
    await project.fill(images);
    expect(await project.rows(images)).toEqual(await undisturbed(images));
  });

  it('are the same whatever the order of the images', async () => {
    const project = new Project();
    await project.fill([...images].reverse());
    expect(await project.rows(images)).toEqual(await undisturbed(images));
  });

  it('are the same when the cache was cleared, after images were added in any order', async () => {
    const project = new Project();
    await project.fill(images.slice(0, 14));
    expect(await project.fill([...images].reverse())).toMatchObject({ computed: images.length - 14 });
    const grown = await project.rows(images);
    await project.clear();
    await project.fill(images);
    expect(await project.rows(images)).toEqual(grown);
    await project.clear();
    await project.fill(images.slice(5, 20));
    await project.fill(images);
    expect(await project.rows(images)).toEqual(grown);
  });

  it('are the same for views, asked for at once, one after the other, or after a break', async () => {
    const project = new Project();
    const wanted = await undisturbed(images, augmented(4));
    await project.fill(images.slice(0, 9), augmented(2));
    await project.fill(images.slice(0, 9), augmented(4));
    await project.fill(images, augmented(4), 3);
    await project.fill(images, augmented(4));
    const [pieces, atOnce] = [await project.rows(images, augmented(4)), new Project()];
    await project.clear();
    await project.fill(images, augmented(4));
    expect(await project.rows(images, augmented(4))).toEqual(pieces);
    await atOnce.fill(images);
    await atOnce.fill(images, augmented(4), 2);
    await atOnce.fill(images, augmented(4));
    expect(await atOnce.rows(images, augmented(4))).toEqual(wanted);
  });

  it('are the same in another split, when the cache was cleared', async () => {
    const project = new Project();
    const split = (of: number) => (image: RunImage) =>
      images.indexOf(image) % 5 === of ? plainView : augmented(3);
    await project.fill(images, split(0));
    await project.fill(images, split(1));
    const rows = await project.rows(images, augmented(3));
    await project.clear();
    await project.fill(images, split(2));
    await project.fill(images, augmented(3));
    expect(await project.rows(images, augmented(3))).toEqual(rows);
  });

  it('are the same beside a picture that can not be read, and beside copies', async () => {
    const project = new Project();
    const added = (file: string) => ({ path: path.join(project.folder, file), file });
    const [copied, other] = [images[3], images[4]] as [RunImage, RunImage];
    const copy: RunImage = { ...copied, ...added('copy.png') };
    copyFileSync(copied.path, copy.path);
    writeFileSync(added('broken.png').path, 'no picture');
    const { sha256 } = await readImageBytes(added('broken.png').path);
    const broken: RunImage = { ...other, ...added('broken.png'), sha256 };
    const all = [copy, ...images.slice(0, 12), broken, ...images.slice(12)];
    const filled = await project.fill(all);
    expect(filled).toMatchObject({ finished: true, computed: images.length });
    expect([...filled.unreadable.keys()]).toEqual([sha256]);
    const rows = await project.rows(images);
    await project.clear();
    await project.fill([...all].reverse(), plainView, 1);
    await project.fill(all);
    expect(await project.rows(images)).toEqual(rows);
  });
});

describe('the batches of a fill', () => {
  it('hold no empty place when nothing was there before', async () => {
    const project = new Project();
    await project.fill(images);
    expect(project).toMatchObject({
      batches: Math.ceil(images.length / batchSize),
      computedPlaces: images.length,
    });
  });

  it('are one for some images that are added', async () => {
    const project = new Project();
    await project.fill(images.slice(0, 20));
    const before = project.computedPlaces;
    await project.fill(images);
    expect(project.computedPlaces - before).toBe(images.length - 20);
  });

  it('hold no empty place when images get views that had none, and each image is decoded once', async () => {
    const project = new Project();
    const split = (of: number) => (image: RunImage) =>
      images.indexOf(image) % 2 === of ? plainView : augmented(3);
    const cold = await project.fill(images, split(0));
    expect(cold).toMatchObject({ decoded: images.length, computed: project.computedPlaces });
    const before = project.computedPlaces;
    const { computed } = await project.fill(images, split(1));
    expect(computed).toBe(project.computedPlaces - before);
  });

  it('are shared by images of different batches before', async () => {
    const project = new Project();
    await project.fill(images);
    await project.clear();
    const [before, half] = [project.batches, images.filter((_, index) => index % 2 === 0)];
    await project.fill(half);
    expect(project.batches - before).toBeLessThanOrEqual(Math.ceil(images.length / batchSize));
    expect(await project.rows(half)).toEqual(
      await undisturbed(images).then((rows) => rows.filter((_, index) => index % 4 < 2)),
    );
  });
});
