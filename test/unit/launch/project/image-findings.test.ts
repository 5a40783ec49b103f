import path from 'node:path';
import { expect, it } from 'vitest';
import { imageFindings } from '../../../../src/launch/project/image-findings';
import { folder } from '../../../fixtures/folder-facts';

const project = path.resolve('/pets');
const at = (...names: string[]) => path.join(project, ...names);
const dataset = {
  train: { found: true as const, facts: folder({ cats: 3, dogs: 3 }, { path: at('images') }) },
  test: { found: true as const, facts: folder({ cats: 1, dogs: 1 }, { path: path.resolve('/elsewhere') }) },
};
const nothing = { checked: 8, unreadable: [], strange: [], untrained: [], copies: [] };

it('what was found of images is counted by class and told by name, contradictions first', () => {
  const image = (file: string, className: string, side: 'train' | 'test') => ({ file, className, side });
  const findings = imageFindings(
    {
      ...nothing,
      unreadable: [
        { file: at('images', 'cats', 'half.jpg'), reason: 'It is empty.' },
        { file: path.resolve('/elsewhere', 'dogs', 'x.jpg'), reason: 'It is empty.' },
      ],
      copies: [
        {
          ...{ same: 'bytes' as const, contradictory: true, acrossSides: false },
          images: [
            image(at('images', 'cats', 'a.jpg'), 'cats', 'train'),
            image(at('images', 'dogs', 'b.jpg'), 'dogs', 'train'),
          ],
        },
        {
          ...{ same: 'look' as const, contradictory: false, acrossSides: true },
          images: [
            image(at('images', 'cats', 'c.jpg'), 'cats', 'train'),
            image(path.resolve('/elsewhere', 'cats', 'c.jpg'), 'cats', 'test'),
          ],
        },
      ],
    },
    dataset,
    project,
  );
  expect(findings.words).toBe(
    '8 pictures checked: 1 picture stands in several classes, 2 can’t be read and 1 picture stands on several sides of the split.',
  );
  expect(findings.found).toEqual([
    `Two labels for the same image: ${path.join('images', 'cats', 'a.jpg')} (cats) and ${path.join('images', 'dogs', 'b.jpg')} (dogs). Keep it in the class that it shows.`,
    `${path.join('images', 'cats', 'half.jpg')} can’t be read. It is empty.`,
    `${path.resolve('/elsewhere', 'dogs', 'x.jpg')} can’t be read. It is empty.`,
    expect.stringContaining('On several sides, nearly the same image: '),
  ]);
  expect(Object.fromEntries(findings.unreadable)).toEqual({ cats: 1, dogs: 1 });
  expect(Object.fromEntries(findings.copies)).toEqual({ cats: 3, dogs: 1 });
});

it('what was found says where all is well that it is, and names only a few of many', () => {
  expect(imageFindings(nothing, dataset, project).words).toBe(
    '8 pictures checked: all can be read, and none stands in two places.',
  );
  const unreadable = Array.from({ length: 40 }, (_, index) => ({
    file: at('images', 'cats', `${index}.jpg`),
    reason: 'It is empty.',
  }));
  const { found } = imageFindings({ ...nothing, unreadable }, dataset, project);
  expect(found).toHaveLength(7);
  expect(found.at(-1)).toBe('And 34 more like that.');
});
