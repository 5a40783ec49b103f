// How the panel is bundled: a script and a style sheet.
import path from 'node:path';

/** What esbuild needs to read `root`/webview and write `dist`/webview/main.js and main.css. */
export function webviewBundle({ root, dist }) {
  return {
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
  };
}
