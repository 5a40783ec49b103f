import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { checkImages } from '../../../src/disk/image-check';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { writeSmallImages } from '../../fixtures/small-images';

it('names unreadable images and those on both sides of the split, in order', async () => {
  const folder = scratchFolder();
  await writeSmallImages(folder, 2, 'image check');
  const at = (name: string) => path.join(folder, ...name.split('/'));
  copyFileSync(at('red/red-0.png'), at('red/copy.png'));
  writeFileSync(at('red/broken.png'), 'no picture');
  writeFileSync(at('red/empty.png'), '');
  const image = (name: string, side: 'train' | 'validation' | 'test') => ({ path: at(name), name, side });
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
  expect(result.duplicates.map(({ images: same }) => same)).toEqual([
    [
      { file: 'red/red-0.png', side: 'train' },
      { file: 'red/copy.png', side: 'validation' },
    ],
  ]);
  expect(told).toEqual([1, 2, 3, 4, 5, 6]);
});

it('bears no images at all', async () => {
  const result = await checkImages({ images: [], size: [8, 8], resize: 'pad' }, () => {});
  expect(result).toEqual({ checked: 0, unreadable: [], duplicates: [] });
});
