import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fullExample, keysDocument } from '../../../../scripts/keys-document';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { placesOf } from '../../../../src/design/format/schema-words';

const file = path.resolve(import.meta.dirname, '../../../../docs/transfer-yaml.md');

describe('docs/transfer-yaml.md', () => {
  it('is up to date', () => {
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, keysDocument());
    expect(readFileSync(file, 'utf8')).toBe(keysDocument());
  });

  it('has an example without problems', () => {
    expect(parseTransferFile(fullExample).problems).toEqual([]);
  });

  it('has every key of its table in the example', () => {
    const [table = ''] = /^\| key [\s\S]*?\n\n/m.exec(keysDocument()) ?? [];
    const keys = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, key = '']) => key.split('.').at(-1) ?? '');
    expect(keys.length).toBeGreaterThan(40);
    for (const key of keys) {
      expect(placesOf(key), key).not.toEqual([]);
      expect(fullExample, key).toMatch(new RegExp(`\\b${key}:`));
    }
  });
});
