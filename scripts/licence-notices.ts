import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/**
 * The licences of all packages that end up inside the bundles, one after the other, for those who get the bundles
 * without `node_modules`.
 *
 * @param entryPoints of the bundles, relative to `root`
 * @throws Error for a package that names no licence
 */
export async function licenceNotices(root: string, entryPoints: readonly string[]): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entryPoints],
    bundle: true,
    metafile: true,
    write: false,
    outdir: 'dist',
    platform: 'node',
    jsx: 'automatic',
    loader: { '.min.js': 'text' },
    // Bundles that are loaded beside another one have an entry point of their own.
    external: ['sharp', 'vscode', './editor-parts.js'],
    logLevel: 'error',
  });
  const folders = new Set(Object.keys(metafile.inputs).flatMap((file) => packageFolder(file) ?? []));
  const packages = await Promise.all(
    [...folders].sort().map((folder) => readPackage(path.join(root, folder))),
  );
  return packages
    .map(({ name, version, licence, text }) => `${name} ${version}, ${licence}\n\n${text.trim()}\n`)
    .join(`\n${'-'.repeat(100)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/index.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  if (typeof license !== 'string') throw new Error(`${folder} names no licence in its package.json.`);
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text =
    file === undefined
      ? `It carries no text of its licence; https://spdx.org/licenses has that of ${license}.`
      : await readFile(path.join(folder, file), 'utf8');
  return { name: String(name), version: String(version), licence: license, text };
}
