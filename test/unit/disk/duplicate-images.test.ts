import { expect, it } from 'vitest';
import { findDuplicates } from '../../../src/disk/duplicate-images';

it('finds identical images on different sides, and only those', () => {
  const found = findDuplicates([
    { file: 'cats/a.jpg', sha256: '1', side: 'train' },
    { file: 'cats/copy-of-a.jpg', sha256: '1', side: 'train' },
    { file: 'cats/b.jpg', sha256: '2', side: 'train' },
    { file: 'dogs/b.jpg', sha256: '2', side: 'validation' },
    { file: 'cats/c.jpg', sha256: '3', side: 'validation' },
    { file: 'test/c.jpg', sha256: '3', side: 'test' },
    { file: 'test/c-again.jpg', sha256: '3', side: 'test' },
    { file: 'test/d.jpg', sha256: '4', side: 'test' },
  ]);
  expect(found).toEqual([
    {
      sha256: '2',
      images: [
        { file: 'cats/b.jpg', side: 'train' },
        { file: 'dogs/b.jpg', side: 'validation' },
      ],
    },
    {
      sha256: '3',
      images: [
        { file: 'cats/c.jpg', side: 'validation' },
        { file: 'test/c.jpg', side: 'test' },
        { file: 'test/c-again.jpg', side: 'test' },
      ],
    },
  ]);
  expect(findDuplicates([])).toEqual([]);
});
