import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

// What people can mend is a TransferError with a code; a class of its own is for what never leaves its file.
const withinTheirFiles = ['design/yaml/tree-values.ts: class TooMuchError extends Error'];

it('errors are told by their codes, not by classes', () => {
  const source = path.resolve(import.meta.dirname, '../../src');
  const classes = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const found =
        readFileSync(path.join(source, file), 'utf8').match(/class \w+ extends \w*Error\b/g) ?? [];
      return found.map((name) => `${file.split(path.sep).join('/')}: ${name}`);
    });
  expect(classes).toEqual([
    'design/transfer-error.ts: class TransferError extends Error',
    ...withinTheirFiles,
  ]);
});
