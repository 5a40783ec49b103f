// Bundles the panel: a script and a style sheet.
import path from 'node:path';
import { build } from 'esbuild';

/** Reads `root`/webview and writes `dist`/webview/main.js and main.css. */
export async function buildWebview({ root, dist }) {
  await build({
    absWorkingDir: root,
    entryPoints: ['webview/main.tsx'],
    outdir: path.join(dist, 'webview'),
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    charset: 'utf8',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
    tsconfig: path.join(root, 'webview', 'tsconfig.json'),
  });
}
