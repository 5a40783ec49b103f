import { expect, it } from 'vitest';
import { whyNoRun } from '../../../src/terminal/commands/check-command';

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ file: `${index}.png`, reason: 'It is empty.' }));

it('a check of the images fails where a run would: more than 5 % unreadable, or a class with none left', () => {
  const checked = { checked: 100, untrained: [], duplicates: [] };
  expect(whyNoRun({ ...checked, unreadable: unreadable(5) })).toEqual([]);
  expect(whyNoRun({ ...checked, unreadable: unreadable(6) })).toEqual([
    expect.stringMatching(/^6 of 100.images can't be read. Repair or remove them; at most 5 %/),
  ]);
  expect(whyNoRun({ ...checked, unreadable: unreadable(1), untrained: ['dog'] })).toEqual([
    expect.stringContaining('No image of the class `dog` is left to train on.'),
  ]);
});
