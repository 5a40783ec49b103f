import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../unit');

/** What stands between the brackets of each call that waits for something to become so. */
function waits(text: string): readonly string[] {
  return [...text.matchAll(/\bvi\.wait(?:Until|For)\(/g)].map((match) => {
    const from = match.index + match[0].length;
    let depth = 1;
    let at = from;
    for (; depth > 0; at += 1) depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
    return text.slice(from, at - 1);
  });
}

// Vitest waits a second where nothing is said, which a busy machine can take for a process to begin.
it('a test that waits says how long, and is patient', () => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => waits(readFileSync(path.join(folder, file), 'utf8')).map((wait) => ({ file, wait })));
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter(({ wait }) => !/\b\d+_000\b/.test(wait))).toEqual([]);
});
