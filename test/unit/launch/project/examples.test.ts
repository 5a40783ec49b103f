import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { isTransferError } from '../../../../src/design/transfer-error';
import type { Installation } from '../../../../src/launch/programs/installation';
import { copyExample, examples } from '../../../../src/launch/project/examples';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const root = path.resolve(import.meta.dirname, '../../../..');
const installation: Installation = { root, bundles: path.join(root, 'dist') };
const [emoji, digits] = examples as [(typeof examples)[0], (typeof examples)[0]];

/** Files below a folder, sorted, relative to it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** An installation with one example of two pictures, whose files are for reading alone, and what a run left in it. */
function smallInstallation(): Installation {
  const small = scratchFolder();
  const from = path.join(small, 'examples', emoji.name);
  for (const part of ['images/one', 'images-test/one', 'runs/1', '.transfer'])
    mkdirSync(path.join(from, part), { recursive: true });
  for (const file of ['images/one/a.png', 'images-test/one/b.png', 'README.md', 'transfer.yaml']) {
    writeFileSync(path.join(from, file), file);
    chmodSync(path.join(from, file), 0o444);
  }
  writeFileSync(path.join(from, 'runs/1/run.json'), '{}');
  return { root: small, bundles: small };
}

describe('an example', () => {
  it('is each folder of the examples, with as many pictures as is said of it', () => {
    const folders = readdirSync(path.join(root, 'examples'), { withFileTypes: true });
    expect(examples.map(({ name }) => name).sort()).toEqual(
      folders.filter((one) => one.isDirectory()).map(({ name }) => name),
    );
    for (const { name, about } of examples) {
      const pictures = filesIn(path.join(root, 'examples', name, 'images'));
      expect(about).toMatch(new RegExp(`^${pictures.length} `));
    }
  });

  it.each(examples)(
    '$name works wherever it lies: its base comes along, its pictures lie in it',
    ({ name }) => {
      const text = readFileSync(path.join(root, 'examples', name, 'transfer.yaml'), 'utf8');
      const { config, problems } = parseTransferFile(text);
      expect(problems).toEqual([]);
      expect(readdirSync(path.join(root, 'models'))).toContain(config.base?.model);
      expect(config.dataset).toMatchObject({ path: 'images', test: 'images-test' });
    },
  );
});

describe('a copied example', () => {
  it.each(['plain', 'with spaces and ÄÖ 中文 🎈'])(
    'has each file as it is, in a folder called %s',
    async (name) => {
      const folder = path.join(scratchFolder(), name);
      const steps: [number, number][] = [];
      await copyExample(digits, folder, { installation, onProgress: (...step) => steps.push(step) });
      const original = path.join(root, 'examples', digits.name);
      const files = filesIn(folder);
      expect(files).toEqual(
        filesIn(original).filter((file) => /^(images|images-test|README\.md|transfer\.yaml)\b/.test(file)),
      );
      expect(files).toHaveLength(602);
      for (const file of files)
        expect(readFileSync(path.join(folder, file)).equals(readFileSync(path.join(original, file)))).toBe(
          true,
        );
      expect(steps[0]).toEqual([0, 602]);
      expect(steps.at(-1)).toEqual([601, 602]);
    },
  );

  it('can be changed, and has nothing of what runs have left in the original', async () => {
    const folder = path.join(scratchFolder(), 'copy');
    await copyExample(emoji, folder, { installation: smallInstallation() });
    expect(filesIn(folder)).toEqual([
      'README.md',
      'images-test/one/b.png',
      'images/one/a.png',
      'transfer.yaml',
    ]);
    // Whoever may write anywhere could change it all the same.
    expect(statSync(path.join(folder, 'transfer.yaml')).mode & 0o200).toBe(0o200);
  });

  it('may lie where a link leads', async () => {
    const place = scratchFolder();
    const link = path.join(scratchFolder(), 'link');
    symlinkSync(place, link, 'dir');
    await copyExample(emoji, path.join(link, 'copy'), { installation: smallInstallation() });
    expect(filesIn(place)).toContain('copy/transfer.yaml');
  });
});

describe('nothing is copied', () => {
  const refusal = (folder: string) =>
    copyExample(emoji, folder, { installation: smallInstallation() }).then(
      () => undefined,
      (error: unknown) => (isTransferError(error, 'example-refused') ? error.message : String(error)),
    );

  it('over a folder, a file or a link that leads nowhere', async () => {
    const place = scratchFolder();
    mkdirSync(path.join(place, 'folder'));
    writeFileSync(path.join(place, 'file'), 'mine');
    symlinkSync(path.join(place, 'nowhere'), path.join(place, 'link'));
    for (const name of ['folder', 'file', 'link'])
      expect(await refusal(path.join(place, name))).toMatch(/is there already, and nothing is copied over/);
    expect(filesIn(place)).toEqual(['file']);
    expect(readdirSync(path.join(place, 'folder'))).toEqual([]);
  });

  it('into a folder that is not there', async () => {
    const place = scratchFolder();
    expect(await refusal(path.join(place, 'none', 'copy'))).toBe(
      `There is no folder ${path.join(place, 'none')}. Choose one that is there.`,
    );
    expect(readdirSync(place)).toEqual([]);
  });

  it('where it is stopped on the way: what was copied is removed', async () => {
    const place = scratchFolder();
    const stop = new AbortController();
    const onProgress = (done: number) => {
      if (done === 100) stop.abort(new Error('stopped'));
    };
    const copying = copyExample(digits, path.join(place, 'copy'), {
      installation,
      onProgress,
      signal: stop.signal,
    });
    // It looks before the next file.
    await expect(copying).rejects.toThrow('stopped');
    expect(readdirSync(place)).toEqual([]);
  });
});
