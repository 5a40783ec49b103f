import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const source = path.resolve(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({
    file: file.split(path.sep).join('/'),
    text: readFileSync(path.join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
  }));
const named = (found: typeof files) => found.map(({ file }) => file).sort();

const knows = /\/cluster\/(ray-jobs|cluster-requests|cluster-token)'|^disk\/cluster\//;
const browsers = /\bfetch\b|\bundici\b|\bWebSocket\b|\bXMLHttpRequest\b/;

it('nobody asks a cluster by `fetch`, which says that it is a browser: Ray refuses those', () => {
  const asking = files.filter(({ file, text }) => knows.test(file) || knows.test(text));
  expect(named(asking)).toContain('train/ray/cluster-run.ts');
  expect(named(asking.filter(({ text }) => browsers.test(text)))).toEqual([]);
});

it('one file alone speaks to a cluster, so that what holds there holds for every request', () => {
  const speaking = files.filter(({ text }) => /from 'node:https?'/.test(text));
  expect(named(speaking)).toEqual(['disk/cluster/cluster-requests.ts']);
});
