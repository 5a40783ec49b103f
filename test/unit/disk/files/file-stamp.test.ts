import { renameSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { stampOf, tellsChangesSince } from '../../../../src/disk/files/file-stamp';
import { nextTickOfDisk } from '../../../fixtures/disk-clock';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const past = new Date('2020-02-02T02:02:02Z');
let folder: string;
let file: string;

beforeEach(async () => {
  folder = scratchFolder();
  file = path.join(folder, 'weights.bin');
  writeFileSync(file, 'weights');
  utimesSync(file, past, past);
  await nextTickOfDisk(file);
});

it('the stamp of files stays while nothing happens to them', async () => {
  const stamp = await stampOf([folder, file]);
  writeFileSync(path.join(scratchFolder(), 'another'), 'file');
  expect(await stampOf([folder, file])).toEqual(stamp);
});

it.each<[string, () => void]>([
  [
    'holds something else, with the same size and its time set back',
    () => {
      writeFileSync(file, 'WEIGHTS');
      utimesSync(file, past, past);
    },
  ],
  [
    'was replaced by one of the same size and time',
    () => {
      const other = path.join(folder, 'other');
      writeFileSync(other, 'WEIGHTS');
      utimesSync(other, past, past);
      renameSync(other, file);
    },
  ],
  [
    'became a link to another',
    () => {
      const other = path.join(scratchFolder(), 'other');
      writeFileSync(other, 'WEIGHTS');
      utimesSync(other, past, past);
      unlinkSync(file);
      symlinkSync(other, file);
    },
  ],
])('the stamp of a file is another where it %s', async (_, change) => {
  const { text } = await stampOf([file]);
  change();
  expect((await stampOf([file])).text).not.toBe(text);
});

it('the stamp of a folder is another where a file was put into it', async () => {
  const { text } = await stampOf([folder]);
  writeFileSync(path.join(folder, 'model.json'), '{}');
  expect((await stampOf([folder])).text).not.toBe(text);
});

it('a stamp counts the time that nobody can set back', async () => {
  expect((await stampOf([file])).changed).toBeGreaterThan(past.getTime() + 1000);
  const future = new Date('2120-02-02T02:02:02Z');
  utimesSync(file, future, future);
  expect((await stampOf([file])).changed).toBe(future.getTime());
});

it.each([
  [-5000, true],
  [-2001, true],
  [-2000, false],
  [0, false],
  [5000, false],
])('files that were changed %i ms after they began to be read are known again: %s', (after, isKnown) => {
  const time = 1_700_000_000_000;
  expect(tellsChangesSince({ text: '', changed: time + after }, time)).toBe(isKnown);
});

it('a file that is gone has no stamp', async () => {
  await expect(stampOf([path.join(folder, 'gone')])).rejects.toThrow('ENOENT');
});
