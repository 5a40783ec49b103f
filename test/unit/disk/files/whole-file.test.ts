import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { roomFor } from '../../../../src/disk/files/disk-full';
import { makeIgnoredFolder } from '../../../../src/disk/files/ignored-folder';
import { removeLeftovers, temporaryPath } from '../../../../src/disk/files/temporary-files';
import { writeFileWhole } from '../../../../src/disk/files/whole-file';
import { kill, printed, startScript } from '../support/child-process';
import { fillDisk } from '../support/full-disk';
import { temporaryFolder } from '../support/temporary-folder';

describe('writeFileWhole', () => {
  it('writes and replaces, and leaves nothing else', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    await writeFileWhole(file, 'one');
    await writeFileWhole(file, Uint8Array.from([50, 51]));
    expect(readFileSync(file, 'utf8')).toBe('23');
    expect(readdirSync(path.dirname(file))).toEqual(['a.json']);
  });

  it('keeps the old file where the disk is full', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    await writeFileWhole(file, 'old');
    await fillDisk(5);
    const error = await writeFileWhole(file, 'new and longer').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'disk-full' });
    expect(String(error)).toContain('14 B');
    // A run writes this code down as the reason of its failure.
    expect(error).toMatchObject({ code: 'disk-full' });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(path.dirname(file))).toEqual(['a.json']);
  });

  it('leaves nothing behind where the name can not be had', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'taken', 'full'), { recursive: true });
    await expect(writeFileWhole(path.join(folder, 'taken'), 'x')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    await expect(writeFileWhole(path.join(folder, 'no', 'folder'), 'x')).rejects.toThrow(/ENOENT/);
  });

  it('shows readers and whoever comes after a kill one whole file', async () => {
    const file = path.join(temporaryFolder(), 'a.txt');
    for (let round = 0; round < 3; round++) {
      const child = startScript('rewrite-file.ts', file);
      await printed(child);
      for (let look = 0; look < 30; look++) {
        const text = readFileSync(file, 'utf8');
        expect([text.length, new Set(text).size]).toEqual([300_000, 1]);
      }
      await kill(child);
      const text = readFileSync(file, 'utf8');
      expect([text.length, new Set(text).size]).toEqual([300_000, 1]);
    }
    await removeLeftovers(path.dirname(file));
    expect(readdirSync(path.dirname(file))).toEqual(['a.txt']);
  });
});

describe('removeLeftovers', () => {
  it('takes what the dead left, and what is a day old, and nothing of the living', async () => {
    const folder = temporaryFolder();
    const living = path.basename(temporaryPath(folder));
    const ofTheDead = living.replace(/-\d+-/, `-${2 ** 22 + 1}-`);
    const elsewhere = living.replace(/-[0-9a-f]{8}-/, '-00000000-');
    const oldElsewhere = elsewhere.replace(/.$/, (letter) => (letter === '0' ? '1' : '0'));
    for (const name of [living, ofTheDead, elsewhere, oldElsewhere, 'mine', '.writing-notes']) {
      writeFileSync(path.join(folder, name), 'x');
    }
    utimesSync(path.join(folder, oldElsewhere), 0, 0);
    utimesSync(path.join(folder, 'mine'), 0, 0);
    utimesSync(path.join(folder, '.writing-notes'), 0, 0);
    await removeLeftovers(folder);
    expect(readdirSync(folder).sort()).toEqual([living, elsewhere, 'mine', '.writing-notes'].sort());
    await removeLeftovers(path.join(folder, 'nowhere'));
  });
});

describe('makeIgnoredFolder', () => {
  it('puts the .gitignore at the top of .transfer, or into the folder itself', async () => {
    const project = temporaryFolder();
    await makeIgnoredFolder(path.join(project, '.transfer', 'graphs'));
    await makeIgnoredFolder(path.join(project, 'runs'));
    expect(readFileSync(path.join(project, '.transfer', '.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(path.join(project, '.transfer', 'graphs'))).toEqual([]);
    expect(readFileSync(path.join(project, 'runs', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps one that the user changed', async () => {
    const runs = path.join(temporaryFolder(), 'runs');
    await makeIgnoredFolder(runs);
    writeFileSync(path.join(runs, '.gitignore'), '!best\n');
    await makeIgnoredFolder(runs);
    expect(readFileSync(path.join(runs, '.gitignore'), 'utf8')).toBe('!best\n');
  });
});

describe('room on the disk', () => {
  it('is asked of the nearest folder that exists', async () => {
    const folder = path.join(temporaryFolder(), 'not', 'yet');
    const { enough, free } = await roomFor(folder, 1);
    expect([enough, free > 0]).toEqual([true, true]);
    expect((await roomFor(folder, free + 1)).enough).toBe(false);
  });
});
