import { describe, expect, it } from 'vitest';
import type { FolderFacts } from '../../../src/design/dataset-facts';
import { splitFolders } from '../../../src/editor/commands/split-folders';

/** A folder of images as a scan finds it, from their paths. */
function scanned(...files: readonly string[]): FolderFacts {
  const names = [...new Set(files.map((file) => file.split('/')[0] ?? ''))].sort();
  const imagesOf = (name: string) =>
    files.filter((file) => file.startsWith(`${name}/`) && !file.endsWith('/'));
  const classes = names.map((name) => ({
    name,
    images: imagesOf(name).map((file) => ({ file, bytes: 100 })),
  }));
  return { path: '/data', classes, oddFiles: [], looseImages: 0 };
}

describe('folders of images that are split already', () => {
  it.each([
    [['train/cats/a.png', 'val/cats/b.png', 'test/cats/c.png'], { validation: 'val', test: 'test' }],
    [['train/cats/a.png', 'validation/cats/b.png'], { validation: 'validation' }],
    [['train/cats/a.png', 'test/cats/old/c.png', 'notes/'], { test: 'test' }],
    [['train/cats/a.png'], {}],
    [['train/cats/a.png', 'test/1.png', 'test/2.png'], {}],
  ])('%j', (files, others) => {
    expect(splitFolders(scanned(...files))).toEqual({ train: 'train', ...others });
  });

  it('keep the names that they have on the disk', () => {
    const found = splitFolders(scanned('Training/cats/a.png', 'VALID/cats/b.png', 'Testing/cats/c.png'));
    expect(found).toEqual({ train: 'Training', validation: 'VALID', test: 'Testing' });
  });

  it.each([
    [['cats/a.png', 'dogs/b.png']],
    // Pictures of trains, and of tests.
    [['train/a.png', 'test/b.png']],
    [['train/a.png', 'bus/b.png']],
    [['train/steam/a.png', 'bus/red/b.png']],
    [['val/cats/a.png', 'test/cats/b.png']],
    [['train/cats/a.png', 'training/cats/b.png']],
    [['train/cats/a.png', 'train/loose.png', 'val/cats/b.png']],
  ])('are no classes: not so %j', (files) => {
    expect(splitFolders(scanned(...files))).toBeUndefined();
  });
});
