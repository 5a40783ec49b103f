import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { beforeEach, describe, expect, it } from 'vitest';
import { lookAtImageList } from '../../../../src/disk/images/image-list-look';
import { readImageListRows } from '../../../../src/disk/images/image-list-rows';
import { temporaryFolder } from '../support/temporary-folder';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ['a.png', 'b.png', 'c.jpg']) {
    mkdirSync(path.join(folder, 'pictures'), { recursive: true });
    writeFileSync(path.join(folder, 'pictures', name), name);
  }
});

type Columns = Readonly<Record<string, readonly unknown[]>>;

/** A list with these columns, the types of which follow from their first values. */
function listOf(columns: Columns, name = 'list.parquet'): string {
  const place = path.join(folder, name);
  const columnData = Object.entries(columns).map(
    ([column, data]): ColumnSource => ({ name: column, data: [...data] }),
  );
  writeFileSync(place, new Uint8Array(parquetWriteBuffer({ columnData })));
  return place;
}

async function lookAt(columns: Columns, classes?: readonly string[], within?: readonly string[]) {
  return lookAtImageList(listOf(columns), classes, readImageListRows, within ? { within } : {});
}

/** What a side of a list has: files by class, and what can't be used. */
async function imagesOf(...given: Parameters<typeof lookAt>) {
  const { train: look } = await lookAt(...given);
  if (!look.found) throw new Error(`${look.reason}: ${look.detail}`);
  const { classes, oddFiles } = look.facts;
  return {
    classes: Object.fromEntries(classes.map(({ name, images }) => [name, images.map(({ file }) => file)])),
    odd: oddFiles.map(({ file, reason }) => `${file} ${reason}`),
  };
}

const three = ['pictures/a.png', 'pictures/b.png', 'pictures/c.jpg'];

describe('a list of images', () => {
  it('names them by paths from its folder or by file:// addresses, wherever they lie', async () => {
    const elsewhere = path.join(temporaryFolder(), 'd é.png');
    writeFileSync(elsewhere, 'd');
    const uri = ['pictures/a.png', path.join(folder, 'pictures', 'b.png'), pathToFileURL(elsewhere).href];
    const { train } = await lookAt({ uri, class: ['cat', 'dog', 'cat'] });
    const away = path.relative(folder, elsewhere).split(path.sep).join('/');
    expect(train).toEqual({
      found: true,
      facts: {
        path: path.join(folder, 'list.parquet'),
        classes: [
          {
            name: 'cat',
            images: [
              { file: away, bytes: 1 },
              { file: 'pictures/a.png', bytes: 5 },
            ],
          },
          { name: 'dog', images: [{ file: 'pictures/b.png', bytes: 5 }] },
        ],
        oddFiles: [],
        looseImages: 0,
      },
    });
  });

  it('has classes by name, or by number among those of the file', async () => {
    const numbered = { uri: three, label: [1, 0, 1] };
    const byNumber = { 0: ['pictures/b.png'], 1: ['pictures/a.png', 'pictures/c.jpg'] };
    expect((await imagesOf(numbered)).classes).toEqual(byNumber);
    // As in a plan that was made of that.
    expect((await imagesOf(numbered, ['0', '1'])).classes).toEqual(byNumber);
    expect((await imagesOf(numbered, ['dog', 'cat'])).classes).toEqual({
      cat: ['pictures/a.png', 'pictures/c.jpg'],
      dog: ['pictures/b.png'],
    });
    const both = { ...numbered, class: ['x', 'y', 'e\u0301'] };
    expect(Object.keys((await imagesOf(both)).classes)).toEqual(['x', 'y', '\u00e9']);
  });

  it('has the sides that it says, and each image on one of them', async () => {
    const side = ['validation', 'train', 'train'];
    const look = await lookAt({ uri: three, class: ['cat', 'cat', 'dog'], side });
    const files = (['train', 'validation', 'test'] as const).map((one) => {
      const of = look[one];
      return of.found ? of.facts.classes.flatMap(({ images }) => images.map(({ file }) => file)) : [];
    });
    expect(look.named).toEqual(['train', 'validation']);
    expect(files).toEqual([['pictures/b.png', 'pictures/c.jpg'], ['pictures/a.png'], []]);
  });

  it('says which images are missing, empty or none, and counts one that stands twice once', async () => {
    writeFileSync(path.join(folder, 'empty.png'), '');
    mkdirSync(path.join(folder, 'folder.png'));
    const uri = [...three, 'pictures/a.png', 'gone.png', 'empty.png', 'folder.png', 'x.heic', 'notes.txt'];
    expect(await imagesOf({ uri, class: uri.map(() => 'cat') })).toEqual({
      classes: { cat: three },
      odd: [
        'gone.png missing',
        'empty.png empty',
        'folder.png not an image',
        'x.heic unsupported format',
        'notes.txt not an image',
      ],
    });
  });

  it('leads nowhere out of the folders that may be looked at, by path, address or link', async () => {
    const outside = temporaryFolder();
    writeFileSync(path.join(outside, 'secret.png'), 'x');
    symlinkSync(path.join(outside, 'secret.png'), path.join(folder, 'link.png'));
    const away = path.relative(folder, outside).split(path.sep).join('/');
    const uri = ['pictures/a.png', `${away}/secret.png`, `${away}/not-there.png`, 'link.png'];
    const { classes, odd } = await imagesOf({ uri, class: uri.map(() => 'cat') }, undefined, [folder]);
    expect(classes).toEqual({ cat: ['pictures/a.png'] });
    expect(odd.map((each) => each.replace(/^\S+ /, ''))).toEqual(Array(3).fill('outside the workspace'));
    const list = await lookAtImageList(listOf({ uri, class: uri }), undefined, readImageListRows, {
      within: [outside],
    });
    expect(list.train).toMatchObject({ found: false, reason: 'outside' });
  });

  it.each<[string, Columns, string]>([
    ['no column of addresses', { path: three, class: three.map(() => 'cat') }, 'no column `uri`'],
    ['no column of classes', { uri: three }, 'no column `label`'],
    ['a number as an address', { uri: [1, 2, 3], class: ['a', 'b', 'c'] }, 'Row 1 has no text'],
    ['an empty address', { uri: ['a.png', ''], class: ['a', 'b'] }, 'Row 2 has no text'],
    ['no class in a row', { uri: three, class: ['a', null, 'c'] }, 'Row 2 has no name of a class'],
    ['a class that no folder may be called', { uri: ['a.png'], class: ['../up'] }, 'no name of a class'],
    ['no number as its number', { uri: three, label: [0.5, Number.NaN, 1] }, 'Row 1 has no name of a class'],
    ['NaN as a number', { uri: three, label: [0, Number.NaN, 1.5] }, 'Row 2 has no name of a class'],
    ['a number below nought', { uri: three, label: [0, 1, -1] }, 'Row 3 has no name of a class'],
    [
      'another side',
      { uri: ['a.png'], class: ['a'], side: ['dev'] },
      'Row 1 has no train, validation or test',
    ],
    ['another kind of bucket', { uri: ['gs://bucket/a.png'], class: ['a'] }, 'Mount the bucket'],
    ['another machine', { uri: ['file://server/a.png'], class: ['a'] }, 'no file of this machine'],
    ['an image with two classes', { uri: ['a.png', './a.png'], class: ['a', 'b'] }, 'Rows 1 and 2 name'],
    [
      'an image on two sides',
      { uri: ['a.png', 'a.png'], class: ['a', 'a'], side: ['train', 'test'] },
      'two classes or sides',
    ],
  ])('with %s is refused, and by which row', async (_, columns, detail) => {
    const { train } = await lookAt(columns);
    expect(train).toMatchObject({
      ...{ found: false, reason: 'not a list' },
      detail: expect.stringContaining(detail),
    });
  });

  it('may be compressed, but not by what nobody here can undo', async () => {
    const columnData = [
      { name: 'uri', data: three },
      { name: 'class', data: ['a', 'b', 'c'] },
    ];
    const place = path.join(folder, 'list.parquet');
    const write = (codec: 'GZIP' | 'LZO', by: (bytes: Uint8Array) => Uint8Array) =>
      writeFileSync(
        place,
        new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors: { [codec]: by } })),
      );
    write('GZIP', (bytes) => gzipSync(bytes));
    expect((await readImageListRows(place)).uris).toEqual(three);
    write('LZO', (bytes) => bytes);
    await expect(readImageListRows(place)).rejects.toMatchObject({
      code: 'image-list',
      message: "It is compressed by LZO, which can't be read here. Write it with Snappy or gzip.",
    });
  });

  it('is refused where it is damaged anywhere, cut short, something else or a folder', async () => {
    const place = listOf({ uri: three, class: ['a', 'b', 'c'] });
    const bytes = readFileSync(place);
    const lookAgain = async () => (await lookAtImageList(place, undefined, readImageListRows)).train;
    for (const length of [0, 3, 11, bytes.length - 9]) {
      writeFileSync(place, bytes.subarray(0, length));
      expect(await lookAgain()).toMatchObject({ found: false, reason: 'not a list' });
    }
    writeFileSync(place, 'uri,class\na.png,a\n');
    expect(await lookAgain()).toMatchObject({ found: false, reason: 'not a list' });
    const missing = path.join(folder, 'none.parquet');
    const { train } = await lookAtImageList(missing, undefined, readImageListRows);
    expect(train).toEqual({ found: false, path: missing, reason: 'missing' });
    mkdirSync(missing);
    expect((await lookAtImageList(missing, undefined, readImageListRows)).train).toMatchObject({
      ...{ found: false, reason: 'not a list' },
      detail: 'It is a folder. Name one of the lists in it.',
    });
  });
});
