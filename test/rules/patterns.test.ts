import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const source = path.join(import.meta.dirname, '../../src');

// A pattern that a user wrote can take for ever: one thread runs it, which is ended then.
it("regular expressions are made of the program's own text, but for the thread that runs a user's and their check", () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const making = files
    .filter((file) => /\bRegExp\((?!`\^)/.test(readFileSync(path.join(source, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/'));
  expect(making.sort()).toEqual(['design/format/text-checks.ts', 'disk/images/name-groups.ts']);
});
