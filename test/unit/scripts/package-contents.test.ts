import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageContents } from '../../../scripts/package-contents';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (...names: readonly string[]) => readFileSync(path.join(root, ...names), 'utf8');

describe('the package for the editor', () => {
  it('is put together from all that is let into it, the programs for Ray among them', () => {
    const contents = packageContents(read('.vscodeignore'));
    expect(contents).toEqual(
      expect.arrayContaining(['.vscodeignore', 'dist', 'models', 'ray-job', 'LICENSE']),
    );
    expect(contents.filter((name) => name !== 'dist' && !existsSync(path.join(root, name)))).toEqual([]);
    expect(packageContents('**\n!a/b/*.js\n!package.json\n!a/c\n!d.md\n# no')).toEqual([
      '.vscodeignore',
      'a',
      'd.md',
    ]);
  });

  it('says where the pictures and networks in it come from, and by which licence', () => {
    const said = read('scripts', 'data-notices.txt').split(/\n(?=\S)/);
    const folders = ['examples', 'models'].flatMap((name) =>
      readdirSync(path.join(root, name)).map((one) => `${name}/${one}`),
    );
    for (const folder of [...folders, 'networks'])
      expect(
        said.filter((part) => part.startsWith(folder) && /Apache-2\.0|MIT|CC-BY 4\.0/.test(part)),
        folder,
      ).not.toEqual([]);
    expect(read('examples', 'digits', 'README.md')).toContain('Copyright (c) 2015 Juan Cazala');
    expect(read('README.md')).toContain('(scripts/data-notices.txt)');
  });
});
