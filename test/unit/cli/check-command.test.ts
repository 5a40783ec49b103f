import { expect, it } from 'vitest';
import { imageLines, whyNoRun } from '../../../src/cli/commands/check-command';

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ file: `${index}.png`, reason: 'It is empty.' }));

it('a check of the images fails where a run would: more than 5 % unreadable, or a class with none left', () => {
  const checked = { checked: 100, untrained: [], strange: [], copies: [] };
  expect(whyNoRun({ ...checked, unreadable: unreadable(5) })).toEqual([]);
  expect(whyNoRun({ ...checked, unreadable: unreadable(6) })).toEqual([
    expect.stringMatching(/^6 of 100.images can't be read. Repair or remove them; at most 5 %/),
  ]);
  expect(whyNoRun({ ...checked, unreadable: unreadable(1), untrained: ['dog'] })).toEqual([
    expect.stringContaining('No image of the class `dog` is left to train on.'),
  ]);
});

it('people are told of contradictory labels first, and of the first few of each kind', () => {
  const place = (file: string, className: string, side: 'train' | 'test') => ({ file, className, side });
  const across = Array.from({ length: 10 }, (_, index) => ({
    ...{ same: 'look' as const, contradictory: false, acrossSides: true },
    images: [place(`/pets/a/${index}.png`, 'a', 'train'), place(`/pets/a/b${index}.png`, 'a', 'test')],
  }));
  const contradiction = {
    ...{ same: 'pixels' as const, contradictory: true, acrossSides: false },
    images: [place('/pets/a/1.png', 'a', 'train'), place('/pets/b/1.webp', 'b', 'train')],
  };
  const lines = imageLines({
    checked: 50,
    unreadable: unreadable(21),
    strange: [{ file: '/pets/a/2.tif', concern: 'It has 2 pages, and only the first is used.' }],
    untrained: [],
    copies: [contradiction, ...across],
  });
  expect(lines[0]).toMatch(
    /^50.images decoded, 21 unreadable, 1 with strange values, 1 in more than one class, 10 on both sides of the split$/,
  );
  expect(lines[1]).toBe(
    '  two labels for the same image in another file: /pets/a/1.png (a) and /pets/b/1.webp (b). Keep it in the class that it shows.',
  );
  expect(lines.filter((line) => line.includes('unreadable: '))).toHaveLength(8);
  expect(lines).toContain('  and 13 more like that; --json names all');
  expect(lines).toContain('  and 2 more like that; --json names all');
  expect(lines).toHaveLength(1 + 1 + 9 + 1 + 9);
});
