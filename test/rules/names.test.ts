import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

/** Names that several files export, and why that misleads nobody. */
const shared: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['either', 'list', 'oneOf', 'text'].map((word) => [
      word,
      'The words of two small languages, one for what a file may say and one for what a process may send; no file speaks both.',
    ]),
  ),
};

const declared =
  /^export (?:default )?(?:abstract |async |declare )*(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** The files that declare each exported name; a re-export is the same thing, and is not counted. */
function exportedNames(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const file of readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    // What a schema of others is made into has its names.
    if (!file.endsWith('.ts') || file.endsWith('_pb.ts')) continue;
    const text = readFileSync(path.join(root, 'src', file), 'utf8');
    // Overloads of a function are one.
    for (const name of new Set([...text.matchAll(declared)].map(([, found = '']) => found)))
      names.set(name, [...(names.get(name) ?? []), file]);
  }
  return names;
}

it('what files of src export has a name of its own, so that one name means one thing', () => {
  const names = exportedNames();
  expect(names.size).toBeGreaterThan(500);
  const several = [...names].filter(([, files]) => files.length > 1);
  expect(several.filter(([name]) => !Object.hasOwn(shared, name))).toEqual([]);
});

it('the names that may be shared are', () => {
  const names = exportedNames();
  expect(Object.keys(shared).filter((name) => (names.get(name) ?? []).length < 2)).toEqual([]);
});
