import { describe, expect, it } from 'vitest';
import {
  canBeFile,
  FileNames,
  filesOfObjects,
  isPassedOver,
  LeftOutCounts,
} from '../../../../src/disk/bucket/object-names';

const chosen = (files: readonly string[], isCaseless = false) => {
  const leftOut = new LeftOutCounts();
  const taken = filesOfObjects(
    files.map((file) => ({ file })),
    new FileNames(isCaseless),
    leftOut,
  );
  return { taken: taken.map(({ file }) => file), leftOut: leftOut.all };
};

describe('the name of an object', () => {
  it.each([
    '../a.png',
    'cats/../../a.png',
    './a.png',
    '/etc/a.png',
    'cats//a.png',
    'cats\\a.png',
    'C:\\a.png',
    'a\0.png',
    'a\n.png',
    'a\ud800.png',
    `${'a'.repeat(252)}.png`,
    '..',
  ])('such as %j is never that of a file of the copy', (name) => {
    expect(canBeFile(name, 'linux')).toBe(false);
    expect(canBeFile(name, 'win32')).toBe(false);
  });

  it.each([
    'CON.png',
    'cats/nul',
    'com1.tar.png',
    'a.png:stream',
    'C:/a.png',
    'cats./a.png',
    'cats /a.png',
    'a?.png',
  ])('such as %j is one but on Windows, which takes it for something else', (name) => {
    expect(canBeFile(name, 'linux')).toBe(true);
    expect(canBeFile(name, 'win32')).toBe(false);
  });

  it.each(['cats/a.png', 'ä/…/猫 1+%2e.png', 'console/a.png', '...a.png'])(
    'such as %j is one everywhere',
    (name) => {
      expect(canBeFile(name, 'linux')).toBe(true);
      expect(canBeFile(name, 'win32')).toBe(true);
    },
  );

  it('that differs from another by its case alone is left out where the disk takes both for one', () => {
    const files = ['cats/a.png', 'cats/A.png', 'Cats/b.png', 'a\u0308/c.png', 'ä/c.png'];
    expect(chosen(files).taken).toHaveLength(5);
    expect(chosen(files, true)).toEqual({
      taken: ['Cats/b.png', 'a\u0308/c.png'],
      leftOut: [{ reason: 'clash', count: 3, example: 'cats/A.png' }],
    });
  });

  it('that is both a file and a folder is the file', () => {
    expect(chosen(['a.png/b.png', 'a.png', 'c/a.png'])).toEqual({
      taken: ['a.png', 'c/a.png'],
      leftOut: [{ reason: 'clash', count: 1, example: 'a.png/b.png' }],
    });
  });

  it('says whether it is a picture, and those of systems and of folders are passed over', () => {
    expect(chosen(['a/labels.csv', 'a/1.heic', 'a/2.PNG', 'a/../3.png'])).toEqual({
      taken: ['a/2.PNG'],
      leftOut: [
        { reason: 'name', count: 1, example: 'a/../3.png' },
        { reason: 'format', count: 1, example: 'a/1.heic' },
        { reason: 'no picture', count: 1, example: 'a/labels.csv' },
      ],
    });
    const passed = [
      '',
      'cats/',
      '.hidden/a.png',
      'cats/.DS_Store',
      'cats/Thumbs.db',
      '../a.png',
      'cats/a.png',
    ];
    expect(passed.filter(isPassedOver)).toEqual(passed.slice(0, 5));
  });
});
