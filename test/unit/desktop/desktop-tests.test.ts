import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lowestVersion, runDesktopTests } from '../../desktop/desktop-tests';

const root = path.resolve(import.meta.dirname, '../../..');

describe('tests in desktop VS Code', () => {
  const said = async (
    versions: readonly string[],
    steps: { readonly download: (version: string) => Promise<string>; readonly passes: boolean },
  ) => {
    const lines: string[] = [];
    const tested: string[] = [];
    const good = await runDesktopTests(versions, {
      download: steps.download,
      test: async (program) => {
        tested.push(program);
        return steps.passes;
      },
      say: (line) => lines.push(line),
    });
    return { good, tested, lines };
  };
  const anywhere = async (version: string) => `/editors/${version}/code`;

  it('run in each version, and say so', async () => {
    expect(await said(['1.100.0', 'stable'], { download: anywhere, passes: true })).toEqual({
      good: true,
      tested: ['/editors/1.100.0/code', '/editors/stable/code'],
      lines: ['Desktop VS Code 1.100.0: the tests passed.', 'Desktop VS Code stable: the tests passed.'],
    });
  });

  it('are not good where a version can’t be downloaded, and the other versions are still tested', async () => {
    const download = async (version: string) => {
      if (version === '1.100.0') throw new Error('getaddrinfo ENOTFOUND');
      return anywhere(version);
    };
    expect(await said(['1.100.0', 'stable'], { download, passes: true })).toEqual({
      good: false,
      tested: ['/editors/stable/code'],
      lines: [
        'Desktop VS Code 1.100.0: NOT TESTED, for it could not be downloaded (getaddrinfo ENOTFOUND).',
        'Desktop VS Code stable: the tests passed.',
      ],
    });
  });

  it('are not good where they fail', async () => {
    expect(await said(['stable'], { download: anywhere, passes: false })).toMatchObject({
      good: false,
      lines: ['Desktop VS Code stable: TESTS FAILED.'],
    });
  });

  it('are not good where none ran', async () => {
    expect((await said([], { download: anywhere, passes: true })).good).toBe(false);
  });
});

describe('the lowest VS Code that is supported', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
    readonly enabledApiProposals?: unknown;
  };
  const lowest = lowestVersion(manifest.engines.vscode);

  it('is read from the manifest', () => {
    expect(lowestVersion('^1.100.0')).toBe('1.100.0');
    expect(() => lowestVersion('>=1.100.0')).toThrow('engines.vscode is “>=1.100.0”');
    expect(() => lowestVersion('*')).toThrow('engines.vscode');
  });

  it('is the one whose API the sources are checked against: a newer one would not be there', () => {
    const types = JSON.parse(
      readFileSync(path.join(root, 'node_modules/@types/vscode/package.json'), 'utf8'),
    ) as { readonly version: string };
    expect(types.version.split('.').slice(0, 2)).toEqual(lowest.split('.').slice(0, 2));
  });

  it('is asked for nothing that is only proposed, and its types are not gone around', () => {
    expect(manifest.enabledApiProposals).toBeUndefined();
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const editor = files.filter((file) => /^(editor\b.*|extension)\.ts$/.test(file));
    expect(editor.length).toBeGreaterThan(5);
    const cast = editor.filter((file) =>
      /\bvscode(\.\w+)* as (any|unknown)\b/.test(readFileSync(path.join(root, 'src', file), 'utf8')),
    );
    expect(cast).toEqual([]);
  });
});
