// `npm run package [-- --target TARGET] [-- --out FILE]`: makes the .vsix of one platform, by default this one.
// TARGET is one of vsce's: linux-x64, linux-arm64, darwin-x64, darwin-arm64, win32-x64, win32-arm64, alpine-x64,
// alpine-arm64; or `all` for each of them.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { licenceNotices } from './licence-notices';
import { packageContents } from './package-contents';
import { platforms } from './package-platforms';

const root = path.resolve(__dirname, '..');
const run = promisify(execFile);

/** What the bundles in `dist` are made from. */
const entrances = [
  'src/cli.ts',
  'src/views/layout-thread.ts',
  'src/editor/parts.ts',
  'src/extension.ts',
  'src/train/engines/tensorflow-js/wasm-engine.ts',
  'src/launch/bases/fetch-base-process.ts',
  'src/disk/bucket/fetch-images-process.ts',
  'src/train/run-process.ts',
  'src/train/export-process.ts',
  'webview/main.tsx',
];

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    out: { type: 'string' },
  },
});
packageAll(values.target, values.out).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function packageAll(target: string, out: string | undefined): Promise<void> {
  for (const one of target === 'all' ? Object.keys(platforms) : [target]) {
    const words = platforms[one];
    if (words === undefined)
      throw new Error(`There is no target ${one}. Choose one of: all, ${Object.keys(platforms).join(', ')}.`);
    const file = path.resolve(root, out ?? `transfer-designer-${one}.vsix`);
    await packageFor(one, words, file);
    console.log(`${file}: ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
  }
}

/** In a folder of its own, where nothing stands but what a user gets. */
async function packageFor(target: string, platform: readonly string[], out: string): Promise<void> {
  const staging = await mkdtemp(path.join(tmpdir(), 'transfer-designer-package-'));
  try {
    for (const name of packageContents(await readFile(path.join(root, '.vscodeignore'), 'utf8')))
      await cp(path.join(root, name), path.join(staging, name), { recursive: true });
    await cp(path.join(root, 'package-lock.json'), path.join(staging, 'package-lock.json'));
    await writeFile(path.join(staging, 'package.json'), await manifest());
    const ofData = await readFile(path.join(root, 'scripts', 'data-notices.txt'), 'utf8');
    const ofPackages = await licenceNotices(root, entrances);
    await writeFile(path.join(staging, 'THIRD-PARTY-NOTICES.txt'), `${ofData}\n\n${ofPackages}`);
    // The versions and checksums are those of the lock file.
    const install = [
      'install',
      '--omit=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    await run('npm', [...install, ...platform], { cwd: staging, shell: process.platform === 'win32' });
    const vsce = path.join(
      path.dirname(createRequire(__filename).resolve('@vscode/vsce/package.json')),
      'vsce',
    );
    const { stdout } = await run(
      process.execPath,
      [vsce, 'package', '--target', target, '--out', out, '--no-rewrite-relative-links'],
      { cwd: staging, maxBuffer: 1 << 24 },
    );
    console.log(stdout.trim());
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Without what is for developing, and without what the bundles hold already. */
async function manifest(): Promise<string> {
  const all = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  > & {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const developing = ['scripts', 'devDependencies', 'optionalDependencies', 'private', 'bin', 'allowScripts'];
  const kept = Object.entries(all).filter(([key]) => !developing.includes(key));
  return JSON.stringify(
    { ...Object.fromEntries(kept), dependencies: { sharp: all.dependencies.sharp } },
    null,
    2,
  );
}
