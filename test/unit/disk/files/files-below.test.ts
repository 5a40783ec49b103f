import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { filesBelow } from '../../../../src/disk/files/files-below';
import { scratchFolder } from '../../../fixtures/scratch-folder';

vi.mock('node:fs/promises', { spy: true });

function folderOfTwo(): string {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'images'));
  writeFileSync(path.join(folder, 'plan.json'), '{}');
  writeFileSync(path.join(folder, 'images', 'part.parquet'), '');
  return folder;
}

describe('the files below a folder', () => {
  it('are those of all its folders', async () => {
    const folder = folderOfTwo();
    const names = (await filesBelow(folder)).map((file) => path.relative(folder, file)).sort();
    expect(names).toEqual([path.join('images', 'part.parquet'), 'plan.json']);
  });

  it('are found by Node 20.9 too, which names their folders otherwise', async () => {
    const folder = folderOfTwo();
    const entries = [{ name: 'part.parquet', path: path.join(folder, 'images'), isFile: () => true }];
    vi.mocked(readdir).mockResolvedValueOnce(entries as never);
    expect(await filesBelow(folder)).toEqual([path.join(folder, 'images', 'part.parquet')]);
  });

  it.skipIf(process.platform === 'win32')('are no links', async () => {
    const folder = scratchFolder();
    symlinkSync(folderOfTwo(), path.join(folder, 'link'));
    expect(await filesBelow(folder)).toEqual([]);
  });
});
