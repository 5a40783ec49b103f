import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/**
 * Pages have no-break spaces, what is printed in a terminal is made plain where it is written, and the sentences on a
 * result or a cluster are made plain where they are put together, to which tests of theirs hold them.
 */
const pages =
  /^src\/(?:report|cli|editor|language|views)\/|^src\/design\/(?:words\/(?:number-text|wording|result-words)|cluster\/cluster-warnings)\.ts$/;

it('messages, which people search for and copy, are made of numbers with plain spaces', () => {
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`);
  expect(sources).toContain('src/design/words/number-text.ts');
  const found = sources
    .filter((file) => !pages.test(file))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const imported = /import \{([^}]*)\} from '[^']*\/number-text';/.exec(text)?.[1] ?? '';
      const broken = imported.split(',').map((name) => name.trim());
      return broken.filter((name) => name !== '' && name !== 'count').map((name) => `${file}: ${name}`);
    });
  expect(found).toEqual([]);
});
