import { expect, it } from 'vitest';
import { downloadWords } from '../../../src/views/download-words';

it.each([
  [0, 17_364_911, '0 of 18 MB'],
  [9_999_999, 17_364_911, '9 of 18 MB'],
  [17_364_911, 17_364_911, '17 of 18 MB'],
  [9_999_999, null, '9 MB'],
])('of a download of %i of %s bytes is said: %s', (done, total, words) => {
  expect(downloadWords(done, total)).toBe(words);
});
