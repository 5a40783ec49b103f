import { describe, expect, it } from 'vitest';
import { folderLayout } from '../../../../src/design/images/folder-layouts';
import { filesIn } from '../../../fixtures/folder-facts';
import { afterFix, designed } from '../support/designed';

const layoutOf = (...files: readonly string[]) => folderLayout(filesIn('/data', files));

describe('folders of images that are split already', () => {
  it.each([
    [['train/cats/a.png', 'val/cats/b.png', 'test/cats/c.png'], { validation: 'val', test: 'test' }],
    [['train/cats/a.png', 'validation/cats/b.png'], { validation: 'validation' }],
    [['train/cats/a.png', 'test/cats/old/c.png', 'notes/'], { test: 'test' }],
    [['train/cats/a.png'], {}],
    [['train/cats/a.png', 'test/1.png', 'test/2.png'], {}],
    [
      ['train/cats/a.png', 'valid_set/cats/b.png', 'test-images/cats/c.png'],
      { validation: 'valid_set', test: 'test-images' },
    ],
    [['train/cats/a.png', 'dev/cats/b.png', 'TestSet/cats/c.png'], { validation: 'dev', test: 'TestSet' }],
  ])('%j', (files, others) => {
    expect(layoutOf(...files)).toEqual({ kind: 'split', train: 'train', ...others });
  });

  it('keep the names that they have on the disk', () => {
    const found = layoutOf('Training/cats/a.png', 'VALID/cats/b.png', 'Testing/cats/c.png');
    expect(found).toEqual({ kind: 'split', train: 'Training', validation: 'VALID', test: 'Testing' });
  });

  it('may lie deeper', () => {
    const found = layoutOf('archive/pets/train/cats/a.png', 'archive/pets/test/cats/b.png');
    expect(found).toEqual({ kind: 'split', train: 'archive/pets/train', test: 'archive/pets/test' });
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
    expect(layoutOf(...files)).toBeUndefined();
  });
});

describe('classes that lie deeper', () => {
  it.each([
    [['dataset/cats/a.png', 'dataset/dogs/b.png'], 'dataset', ['cats', 'dogs']],
    [['a/b/cats/a.png', 'a/b/dogs/old/b.png', 'empty/'], 'a/b', ['cats', 'dogs']],
  ])('%j', (files, path, classes) => {
    expect(layoutOf(...files)).toEqual({ kind: 'deeper', path, classes });
  });

  it.each([
    [['dataset/cats/a.png']],
    [['dataset/cats/a.png', 'dataset/a.png']],
    [['cats/a.png', 'cats/b.png']],
  ])('not so %j', (files) => {
    expect(layoutOf(...files)).toBeUndefined();
  });
});

describe('folders in the folders of classes', () => {
  it('that split each class are known', () => {
    expect(layoutOf('cats/train/a', 'cats/val/b', 'dogs/train/c', 'dogs/val/d')).toEqual({
      kind: 'split inside classes',
      parts: ['train', 'val'],
    });
  });

  it('may be the classes', () => {
    expect(layoutOf('pets/cats/a', 'pets/dogs/b', 'cars/red/c', 'cars/blue/d')).toEqual({
      kind: 'nested',
      classes: ['red', 'blue', 'cats', 'dogs'],
    });
  });

  it.each([
    [['cats/2023/a', 'cats/2024/b', 'dogs/2023/c', 'dogs/2024/d']],
    [['cats/01/a', 'cats/02/b', 'dogs/03/c', 'dogs/04/d']],
    [['cats/cam1/a', 'cats/cam2/b', 'dogs/cam1/c', 'dogs/cam2/d']],
    [['cats/old/a', 'dogs/b']],
  ])('are mostly a matter of order: %j', (files) => {
    expect(layoutOf(...files)).toBeUndefined();
  });
});

describe('a table beside images that lie together', () => {
  const facts = filesIn('/data', ['all/1.png', 'all/2.png']);
  it.each([
    [
      { ...facts, tables: ['../labels.csv'] },
      { kind: 'table', table: '../labels.csv', images: 2 },
    ],
    [
      { ...facts, classes: [], looseImages: 3, tables: ['a.csv'] },
      { kind: 'table', table: 'a.csv', images: 3 },
    ],
    [{ ...facts, tables: [] }, undefined],
    [{ ...filesIn('/data', ['cats/1.png', 'dogs/2.png']), tables: ['a.csv'] }, undefined],
    [
      { ...filesIn('/data', ['d/cats/1.png', 'd/dogs/2.png']), tables: ['a.csv'] },
      { kind: 'deeper', path: 'd', classes: ['cats', 'dogs'] },
    ],
  ])('%#', (known, layout) => {
    expect(folderLayout(known)).toEqual(layout);
  });
});

describe('the lines to write', () => {
  const split = {
    train: {
      found: true as const,
      facts: filesIn('/data', ['train/cats/a.png', 'val/cats/b.png', 'test/cats/c.png']),
    },
  };

  it.each([
    [
      'dataset:\n  path: ./data/  # mine\n  similarity: similar\n',
      'dataset:\n  path: ./data/train  # mine\n  validation: ./data/val\n  test: ./data/test\n  similarity: similar\n',
    ],
    ['dataset: { path: data, validation: 0.1 }\n', 'dataset: { path: data/train, validation: data/val'],
    ['dataset:\n  path: .\n', 'dataset:\n  path: train\n'],
    ['dataset:\n  path: /\n', 'dataset:\n  path: /train\n'],
  ])('%j', (text, beginning) => {
    const file = `base: demo\n${text}`;
    const problem = designed(file, { dataset: split }).problems.find(
      ({ code }) => code === 'folders-are-split',
    );
    const [fix] = problem?.fixes ?? [];
    const after = fix ? afterFix(file, fix) : '';
    expect(after.slice('base: demo\n'.length).startsWith(beginning), after).toBe(true);
    expect(after).toMatch(/test: .*\btest\b/);
    expect(after).toMatch(/validation: .*\bval\b/);
  });

  it('are the only thing that is said of such folders', () => {
    const codes = designed('base: demo\ndataset: { path: data }\n', { dataset: split }).problems.map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['folders-are-split']);
  });

  it('are not offered to who lists the folders as classes', () => {
    const file = 'base: demo\ndataset: { path: data, classes: [train, val, test] }\n';
    expect(designed(file, { dataset: split }).problems.map(({ code }) => code)).not.toContain(
      'folders-are-split',
    );
  });
});
