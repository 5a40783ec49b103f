// Bundles each entrance into dist/. Native and per-user packages stay outside the bundles.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { buildWebview } from './build-webview.mjs';
import { importOnce } from './import-once.mjs';

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

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  build({
    ...shared,
    entryPoints: {
      cli: 'src/cli.ts',
      run: 'src/train/run-process.ts',
      inspect: 'src/train/inspect-process.ts',
      predict: 'src/train/predict-process.ts',
      'check-images': 'src/disk/check-images-process.ts',
      'engine-check': 'src/train/engine-check-process.ts',
    },
  }),
  buildExtension(),
  // TensorFlow.js itself is a bundle of its own: only the run, inspect and predict processes load it, and only
  // where tfjs-node's copy is not to be had.
  buildWebview({ root, dist }),
  build({ ...shared, entryPoints: { 'wasm-engine': 'src/train/engines/wasm-engine.ts' }, minify: true }),
]);

const wasm = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
  await cp(path.join(wasm, 'wasm-out', name), path.join(dist, name));
}

/** The editor waits while this one is loaded. Names are kept: they stand in the log where something fails. */
async function buildExtension() {
  const entryPoints = { extension: 'src/extension.ts' };
  const { outputFiles } = await build({ ...shared, entryPoints, sourcemap: 'inline', write: false });
  const { code, map } = await transform(importOnce(outputFiles[0].text), {
    ...{ minifyWhitespace: true, minifySyntax: true, target: shared.target, charset: 'utf8' },
    ...{ sourcemap: true, sourcefile: 'extension.js', legalComments: 'none' },
  });
  await writeFile(path.join(dist, 'extension.js'), `${code}//# sourceMappingURL=extension.js.map\n`);
  await writeFile(path.join(dist, 'extension.js.map'), map);
}
