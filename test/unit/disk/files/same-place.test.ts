import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isSameName, placeOf } from '../../../../src/disk/files/same-place';
import { temporaryFolder } from '../support/temporary-folder';

it.skipIf(process.platform === 'win32')(
  'a folder is one place by way of a link too, and so is what is not in it yet',
  () => {
    const folder = path.join(temporaryFolder(), 'pets');
    mkdirSync(path.join(folder, 'runs'), { recursive: true });
    const link = path.join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    expect(placeOf(link)).toBe(placeOf(folder));
    expect(placeOf(path.join(link, 'runs', '..', 'runs'))).toBe(placeOf(path.join(folder, 'runs')));
    expect(placeOf(path.join(link, 'runs', 'new'))).toBe(placeOf(path.join(folder, 'runs', 'new')));
    expect(placeOf(path.dirname(folder))).not.toBe(placeOf(folder));
  },
);

it('letters of another case are another place, but on Windows', () => {
  const folder = path.join(temporaryFolder(), 'nowhere', 'Pets');
  expect(placeOf(folder.toUpperCase(), 'win32')).toBe(placeOf(folder, 'win32'));
  expect(placeOf(`${folder}S`, 'linux')).not.toBe(placeOf(`${folder}s`, 'linux'));
  expect(isSameName('Transfer.yaml', 'transfer.yaml', 'win32')).toBe(true);
  expect(isSameName('Transfer.yaml', 'transfer.yaml', 'darwin')).toBe(true);
  expect(isSameName('Transfer.yaml', 'transfer.yaml', 'linux')).toBe(false);
});
