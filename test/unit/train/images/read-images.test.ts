import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readImages } from '../../../../src/train/images/read-images';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';

it('images that a pattern groups are on one side of the split', async () => {
  const folder = scratchFolder();
  const sessions = ['mon', 'tue', 'wed', 'thu', 'fri'];
  for (const name of ['cat', 'dog']) {
    mkdirSync(path.join(folder, name));
    for (const session of sessions)
      for (const shot of [1, 2, 3])
        writeFileSync(path.join(folder, name, `${session}-${shot}.png`), session + shot);
  }
  const dataset = { ...headPlan.dataset, path: folder, test: null, classes: ['cat', 'dog'], validation: 0.4 };
  const sidesOf = async (groupBy: string | null) => {
    const plan = { ...headPlan, dataset: { ...dataset, groupBy } };
    const { images } = await readImages(plan, () => {});
    expect(images).toHaveLength(30);
    const sides = (session: string) =>
      new Set(images.filter(({ file }) => file.includes(`/${session}-`)).map(({ side }) => side));
    return sessions.map((session) => sides(session).size);
  };
  expect(await sidesOf('^(.*)-\\d')).toEqual([1, 1, 1, 1, 1]);
  expect(await sidesOf(null)).toContain(2);
});
