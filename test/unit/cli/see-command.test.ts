import { expect, it } from 'vitest';
import { mapLines, pictureLines } from '../../../src/cli/commands/see-command';
import { plain } from '../../../src/design/words/number-text';
import { someMaps, somePictures, someValues } from '../../panel/views/seen-views';

it('the channels of a layer stand below each other, those that answer most first', () => {
  const lines = mapLines('pool3', 'cat.png', someMaps).map(plain);
  expect(lines[0]).toMatch(/^pool3 on .*cat\.png: 192 channels, maps of 4 × 4$/);
  expect(lines[2]).toMatch(/^channel +greatest +least +greatest at$/);
  expect(lines[3]).toMatch(/^ +0 +5 +0 +row 1, column 1$/);
  expect(lines.at(-1)).toBe('and 176 that answer less');
  expect(plain(mapLines('dense2', 'cat.png', someValues)[0] ?? '')).toMatch(/40 channels, a number each$/);
});

it('what a layer and a picture are called does nothing to the terminal', () => {
  const lines = mapLines('pool\u001b[31m', 'cat\u0007.png', someMaps);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

it('the pictures of a channel stand with the places in them, and say what a place is', () => {
  const [first] = somePictures.pictures;
  const cell = { ...first!, box: { top: 16, left: 0, height: 16, width: 16, is: 'cell' as const } };
  const lines = pictureLines('pool3', {
    ...somePictures,
    pictures: [first!, cell, { ...first!, box: null }],
  }).map(plain);
  expect(lines[0]).toBe('Channel 0 of pool3: of 150 pictures these excite it most');
  expect(lines[3]).toMatch(/^animals\/0\.png +6 +rows 0 to 14, columns 0 to 14$/);
  expect(lines[4]).toMatch(/rows 16 to 32, columns 0 to 16 \(the cell of the map\)$/);
  expect(lines[5]).toMatch(/it has no places$/);
});
