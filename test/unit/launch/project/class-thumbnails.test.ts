import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  ClassThumbnails,
  type Thumbnail,
  type ThumbnailOptions,
} from '../../../../src/launch/project/class-thumbnails';
import { filesIn } from '../../../fixtures/folder-facts';
import { scratchFolder } from '../../../fixtures/scratch-folder';

/** Tells of each image that it is begun and what it is; `answer` is the code of a function of its name. */
const processThat = (answer: string) => `
const { appendFileSync } = require('node:fs');
const tell = (one) => process.stdout.write(JSON.stringify(one) + '\\n');
let text = '';
process.stdin.on('data', (piece) => { text += piece; }).on('end', () => {
  const { files, edge } = JSON.parse(text);
  appendFileSync(__dirname + '/asked', files.length + ' of ' + edge + '\\n');
  const answer = ${answer};
  files.forEach((file, index) => {
    tell({ index, begun: true });
    const told = answer(file);
    if (told) tell({ index, ...told });
  });
});
setTimeout(() => {}, 30);
`;
const good = `() => ({ jpeg: 'AAAA' })`;
const picture = 'data:image/jpeg;base64,AAAA';

function project(files: readonly string[], answer = good, options: Partial<ThumbnailOptions> = {}) {
  const root = scratchFolder();
  const bundles = path.join(root, 'dist');
  mkdirSync(bundles);
  writeFileSync(path.join(bundles, 'thumbnails.js'), processThat(answer));
  const images = path.join(root, 'images');
  for (const file of files) {
    const place = path.join(images, ...file.split('/'));
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, 'as it was');
  }
  const node = { path: process.execPath, version: process.versions.node, environment: {} };
  const thumbnails = new ClassThumbnails({
    installation: { root, bundles },
    node: async () => node,
    mayDecode: () => true,
    ...options,
  });
  const dataset = { train: { found: true as const, facts: filesIn(images, files) } };
  const asked = () => readFileSync(path.join(bundles, 'asked'), 'utf8').trim().split('\n');
  return { thumbnails, dataset, asked, images };
}

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}/${String(index).padStart(3, '0')}.jpg`);
const addresses = (all: readonly Thumbnail[] | undefined) => all?.map(({ address }) => address);

describe('the thumbnails of a class', () => {
  it('are a few of its images, taken evenly', async () => {
    const { thumbnails, dataset, asked } = project([...many('cats', 100), ...many('dogs', 2)]);
    const found = await thumbnails.of(dataset, ['cats', 'dogs', 'birds']);
    expect([...found.keys()]).toEqual(['cats', 'dogs']);
    expect(found.get('cats')).toEqual(
      ['000', '025', '050', '075'].map((name) => ({
        file: `cats/${name}.jpg`,
        address: picture,
        reason: null,
      })),
    );
    expect(found.get('dogs')).toHaveLength(2);
    expect(asked()).toEqual(['6 of 112']);
  });

  it('are told as soon as each class is done', async () => {
    const { thumbnails, dataset } = project([...many('cats', 3), ...many('dogs', 3)]);
    const told: string[] = [];
    await thumbnails.of(dataset, ['dogs', 'cats'], {
      onClass: (name, all) => told.push(`${name} ${all.length}`),
    });
    expect(told).toEqual(['cats 3', 'dogs 3']);
  });

  it('are at most of 64 classes', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `class${index}`);
    const { thumbnails, dataset } = project(names.flatMap((name) => many(name, 1)));
    expect((await thumbnails.of(dataset, names)).size).toBe(64);
  });

  it('are none where nothing may be decoded', async () => {
    const { thumbnails, dataset, asked } = project(many('cats', 3), good, { mayDecode: () => false });
    expect((await thumbnails.of(dataset, ['cats'])).size).toBe(0);
    expect(asked).toThrow();
  });

  it('are made once, and again of a file that was changed', async () => {
    const { thumbnails, dataset, asked, images } = project(many('cats', 2));
    const now = () => thumbnails.of(dataset, ['cats']);
    // As if they had been written long ago.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2100-01-01') });
    onTestFinished(() => void vi.useRealTimers());
    await Promise.all([now(), now()]);
    await now();
    expect(asked()).toEqual(['2 of 112']);
    writeFileSync(path.join(images, 'cats', '001.jpg'), 'changed');
    utimesSync(path.join(images, 'cats', '001.jpg'), 1, 1);
    await now();
    expect(asked()).toEqual(['2 of 112', '1 of 112']);
  });

  it('come of all but the image that ends the process', async () => {
    const { thumbnails, dataset } = project(
      many('cats', 4),
      `(file) => { if (file.endsWith('001.jpg')) process.exit(1); return { jpeg: 'AAAA' }; }`,
    );
    const found = (await thumbnails.of(dataset, ['cats'])).get('cats');
    expect(addresses(found)).toEqual([picture, null, picture, picture]);
    expect(found?.[1]?.reason).toBe('Decoding it ends the process.');
  });

  it('come of all but the image that takes for ever', async () => {
    const { thumbnails, dataset } = project(
      many('cats', 3),
      `(file) => { if (file.endsWith('000.jpg')) for (;;); return { jpeg: 'AAAA' }; }`,
      { silence: 1_500 },
    );
    const found = (await thumbnails.of(dataset, ['cats'])).get('cats');
    expect(addresses(found)).toEqual([null, picture, picture]);
    expect(found?.[0]?.reason).toBe('Decoding it takes too long.');
  });

  it('are no other addresses than those of small pictures, whatever the process says', async () => {
    const answers = ['"AAAA\\" onerror=\\"x"', '"A".repeat(100000)', '7', '""'];
    const { thumbnails, dataset } = project(
      many('cats', 4),
      `(file) => ({ jpeg: [${answers.join(', ')}][Number(file.slice(-5, -4))] })`,
    );
    const found = (await thumbnails.of(dataset, ['cats'])).get('cats');
    expect(addresses(found)).toEqual([null, null, null, null]);
  });

  it('say where there is no process at all that they could not be made', async () => {
    const { thumbnails, dataset } = project(many('cats', 1), good, {
      installation: { root: '/none', bundles: '/none' },
    });
    const found = (await thumbnails.of(dataset, ['cats'])).get('cats');
    expect(found?.[0]?.reason).toBe('It could not be decoded in time.');
  });

  it('end with whoever asked for them', async () => {
    const { thumbnails, dataset } = project(
      [...many('cats', 1), ...many('dogs', 1)],
      `(file) => { if (file.includes('dogs')) for (;;); return { jpeg: 'AAAA' }; }`,
    );
    const stop = new AbortController();
    const onClass = () => stop.abort(new Error('closed'));
    const found = thumbnails.of(dataset, ['cats', 'dogs'], { signal: stop.signal, onClass });
    await expect(found).rejects.toThrow('closed');
  });
});
