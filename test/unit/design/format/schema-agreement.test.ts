import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { disagreement } from '../../../fixtures/schema-agreement';

const root = path.join(import.meta.dirname, '../../../..');
const texts = ['test/unit/design/golden', 'test/fuzz/corpus/design', 'examples'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.text\.txt$|transfer\.yaml$/.test(name))
    .map((name) => [path.basename(name, '.text.txt'), readFileSync(path.join(root, folder, name), 'utf8')]),
) as [string, string][];

describe('the JSON schema and the parser are of one mind', () => {
  it.each([
    ...texts,
    ['a group without keys', 'base: demo\ndataset: { path: a }\ntrain:\nhead: # soon\n'],
    ['classes named like other values', 'base: demo\ndataset: { path: a, classes: [null, true, 3] }\n'],
    ['a data set without keys', 'base: demo\ndataset:\n'],
    ['a merged map', 'base: demo\ndataset: { path: a }\ntrain: { <<: { seed: 3 } }\n'],
  ])('on %s', (_, text) => {
    expect(disagreement(text, parseTransferFile(text).problems)).toBeUndefined();
  });
});
