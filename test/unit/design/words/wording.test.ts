import { expect, it } from 'vitest';
import { bytesText } from '../../../../src/design/words/wording';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_600, '1 MB'],
  [64_000_000, '64 MB'],
  [3e15, '3000 TB'],
])('%d bytes are told to people as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
