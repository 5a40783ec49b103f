import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DatasetConfig } from '../../../../src/design/config';
import { type FetchStep, fetchCopy } from '../../../../src/disk/bucket/fetch-copy';
import { CopiedImages, imageCopy, readCopyState } from '../../../../src/disk/bucket/image-copy';
import { readImageListRows } from '../../../../src/disk/images/image-list-rows';
import { lookAtImages } from '../../../../src/launch/project/look-at-images';
import { type PlayedBucket, playedBucket, refuse } from '../../../fixtures/played-bucket';
import { temporaryFolder } from '../support/temporary-folder';

const named = 's3://bucket/sets/pets';

let project: string;
let played: PlayedBucket;
beforeEach(async () => {
  project = temporaryFolder();
  played = await playedBucket(
    { 'sets/pets/cats/1.png': 'one', 'sets/pets/cats/2.png': 'two', 'sets/pets/dogs/3.png': 'three' },
    { pageSize: 2 },
  );
  onTestFinished(() => played.close());
  for (const [name, value] of Object.entries(played.environment)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const fetched = (what = named, tell: (step: FetchStep) => void = () => {}) => fetchCopy(project, what, tell);
const got = () =>
  played.asked.filter(({ method, key }) => method === 'GET' && key !== '').map(({ key }) => key);
const look = (dataset: DatasetConfig = { path: named }) =>
  lookAtImages(dataset, project, { readList: readImageListRows });

/** The files below a folder, with what is in them. */
function contents(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = names.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    files.map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

function writeList(
  columns: Readonly<Record<string, readonly (string | number)[]>>,
  name = 'list.parquet',
): Buffer {
  const bytes = Buffer.from(
    parquetWriteBuffer({
      columnData: Object.entries(columns).map(([key, data]) => ({ name: key, data: [...data] })),
    }),
  );
  writeFileSync(path.join(project, name), bytes);
  return bytes;
}

describe("the copy of a bucket's images", () => {
  it('is what stands below the address, and takes its place', async () => {
    expect(await look()).toEqual({ train: { found: false, path: named, reason: 'not fetched' } });
    const steps: FetchStep[] = [];
    expect(await fetched(`${named}/`, (step) => steps.push(step))).toMatchObject({
      images: 3,
      bytes: 11,
      fetched: 3,
      removed: 0,
    });
    const { images } = imageCopy(project, named);
    expect(contents(images)).toEqual({ 'cats/1.png': 'one', 'cats/2.png': 'two', 'dogs/3.png': 'three' });
    expect(steps.at(-1)).toMatchObject({ images: 3, ofImages: 3, bytes: 11, ofBytes: 11 });
    const { train } = (await look()) ?? {};
    expect(train).toMatchObject({ found: true, facts: { path: images, copyOf: named } });
    expect(await new CopiedImages().addressOf(path.join(images, 'cats', '1.png'))).toBe(
      `${named}/cats/1.png`,
    );
    expect(await new CopiedImages().addressOf(path.join(project, 'cats', '1.png'))).toBeUndefined();
    expect(readFileSync(path.join(project, '.transfer', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('follows the bucket: what has changed comes again, what is gone goes, and the rest is left alone', async () => {
    await fetched();
    expect(await fetched()).toMatchObject({ images: 3, fetched: 0, removed: 0 });
    played.asked.length = 0;
    played.objects.set('sets/pets/cats/2.png', Buffer.from('owt'));
    played.objects.set('sets/pets/birds/4.png', Buffer.from('four'));
    played.objects.delete('sets/pets/dogs/3.png');
    const { images } = imageCopy(project, named);
    writeFileSync(path.join(images, 'cats', '1.png'), 'somebody was here');
    writeFileSync(path.join(images, 'cats', '9.png'), 'and left this');
    expect(await fetched()).toMatchObject({ images: 3, fetched: 3, removed: 2 });
    expect(contents(images)).toEqual({ 'birds/4.png': 'four', 'cats/1.png': 'one', 'cats/2.png': 'owt' });
    expect(got().sort()).toEqual(['birds/4', 'cats/1', 'cats/2'].map((name) => `sets/pets/${name}.png`));
  });

  it('that broke off counts as none, and is gone on with where it broke off', async () => {
    played.instead = ({ key }, response) => {
      if (!key.endsWith('3.png')) return false;
      refuse(response, 403, 'AccessDenied');
      return true;
    };
    await expect(fetched()).rejects.toMatchObject({ code: 'bucket-refused' });
    const copy = imageCopy(project, named);
    expect(await readCopyState(copy)).toMatchObject({ isWhole: false });
    expect(contents(copy.images)).toEqual({ 'cats/1.png': 'one', 'cats/2.png': 'two' });
    expect(await look()).toMatchObject({ train: { reason: 'not fetched' } });
    // What a process that is killed leaves.
    writeFileSync(copy.objects, `${readFileSync(copy.objects, 'utf8')}["cats/2.p`);
    played.instead = () => false;
    played.asked.length = 0;
    expect(await fetched()).toMatchObject({ images: 3, fetched: 1 });
    expect(got()).toEqual(['sets/pets/dogs/3.png']);
    expect(await look()).toMatchObject({ train: { found: true } });
  });

  it('is whole by the word of one process alone, where two fetch at once', async () => {
    let other: ReturnType<typeof fetched> | undefined;
    played.instead = async ({ key }) => {
      if (!key.endsWith('3.png') || other !== undefined) return false;
      other = fetched();
      await other;
      return false;
    };
    await expect(fetched()).rejects.toThrow(/being fetched by another process too/);
    expect(await other).toMatchObject({ images: 3 });
    expect(await readCopyState(imageCopy(project, named))).toMatchObject({ isWhole: true });
  });

  it('stays as it is where nothing is found in the bucket, which is nobody’s wish', async () => {
    await fetched();
    played.objects.clear();
    await expect(fetched()).rejects.toMatchObject({
      code: 'bucket-missing',
      message: expect.stringContaining(named),
    });
    expect(await look()).toMatchObject({ train: { found: true } });
    expect(await lookAtImages({ path: named }, project, { bucketProblem: 'No network.' })).toMatchObject({
      notCompared: 'No network.',
    });
  });

  it('holds nothing that names lead elsewhere, and says what was left out', async () => {
    for (const name of [
      '../../../outside.png',
      '/root.png',
      'cats/a\\..\\5.png',
      'cats/',
      'cats/1.png/6.png',
      'labels.csv',
    ])
      played.objects.set(`sets/pets/${name}`, Buffer.from('hostile'));
    const copy = await fetched();
    expect(copy).toMatchObject({ images: 3, fetched: 3 });
    expect(copy?.leftOut).toEqual([
      { reason: 'name', count: 3, example: '../../../outside.png' },
      { reason: 'clash', count: 1, example: 'cats/1.png/6.png' },
      { reason: 'no picture', count: 1, example: 'labels.csv' },
    ]);
    const { folder } = imageCopy(project, named);
    expect(Object.keys(contents(project)).filter((file) => file.endsWith('.png'))).toHaveLength(3);
    expect(Object.values(contents(folder)).join()).not.toContain('hostile');
  });

  it('is not written through a link that came with the project', async () => {
    const { images } = imageCopy(project, named);
    const elsewhere = temporaryFolder();
    mkdirSync(images, { recursive: true });
    symlinkSync(elsewhere, path.join(images, 'cats'));
    await fetched();
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(Object.keys(contents(images))).toHaveLength(3);
  });

  it('is not begun where the disk has no room for what is still to come', async () => {
    played.instead = ({ key }, response) => {
      if (key !== '') return false;
      const contents =
        '<Contents><Key>sets/pets/cats/1.png</Key><Size>9000000000000000</Size><ETag>"a"</ETag></Contents>';
      response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
      return true;
    };
    await expect(fetched()).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining(`1 image is still to be fetched of ${named}, `),
    });
    expect(got()).toEqual([]);
  });

  it('needs an address that can be one', async () => {
    await expect(fetched('s3://')).rejects.toThrow('names no bucket');
    expect(await look({ path: 's3://user:word@bucket/x' })).toMatchObject({
      train: { reason: 'not fetched', detail: expect.stringContaining('has a name or a password in it') },
    });
    expect(played.asked).toEqual([]);
  });
});

describe('the copy of what a list names in buckets', () => {
  const rows = {
    uri: [
      's3://bucket/sets/pets/cats/1.png',
      's3://bucket/sets/pets/dogs/3.png',
      'here.png',
      's3://bucket/gone.png',
    ],
    label: [0, 1, 1, 0],
    side: ['train', 'train', 'validation', 'train'],
  };

  it('is a list of files here, of the same classes and sides', async () => {
    writeList(rows);
    writeFileSync(path.join(project, 'here.png'), 'here');
    const dataset = { path: 'list.parquet', classes: ['cats', 'dogs'] };
    const list = path.join(project, 'list.parquet');
    expect(await look(dataset)).toMatchObject({ train: { found: false, path: list, reason: 'not fetched' } });
    expect(await fetched('list.parquet')).toMatchObject({ images: 2, fetched: 2 });
    const copy = imageCopy(project, 'list.parquet');
    expect(await look(dataset)).toMatchObject({
      train: {
        facts: {
          ...{ path: copy.place, copyOf: list },
          classes: [
            { name: 'cats', images: [{ file: 'images/bucket/sets/pets/cats/1.png', bytes: 3 }] },
            { name: 'dogs', images: [{ file: 'images/bucket/sets/pets/dogs/3.png', bytes: 5 }] },
          ],
          oddFiles: [{ file: 'images/bucket/gone.png', reason: 'missing' }],
        },
      },
      validation: {
        facts: { classes: [{ name: 'dogs', images: [{ file: '../../../here.png', bytes: 4 }] }] },
      },
    });
    const image = path.join(copy.images, 'bucket', 'sets', 'pets', 'cats', '1.png');
    expect(await new CopiedImages().addressOf(image)).toBe('s3://bucket/sets/pets/cats/1.png');
    writeList({ ...rows, label: [1, 1, 1, 1] });
    expect(await look(dataset)).toMatchObject({ train: { reason: 'not fetched' } });
  });

  it('is made of a list that lies in a bucket itself, from where its names lead', async () => {
    played.objects.set(
      'sets/all.parquet',
      writeList({ uri: ['pets/cats/1.png', './pets/dogs/3.png'], class: ['c', 'd'] }),
    );
    const inBucket = 's3://bucket/sets/all.parquet';
    expect(await look({ path: inBucket })).toMatchObject({
      train: { reason: 'not fetched', path: inBucket },
    });
    expect(await fetched(inBucket)).toMatchObject({ images: 2 });
    expect(await look({ path: inBucket })).toMatchObject({
      train: { facts: { classes: [{ name: 'c' }, { name: 'd' }] } },
    });
  });

  it('is none where a list names nothing in buckets', async () => {
    writeList({ uri: ['a.png'], class: ['a'] });
    expect(await fetched('list.parquet')).toBeUndefined();
    expect(existsSync(path.join(project, '.transfer'))).toBe(false);
    expect(played.asked).toEqual([]);
  });

  it('asks for each object where the bucket may not be listed', async () => {
    played.instead = ({ key }, response) => {
      if (key === '') refuse(response, 403, 'AccessDenied');
      return key === '';
    };
    writeList({ uri: rows.uri, class: ['a', 'b', 'b', 'a'] });
    expect(await fetched('list.parquet')).toMatchObject({ images: 2, fetched: 2 });
  });
});
