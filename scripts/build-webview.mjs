// Bundles the panel: a script, a style sheet, and the layout worker's text as a second script, because the panel may
// fetch nothing.
import path from 'node:path';
import { build } from 'esbuild';

/** Reads `root`/webview and writes `dist`/webview/main.js, main.css and layout-worker.js. */
export async function buildWebview({ root, dist }) {
  await build({
    absWorkingDir: root,
    entryPoints: ['webview/main.tsx', 'webview/layout-worker.ts'],
    outdir: path.join(dist, 'webview'),
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
    charset: 'utf8',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.min.js': 'text' },
    legalComments: 'none',
    logLevel: 'warning',
    tsconfig: path.join(root, 'webview', 'tsconfig.json'),
  });
}
