import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchPlaces, placeName, placesInOrder } from '../../../../src/disk/features/batch-places';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const image = (number: number): string => number.toString(16).padStart(64, '0');
const images = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => image(first + index));
const newFile = (): string => path.join(scratchFolder(), '.transfer', 'batches.json');

describe('the places of images in batches', () => {
  it('follow from the contents, not from the order in which they are asked for', async () => {
    const forwards = await batchPlaces(newFile(), [images(0, 10)], 4);
    const backwards = await batchPlaces(newFile(), [images(0, 10).reverse()], 4);
    expect([...backwards].sort()).toEqual([...forwards].sort());
    expect(forwards.get(image(0))).toEqual({ size: 4, place: 0 });
    expect(forwards.get(image(7))).toEqual({ size: 4, place: 3 });
  });

  it('leave no place empty at first, not in the last batch either', async () => {
    const places = await batchPlaces(newFile(), [images(0, 10)], 4);
    expect(places.get(image(8))).toEqual({ size: 2, place: 0 });
    expect(places.get(image(9))).toEqual({ size: 2, place: 1 });
  });

  it('stay as they are when images are added, left out or asked for in part', async () => {
    const file = newFile();
    const before = await batchPlaces(file, [images(100, 10)], 4);
    await batchPlaces(file, [images(0, 3)], 4);
    const after = await batchPlaces(file, [[...images(104, 6), ...images(0, 50)]], 4);
    for (const [sha256, place] of before) expect(after.get(sha256)).toEqual(place);
    expect(after.get(image(2))).toEqual({ size: 3, place: 2 });
  });

  it('are one for an image that is there twice', async () => {
    const places = await batchPlaces(newFile(), [[image(1), image(0), image(1)]], 4);
    expect([...places.values()]).toEqual([
      { size: 2, place: 0 },
      { size: 2, place: 1 },
    ]);
    expect(placesInOrder([image(1), image(1), image(0)], 4).get(image(0))).toEqual({ size: 2, place: 1 });
  });

  it('are not shared by groups: a batch is of names of one', async () => {
    const names = (view: number) => images(0, 3).map((sha256) => placeName(sha256, view));
    const places = await batchPlaces(newFile(), [names(0), names(2)], 4);
    expect([...places.values()].map(({ size }) => size)).toEqual([3, 3, 3, 3, 3, 3]);
    expect(names(1)).toEqual(names(2));
  });

  it('are written once: a file that knows all images is not touched', async () => {
    const file = newFile();
    await batchPlaces(file, [images(0, 5)], 4);
    const text = readFileSync(file, 'utf8');
    rmSync(path.dirname(file), { recursive: true });
    mkdirSync(path.dirname(file));
    writeFileSync(file, text.replace('\n', ' \n'));
    await batchPlaces(file, [images(1, 3)], 4);
    expect(readFileSync(file, 'utf8')).toBe(text.replace('\n', ' \n'));
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"format":1,"batches":[["00'],
    ['another format', '{"format":2,"batches":[]}'],
    ['a batch too large', JSON.stringify({ format: 1, batches: [images(0, 5)] })],
    ['an empty batch', '{"format":1,"batches":[[]]}'],
    ['no hashes', '{"format":1,"batches":[["a"]]}'],
    ['no lists', '{"format":1,"batches":{"length":1}}'],
    ['null', 'null'],
  ])('are given anew where the file holds %s', async (_, text) => {
    const file = newFile();
    mkdirSync(path.dirname(file));
    writeFileSync(file, text);
    const places = await batchPlaces(file, [images(0, 6)], 4);
    expect(places).toEqual(await batchPlaces(newFile(), [images(0, 6)], 4));
  });

  it.skipIf(process.platform === 'win32')('are not read or written through a link', async () => {
    const file = newFile();
    mkdirSync(path.dirname(file));
    const elsewhere = path.join(path.dirname(file), '..', 'elsewhere.json');
    const text = JSON.stringify({ format: 1, batches: [images(50, 4)] });
    writeFileSync(elsewhere, text);
    symlinkSync(elsewhere, file);
    await expect(batchPlaces(file, [images(0, 2)], 4)).rejects.toThrow(`${file} is a link`);
    expect(readFileSync(elsewhere, 'utf8')).toBe(text);
  });
});
