// Bundles each entrance into dist/. Native and per-user packages stay outside the bundles. With `--watch` it goes on
// bundling what is saved, until it is ended.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { tryoutPage } from './tryout-page.mjs';
import { webviewBundle } from './webview-bundle.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const dist = path.join(root, 'dist');

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  outdir: 'dist',
  // sharp carries a native library; vscode is the editor itself.
  external: ['sharp', 'vscode'],
};

/**
 * The editor's API as one module of the bundle. An `import * as vscode` of an outside module copies its hundreds of
 * names, anew in each file that imports it, which took half of the time of loading the extension.
 */
const editorApiOnce = {
  name: 'editor-api-once',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/, namespace: 'file' }, () => ({ path: 'vscode', namespace: 'once' }));
    onLoad({ filter: /.*/, namespace: 'once' }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/** Modules that are loaded when they are needed, as bundles of their own beside the one that asks for them. */
const loadedLater = {
  name: 'loaded-later',
  setup({ onResolve }) {
    onResolve({ filter: /\/proxied-fetch$/ }, () => ({ path: './proxied-fetch.js', external: true }));
    onResolve({ filter: /\/s3-bucket$/ }, () => ({ path: './s3-bucket.js', external: true }));
    onResolve({ filter: /^h5wasm$/ }, () => ({ path: './hdf5.mjs', external: true }));
  },
};

const bundles = [
  {
    ...shared,
    plugins: [loadedLater],
    entryPoints: {
      cli: 'src/cli.ts',
      run: 'src/train/run-process.ts',
      inspect: 'src/train/inspect-process.ts',
      predict: 'src/train/predict-process.ts',
      measure: 'src/train/measure-process.ts',
      see: 'src/train/see-process.ts',
      look: 'src/train/look-process.ts',
      export: 'src/train/export-process.ts',
      'ray-export': 'src/train/ray-export-process.ts',
      'check-images': 'src/disk/images/check-images-process.ts',
      'image-list': 'src/disk/images/image-list-thread.ts',
      thumbnails: 'src/disk/images/thumbnails-process.ts',
      'engine-check': 'src/train/engine-check-process.ts',
      'fetch-base': 'src/launch/bases/fetch-base-process.ts',
    },
  },
  // The library for HDF5: 5 MB that only the file of a Keras model needs.
  {
    ...shared,
    entryPoints: { hdf5: 'h5wasm' },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    sourcemap: false,
    charset: 'utf8',
  },
  { ...shared, entryPoints: { 'layout-thread': 'src/views/layout-thread.ts' }, minify: true },
  // The terminal's transport for downloads, undici, takes as long to load as all the rest of the terminal.
  { ...shared, entryPoints: { 'proxied-fetch': 'src/disk/bases/proxied-fetch.ts' }, minify: true },
  // The library for buckets, half a megabyte.
  { ...shared, entryPoints: { 's3-bucket': 'src/disk/bucket/s3-bucket.ts' }, minify: true, sourcemap: false },
  // The editor waits while these are loaded. Names are kept: they stand in the log where something fails.
  {
    ...shared,
    entryPoints: { extension: 'src/extension.ts', 'editor-parts': 'src/editor/parts.ts' },
    external: [...shared.external, './editor-parts.js'],
    plugins: [editorApiOnce],
    minifyWhitespace: true,
    minifySyntax: true,
    charset: 'utf8',
    legalComments: 'none',
  },
  webviewBundle({ root, dist }),
  // TensorFlow.js itself is a bundle of its own: only the run, inspect and predict processes load it, and only
  // where tfjs-node's copy is not to be had.
  {
    ...shared,
    entryPoints: { 'wasm-engine': 'src/train/engines/tensorflow-js/wasm-engine.ts' },
    minify: true,
  },
];

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  ...bundles.map((bundle) => build(bundle)),
  tryoutPage(root).then((page) => writeFile(path.join(dist, 'tryout.html'), page)),
]);

const wasm = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
  await cp(path.join(wasm, 'wasm-out', name), path.join(dist, name));
}

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context({ ...bundle, logLevel: 'info' })).watch();
  // .vscode/tasks.json waits for this line.
  console.log('Bundled. Watching for changes …');
}
