import { build } from 'esbuild';
import { licenceTexts } from './licence-texts.mjs';

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
  return licenceTexts(root, Object.keys(metafile.inputs));
}
