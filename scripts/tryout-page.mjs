// The page to try a model in, but for the model: one file with its script, style, engine and their licences. What
// exports a model puts that in the place of `<!-- MODEL -->`.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { licenceTexts } from './licence-texts.mjs';

/** @returns {Promise<string>} */
export async function tryoutPage(root) {
  const folder = path.join(root, 'webview', 'tryout');
  const [{ text: script, files }, { text: style }, page] = await Promise.all([
    bundled(root, 'main.ts'),
    bundled(root, 'page.css'),
    readFile(path.join(folder, 'page.html'), 'utf8'),
  ]);
  if (/<!--|<\/(script|style)/i.test(script + style)) {
    throw new Error('The script or the style of the page would end where a browser takes them for markup.');
  }
  // Nothing runs but this script and the engine's binary in it; nothing is asked from anywhere.
  const policy = [
    `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${hash(style)}`,
    "img-src data: blob:; base-uri 'none'; form-action 'none'",
  ].join('; ');
  const parts = {
    POLICY: policy,
    STYLE: `<style>${style}</style>`,
    LICENCES: inMarkup(await licenceTexts(root, files)),
    SCRIPT: `<script>${script}</script>`,
  };
  return page.replace(/<!-- (POLICY|STYLE|LICENCES|SCRIPT) -->/g, (_, name) => parts[name]);
}

async function bundled(root, entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`webview/tryout/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    target: ['chrome100', 'firefox100', 'safari16'],
    format: 'iife',
    charset: 'utf8',
    loader: { '.wasm': 'base64' },
    legalComments: 'none',
    logLevel: 'error',
  });
  return { text: outputFiles[0].text.trim(), files: Object.keys(metafile.inputs) };
}

function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function inMarkup(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
