import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** Where what people read stands. The formats of others, with names of their own, are elsewhere in `src`. */
const places = [
  ...['cli', 'design', 'editor', 'language', 'launch', 'report', 'shared', 'views'].map(
    (room) => `src/${room}`,
  ),
  ...['webview', 'docs', 'schemas', 'media'],
];
const single = ['package.json', 'README.md'];

// What it is to the language that we write in.
const ofTheLanguage = /\bParameters</g;

it('weights are called weights wherever they are shown, never parameters', () => {
  const files = places
    .flatMap((place) =>
      readdirSync(path.join(root, place), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(place, file),
      ),
    )
    .filter((file) => /\.(?:tsx?|css|html|md|json|svg)$/.test(file));
  expect(files.length).toBeGreaterThan(200);
  const said = [...files, ...single].filter((file) =>
    /\bparameters?\b/i.test(readFileSync(path.join(root, file), 'utf8').replace(ofTheLanguage, '')),
  );
  expect(said).toEqual([]);
});
