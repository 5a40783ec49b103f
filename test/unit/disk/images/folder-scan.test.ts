import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderFacts } from '../../../../src/design/dataset-facts';
import { scanFolder } from '../../../../src/disk/images/folder-scan';
import { printed, startScript } from '../support/child-process';
import { temporaryFolder } from '../support/temporary-folder';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

async function factsOf(folder: string): Promise<FolderFacts> {
  const look = await scanFolder(folder);
  if (!look.found) throw new Error(look.reason);
  return look.facts;
}

function classesOf(facts: FolderFacts): Record<string, string[]> {
  return Object.fromEntries(facts.classes.map(({ name, images }) => [name, images.map(({ file }) => file)]));
}

describe('scanFolder', () => {
  it('takes the folders as classes, sorted, with names and sizes', async () => {
    const folder = folderOf({ 'b/2.png': 'xx', 'b/10.png': 'x', 'B/1.JPG': 'xxx', 'a/1.webp': 'x' });
    mkdirSync(path.join(folder, 'empty'));
    const facts = await factsOf(folder);
    expect(facts).toEqual({
      path: folder,
      classes: [
        { name: 'B', images: [{ file: 'B/1.JPG', bytes: 3 }] },
        { name: 'a', images: [{ file: 'a/1.webp', bytes: 1 }] },
        {
          name: 'b',
          images: [
            { file: 'b/10.png', bytes: 1 },
            { file: 'b/2.png', bytes: 2 },
          ],
        },
        { name: 'empty', images: [] },
      ],
      oddFiles: [],
      looseImages: 0,
    });
  });

  it('counts what lies deeper to the class', async () => {
    const folder = folderOf({ 'cats/2024/may/a.jpg': 'x', 'cats/b.jpg': 'x' });
    expect(classesOf(await factsOf(folder))).toEqual({ cats: ['cats/2024/may/a.jpg', 'cats/b.jpg'] });
  });

  it('passes over hidden files and what systems leave about', async () => {
    const folder = folderOf({
      '.git/x.jpg': 'x',
      '__MACOSX/x.jpg': 'x',
      'cats/.DS_Store': 'x',
      'cats/Thumbs.db': 'x',
      'cats/desktop.ini': 'x',
      'cats/.hidden.jpg': 'x',
      '@eaDir/x.jpg': 'x',
      'cats/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg': 'x',
      '$RECYCLE.BIN/$R1.jpg': 'x',
      'System Volume Information/x.jpg': 'x',
      'lost+found/x.jpg': 'x',
      '#recycle/x.jpg': 'x',
      '.ipynb_checkpoints/x.jpg': 'x',
      'cats/.thumbnails/x.jpg': 'x',
      '__pycache__/x.jpg': 'x',
      'cats/a.jpg': 'x',
    });
    const facts = await factsOf(folder);
    expect(classesOf(facts)).toEqual({ cats: ['cats/a.jpg'] });
    expect(facts.oddFiles).toEqual([]);
  });

  it('names what is no image, empty or of a kind that can not be decoded', async () => {
    const folder = folderOf({
      'readme.txt': 'x',
      'loose.png': 'x',
      'loose.psd': 'x',
      'cats/a.jxl': 'x',
      'cats/b.HEIC': 'x',
      'cats/c.svg': 'x',
      'cats/d.txt': 'x',
      'cats/e.jpg': '',
      'cats/png': 'x',
    });
    const facts = await factsOf(folder);
    expect(facts.looseImages).toBe(1);
    expect(facts.oddFiles).toEqual([
      { file: 'cats/a.jxl', reason: 'unsupported format' },
      { file: 'cats/b.HEIC', reason: 'unsupported format' },
      { file: 'cats/c.svg', reason: 'unsupported format' },
      { file: 'cats/d.txt', reason: 'not an image' },
      { file: 'cats/e.jpg', reason: 'empty' },
      { file: 'cats/png', reason: 'not an image' },
      { file: 'loose.psd', reason: 'unsupported format' },
    ]);
  });

  it('follows links, and names those that lead in a circle or nowhere', async () => {
    const folder = folderOf({ 'cats/a.jpg': 'x', 'dogs/b.jpg': 'x' });
    const elsewhere = folderOf({ 'birds/c.jpg': 'x' });
    symlinkSync(path.join(elsewhere, 'birds'), path.join(folder, 'birds'));
    symlinkSync('a.jpg', path.join(folder, 'cats/same.jpg'));
    symlinkSync('..', path.join(folder, 'cats/up'));
    symlinkSync('.', path.join(folder, 'dogs/self'));
    symlinkSync('two', path.join(folder, 'dogs/one'));
    symlinkSync('one', path.join(folder, 'dogs/two'));
    symlinkSync('missing.jpg', path.join(folder, 'dogs/gone.jpg'));
    const facts = await factsOf(folder);
    expect(classesOf(facts)).toEqual({
      birds: ['birds/c.jpg'],
      cats: ['cats/a.jpg', 'cats/same.jpg'],
      dogs: ['dogs/b.jpg'],
    });
    expect(facts.oddFiles).toEqual([
      { file: 'cats/up', reason: 'circular link' },
      { file: 'dogs/gone.jpg', reason: 'unreadable' },
      { file: 'dogs/one', reason: 'circular link' },
      { file: 'dogs/self', reason: 'circular link' },
      { file: 'dogs/two', reason: 'circular link' },
    ]);
  });

  it('ends where links multiply the ways to one folder', async () => {
    const folder = folderOf({ 'cats/0/a.jpg': 'x' });
    for (let level = 1; level <= 20; level++) {
      mkdirSync(path.join(folder, `cats/${level}`));
      for (const side of ['left', 'right']) {
        symlinkSync(`../${level - 1}`, path.join(folder, `cats/${level}/${side}`));
      }
    }
    const facts = await factsOf(folder);
    expect(facts.classes[0]?.images.length).toBe(1);
    expect(facts.oddFiles).toEqual([]);
  });

  it('takes a link to a folder that holds the whole set for a circle', async () => {
    const outer = folderOf({ 'set/cats/a.jpg': 'x', 'elsewhere/b.jpg': 'x' });
    symlinkSync('../..', path.join(outer, 'set/cats/all'));
    symlinkSync('/', path.join(outer, 'set/disk'));
    const facts = await factsOf(path.join(outer, 'set'));
    expect(classesOf(facts)).toEqual({ cats: ['cats/a.jpg'] });
    expect(facts.oddFiles.map(({ reason }) => reason)).toEqual(['circular link', 'circular link']);
  });

  it.each([
    [{ others: 3 }, 'more than 3 files that are no pictures'],
    [{ names: 10 }, 'more than 10 files'],
    [{ folders: 2 }, 'more than 2 folders'],
    [{ depth: 2 }, 'folders in each other, 2 deep and more'],
    [{ seconds: -1 }, 'so much that'],
  ])('ends where there is more than a set of images holds: %j', async (limit, detail) => {
    const files = Array.from({ length: 12 }, (_, index) => `dogs/${index % 3}/deep/${index}`);
    const folder = folderOf(Object.fromEntries(['cats/a.jpg', ...files].map((file) => [file, 'x'])));
    const limits = { names: 100, folders: 100, others: 100, depth: 10, seconds: 60, ...limit };
    expect(await scanFolder(folder, { limits })).toEqual({
      ...{ found: false, path: folder, reason: 'too large' },
      detail: expect.stringContaining(detail),
    });
  });

  it('a whole disk is no set of images, and that is known soon', { timeout: 60_000 }, async () => {
    const told: number[] = [];
    const look = await scanFolder('/', { onProgress: (names) => told.push(names) });
    expect(look).toMatchObject({ found: false, reason: 'too large' });
    expect(told).toEqual([...told].sort((one, other) => one - other));
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const scan = scanFolder(folderOf({ 'cats/a.jpg': 'x' }), { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(scan).rejects.toThrow('enough');
  });

  it('looks at nothing outside of the folders that it may look at', async () => {
    const outside = folderOf({ 'cats/a.jpg': 'x', 'b.jpg': 'x' });
    const workspace = folderOf({ 'images/cats/a.jpg': 'x', 'images/dogs/b.jpg': 'x' });
    symlinkSync(path.join(outside, 'cats'), path.join(workspace, 'images/birds'));
    symlinkSync(path.join(outside, 'b.jpg'), path.join(workspace, 'images/cats/b.jpg'));
    symlinkSync(outside, path.join(workspace, 'linked'));
    symlinkSync(workspace, path.join(outside, 'workspace'));
    const within = [path.join(outside, 'workspace')];
    const look = (place: string) => scanFolder(place, { within: [workspace, ...within] });
    for (const place of [
      outside,
      path.join(workspace, 'linked'),
      path.join(workspace, '..'),
      '/nowhere/at/all',
    ]) {
      expect(await look(place)).toMatchObject({ found: false, reason: 'outside' });
    }
    const found = await look(path.join(workspace, 'images'));
    expect(found.found && classesOf(found.facts)).toEqual({ cats: ['cats/a.jpg'], dogs: ['dogs/b.jpg'] });
    expect(found.found && found.facts.oddFiles).toEqual([
      { file: 'birds', reason: 'outside the workspace' },
      { file: 'cats/b.jpg', reason: 'outside the workspace' },
    ]);
    expect(await look(path.join(outside, 'workspace/images'))).toMatchObject({ found: true });
  });

  it('knows of tables in and beside a folder of loose images', async () => {
    const folder = folderOf({
      'images/1.jpg': 'x',
      'images/labels.CSV': 'x',
      'truth.xlsx': 'x',
      'notes.md': 'x',
    });
    const images = path.join(folder, 'images');
    expect((await factsOf(images)).tables).toEqual(['labels.CSV', '../truth.xlsx']);
    const look = await scanFolder(images, { within: [images] });
    expect(look.found && look.facts.tables).toEqual(['labels.CSV']);
    mkdirSync(path.join(images, 'cats'));
    mkdirSync(path.join(images, 'dogs'));
    writeFileSync(path.join(images, 'cats/a.png'), 'x');
    writeFileSync(path.join(images, 'dogs/b.png'), 'x');
    expect((await factsOf(images)).tables).toBeUndefined();
  });

  it('brings class names to the composed form and leaves paths as they are', async () => {
    const decomposed = 'cafe\u0301';
    const facts = await factsOf(folderOf({ [`${decomposed}/a.jpg`]: 'x' }));
    expect(facts.classes).toEqual([
      { name: 'caf\u00e9', images: [{ file: `${decomposed}/a.jpg`, bytes: 1 }] },
    ]);
  });

  it('says what a folder is that is none', async () => {
    const folder = folderOf({ file: 'x' });
    expect(await scanFolder(path.join(folder, 'nowhere'))).toEqual({
      found: false,
      path: path.join(folder, 'nowhere'),
      reason: 'missing',
    });
    expect(await scanFolder(path.join(folder, 'file'))).toMatchObject({
      found: false,
      reason: 'not a folder',
    });
    symlinkSync('round', path.join(folder, 'round'));
    expect(await scanFolder(path.join(folder, 'round'))).toMatchObject({
      found: false,
      reason: 'unreadable',
    });
  });

  it('names what it may not read', async () => {
    const folder = folderOf({ 'cats/a.jpg': 'x', 'dogs/inner/b.jpg': 'x' });
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'dogs/inner'), 0);
    const look = JSON.parse(await printed(startScript('scan-folder.ts', folder)));
    expect(look.facts.oddFiles).toEqual([{ file: 'dogs/inner', reason: 'unreadable' }]);
    expect(classesOf(look.facts)).toEqual({ cats: ['cats/a.jpg'], dogs: [] });
    const inner = JSON.parse(await printed(startScript('scan-folder.ts', path.join(folder, 'dogs/inner'))));
    expect(inner).toMatchObject({ found: false, reason: 'unreadable' });
  });

  it.skipIf(process.platform === 'win32')('does not wait for a named pipe', async () => {
    const folder = folderOf({ 'cats/a.jpg': 'x' });
    expect(spawnSync('mkfifo', [path.join(folder, 'cats/pipe.jpg')]).status).toBe(0);
    const facts = await factsOf(folder);
    expect(facts.oddFiles).toEqual([{ file: 'cats/pipe.jpg', reason: 'not an image' }]);
  });
});
