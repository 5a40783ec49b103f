import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { checkImages } from '../../../../src/disk/images/image-check';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { writeSmallImages } from '../../../fixtures/small-images';

it('a check of images names unreadable ones and those on both sides of the split, in order', async () => {
  const folder = scratchFolder();
  await writeSmallImages(folder, 2, 'image check');
  const at = (name: string) => path.join(folder, ...name.split('/'));
  copyFileSync(at('red/red-0.png'), at('red/copy.png'));
  writeFileSync(at('red/broken.png'), 'no picture');
  writeFileSync(at('red/empty.png'), '');
  const image = (name: string, side: 'train' | 'validation' | 'test') => ({
    path: at(name),
    name,
    className: name.slice(0, name.indexOf('/')),
    side,
  });
  const images = [
    image('red/empty.png', 'test'),
    image('red/red-0.png', 'train'),
    image('red/broken.png', 'train'),
    image('blue/blue-0.png', 'train'),
    image('red/none.png', 'train'),
    image('red/copy.png', 'validation'),
  ];
  const told: number[] = [];
  const result = await checkImages({ images, size: [8, 8], resize: 'stretch' }, (done) => told.push(done));
  expect(result.checked).toBe(6);
  expect(result.unreadable.map(({ file }) => file)).toEqual([
    'red/empty.png',
    'red/broken.png',
    'red/none.png',
  ]);
  expect(result.unreadable.map(({ reason }) => reason)[0]).toBe('It is empty.');
  expect(result.copies.map(({ images: same }) => same.map(({ file, side }) => `${file} ${side}`))).toEqual([
    ['red/red-0.png train', 'red/copy.png validation'],
  ]);
  expect(result.strange).toEqual([]);
  expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  expect(result.untrained).toEqual([]);
});

it('a check of images names the classes none of whose training images can be read', async () => {
  const folder = scratchFolder();
  await writeSmallImages(folder, 1, 'image check');
  writeFileSync(path.join(folder, 'broken.png'), 'no picture');
  const good = path.join(folder, 'red', 'red-0.png');
  const image = (place: string, className: string, side: 'train' | 'validation') => ({
    ...{ path: place, name: place, className, side },
  });
  const images = [
    image(good, 'cat', 'train'),
    image(path.join(folder, 'broken.png'), 'cat', 'train'),
    image(path.join(folder, 'broken.png'), 'dog', 'train'),
    image(good, 'dog', 'validation'),
  ];
  const { untrained } = await checkImages({ images, size: [8, 8], resize: 'pad' }, () => {});
  expect(untrained).toEqual(['dog']);
});

it('a check of images tells of each damaged one its own kind, however many are decoded at once', async () => {
  const folder = scratchFolder();
  const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * index) % 251));
  const whole = () => sharp(noise, { raw: { width: 64, height: 64, channels: 3 } });
  const kinds = { PNG: await whole().png().toBuffer(), JPEG: await whole().jpeg().toBuffer() };
  const images = Array.from({ length: 20 }).flatMap((_, index) =>
    Object.entries(kinds).map(([kind, bytes]) => {
      const place = path.join(folder, `${kind}-${index}`);
      writeFileSync(place, bytes.subarray(0, bytes.length / 2));
      return { path: place, name: kind, className: 'cat', side: 'test' as const };
    }),
  );
  const { unreadable } = await checkImages({ images, size: [8, 8], resize: 'pad' }, () => {});
  expect(unreadable).toHaveLength(40);
  for (const { file, reason } of unreadable) expect(reason).toBe(`It is a damaged or unusual ${file}.`);
});

it('a check of no images at all finds nothing', async () => {
  const result = await checkImages({ images: [], size: [8, 8], resize: 'pad' }, () => {});
  expect(result).toEqual({ checked: 0, unreadable: [], strange: [], untrained: [], copies: [] });
});

it('a check of images names the same picture in several classes, and in another format on the other side', async () => {
  const folder = scratchFolder();
  await writeSmallImages(folder, 2, 'image check');
  const at = (name: string) => path.join(folder, ...name.split('/'));
  copyFileSync(at('red/red-0.png'), at('blue/mine.png'));
  await sharp(at('green/green-1.png')).webp({ lossless: true }).toFile(at('green/again.webp'));
  const image = (name: string, side: 'train' | 'test') => ({
    ...{ path: at(name), name, side },
    className: name.slice(0, name.indexOf('/')),
  });
  const images = [
    image('green/green-1.png', 'train'),
    image('green/green-0.png', 'train'),
    image('red/red-0.png', 'train'),
    image('red/red-1.png', 'train'),
    image('blue/mine.png', 'train'),
    image('green/again.webp', 'test'),
  ];
  const { copies } = await checkImages({ images, size: [8, 8], resize: 'stretch' }, () => {});
  expect(copies.map(({ same, contradictory }) => [same, contradictory])).toEqual([
    ['bytes', true],
    ['pixels', false],
  ]);
  expect(copies[0]?.images.map(({ file }) => file)).toEqual(['red/red-0.png', 'blue/mine.png']);
  expect(copies[1]?.images.map(({ file }) => file)).toEqual(['green/green-1.png', 'green/again.webp']);
});

it('a check of images names pictures whose values use a small part of their range', async () => {
  const folder = scratchFolder();
  const values = Uint16Array.from({ length: 64 }, (_, index) => index * 64);
  const place = path.join(folder, 'twelve.png');
  await sharp(values, { raw: { width: 8, height: 8, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(place);
  const images = [{ path: place, name: 'cat/twelve.png', className: 'cat', side: 'train' as const }];
  const { strange, unreadable } = await checkImages({ images, size: [8, 8], resize: 'stretch' }, () => {});
  expect(unreadable).toEqual([]);
  expect(strange).toEqual([
    { file: 'cat/twelve.png', concern: expect.stringContaining('the network sees it nearly black') },
  ]);
});
