import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withPictureFiles } from '../../../../src/launch/runs/picture-files';

const pictures = [Uint8Array.of(1, 2), Uint8Array.of(3)];

it('pictures lie in a folder of their own, in their order, as long as they are worked on', async () => {
  let folder = '';
  const sizes = await withPictureFiles(pictures, async (files) => {
    folder = path.dirname(files[0] ?? '');
    // Windows knows no such modes; there the user's own temporary folder is the user's alone.
    const forOthers = process.platform === 'win32' ? 0 : statSync(folder).mode & 0o077;
    expect(forOthers).toBe(0);
    return files.map((file) => [...readFileSync(file)]);
  });
  expect(sizes).toEqual([[1, 2], [3]]);
  expect(existsSync(folder)).toBe(false);
});

it('they are removed also where the work fails', async () => {
  let folder = '';
  const work = async (files: readonly string[]) => {
    folder = path.dirname(files[0] ?? '');
    throw new Error('no model');
  };
  await expect(withPictureFiles(pictures, work)).rejects.toThrow('no model');
  expect([folder === '', existsSync(folder)]).toEqual([false, false]);
});

it('without pictures there is no folder', async () => {
  expect(await withPictureFiles([], async (files) => files)).toEqual([]);
});
