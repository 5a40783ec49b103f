import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { applyEdits } from '../../../../src/design/yaml/edited-text';
import { lookAtImages } from '../../../../src/launch/project/look-at-images';
import { nearBases, nearPaths, type Wanted } from '../../../../src/launch/project/near-paths';
import { designProject, findBase } from '../../../../src/launch/project/project';
import { scratchFolder } from '../../../fixtures/scratch-folder';

/** A project's folder, in a folder of its own, with these files (and folders, by a `/` at their end) in it. */
function project(...names: readonly string[]): string {
  const folder = path.join(scratchFolder(), 'project');
  mkdirSync(folder);
  for (const name of names) {
    const place = path.join(folder, name);
    mkdirSync(name.endsWith('/') ? place : path.dirname(place), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(place, 'x');
  }
  return folder;
}

describe('what may be meant by a path that leads nowhere', () => {
  it.each<readonly [string, Wanted, readonly string[], readonly string[]]>([
    ['a letter too few', 'images', ['imags'], ['images/']],
    ['two letters swapped', 'images', ['iamges'], ['images/', 'other/']],
    ['a slip in a folder on the way', 'images', ['dta/images', 'data/images'], ['data/images/']],
    ['one folder up', 'images', ['images', '../images'], ['../images/']],
    ['one folder down', 'images', ['images', 'data/images'], ['data/images/', 'docs/']],
    ['a folder too many', 'images', ['data/images', 'images'], ['images/']],
    ['a list, one letter wrong', 'images', ['imgaes.parquet', 'images.parquet'], ['images.parquet']],
    ['a list without its ending', 'images', ['list', 'list.parquet'], ['list.parquet']],
    ['a list one folder down', 'images', ['list.parquet', 'data/list.parquet'], ['data/list.parquet']],
    ['another ending', 'base', ['net.h5', 'net.keras'], ['net.keras', 'notes.txt']],
    ['the ending left out', 'base', ['models/net', 'models/net.onnx'], ['models/net.onnx']],
    [
      'the folder of a base',
      'base',
      ['mobilnet/model.json', 'mobilenet/model.json'],
      ['mobilenet/model.json'],
    ],
    ['one folder down, of a base', 'base', ['net.keras', 'models/net.keras'], ['models/net.keras']],
  ])('%s', async (_, wanted, [given = '', found = 'images'], names) => {
    expect(await nearPaths(given, project(...names), wanted)).toContain(found);
  });

  it('is ranked: the case, then the ending, then letters, and three at most', async () => {
    const folder = project('Net.keras', 'net.onnx', 'nett.keras', 'nte.keras', 'nut.keras');
    const found = await nearPaths('net.keras', folder, 'base');
    expect(found).toHaveLength(3);
    expect(found.slice(0, 2)).toEqual(['Net.keras', 'net.onnx']);
  });

  it('is a folder or a list where images are wanted, a model where a base is, and nothing of runs', async () => {
    const folder = project(
      'images.zip',
      'imagez/',
      'runs/images/',
      '.hidden/images/',
      'net.txt',
      'nets/readme.md',
    );
    expect(await nearPaths('images', folder, 'images')).toEqual(['imagez']);
    expect(await nearPaths('net', folder, 'base')).toEqual([]);
  });

  it('is nothing where the path is none, or nothing is near', async () => {
    const folder = project('images/');
    for (const given of ['', 'https://host/images', 'imag\0es', 'i'.repeat(501), 'quite another'])
      expect(await nearPaths(given, folder, 'images')).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is not looked for outside of the folders that may be looked at',
    async () => {
      const folder = project('sub/');
      mkdirSync(path.join(folder, '../images'));
      symlinkSync(path.dirname(folder), path.join(folder, 'linked'));
      expect(await nearPaths('images', folder, 'images')).toEqual(['../images', 'linked/images']);
      expect(await nearPaths('images', folder, 'images', [folder])).toEqual([]);
      expect(await nearPaths('/etc/passwdd', folder, 'base', [folder])).toEqual([]);
    },
  );

  it('is a name of the catalog for a base that is named like one', () => {
    expect(nearBases('efficentnet-lite0')[0]).toBe('efficientnet-lite0');
    expect(nearBases('quite another')).toEqual([]);
  });
});

it('each path that nearly fits has a quick fix, which says the path that it would write', async () => {
  const folder = project(
    'images/cats/a.png',
    'images/dogs/b.png',
    'held out/',
    'Test-Images/',
    'models/net.keras',
  );
  writeFileSync(path.join(folder, 'package.json'), '{"version":"1.2.3"}');
  const options = {
    ...{ installation: { root: folder, bundles: folder }, node: {} as never },
    ...{ allowDownload: false, keepGraph: false },
  };
  let text =
    'base: { model: net.keras }\ndataset:\n  path: imags\n  validation: held_out\n  test: test-image\n';
  // The other folders are looked at once the images are there.
  for (const titles of [
    ['Write models/net.keras', 'Write images'],
    ['Write held out', 'Write Test-Images'],
  ]) {
    const file = parseTransferFile(text);
    const base = await findBase(file, folder, options);
    const images = await lookAtImages(file.config.dataset, folder);
    const facts = { ...base, ...(images ? { dataset: images } : {}) };
    const { problems } = designProject(path.join(folder, 'transfer.yaml'), file, facts).result;
    const fixes = problems
      .filter(({ code }) => /-(?:missing|not-found)$/.test(code))
      .flatMap((problem) => problem.fixes ?? []);
    expect(fixes.map(({ title }) => title)).toEqual(titles);
    const edits = fixes.flatMap((fix) => fix.edits);
    text = applyEdits(
      text,
      [...edits].sort((one, other) => one.offset - other.offset),
    );
  }
  expect(text).toBe(
    'base: { model: models/net.keras }\ndataset:\n  path: images\n  validation: held out\n  test: Test-Images\n',
  );
});
