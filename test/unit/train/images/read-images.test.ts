import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { datasetFingerprint, readImages } from '../../../../src/train/images/read-images';
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

it('images that other programs decode to other pixels are named with what they are, in their order', async () => {
  const folder = scratchFolder();
  const deep = Buffer.alloc(40);
  deep.write('\x89PNG\r\n\x1a\n', 'latin1');
  deep[24] = 16;
  const flat = Buffer.from(deep);
  flat[24] = 8;
  const contents = { 'a.png': deep, 'b.png': flat, 'c.jpg': Buffer.from('\xff\xd8\xff', 'latin1') };
  for (const name of ['cat', 'dog']) {
    mkdirSync(path.join(folder, name));
    for (const [file, bytes] of Object.entries(contents)) writeFileSync(path.join(folder, name, file), bytes);
  }
  // By its content, whatever it is called.
  writeFileSync(path.join(folder, 'dog', 'd.png'), 'II*\0 and so on');
  const dataset = { ...headPlan.dataset, path: folder, test: null, classes: ['cat', 'dog'] };
  const plan = { ...headPlan, dataset: { ...dataset, validation: 0.4, groupBy: null } };
  const { images, decodedHere } = await readImages(plan, () => {});
  const kinds = new Map([
    ['cat/a.png', 'PNG of 16 bits'],
    ['dog/a.png', 'PNG of 16 bits'],
    ['dog/d.png', 'TIFF'],
  ]);
  expect(decodedHere).toHaveLength(3);
  expect(decodedHere).toEqual(
    images.flatMap(({ file }) => (kinds.has(file) ? [{ file, kind: kinds.get(file) }] : [])),
  );
});

it('a trial never looks at the test images: it is judged by images that would else train', async () => {
  const folder = scratchFolder();
  for (const place of ['images/cat', 'images/dog', 'test/cat', 'test/dog']) {
    mkdirSync(path.join(folder, place), { recursive: true });
    for (let shot = 0; shot < 10; shot += 1)
      writeFileSync(path.join(folder, place, `${shot}.png`), `${place}${shot}`);
  }
  const dataset = { ...headPlan.dataset, path: path.join(folder, 'images'), test: path.join(folder, 'test') };
  const plan = {
    ...headPlan,
    dataset: { ...dataset, classes: ['cat', 'dog'], validation: 0.2, groupBy: null },
  };
  const sidesOf = async (trial?: { images: null; judged: number }) => {
    const { images } = await readImages(plan, () => {}, trial);
    return (['train', 'validation', 'test'] as const).map((side) =>
      images.filter((image) => image.side === side),
    );
  };
  const counts = (sides: readonly (readonly unknown[])[]) => sides.map(({ length }) => length);
  expect(counts(await sidesOf())).toEqual([16, 4, 20]);
  const tried = await sidesOf({ images: null, judged: 0.25 });
  expect(counts(tried)).toEqual([12, 4, 4]);
  expect(tried.flat().every((image) => image.path.startsWith(path.join(folder, 'images')))).toBe(true);
});

it('a data set is known by sides, classes and contents, in whatever order it was read', () => {
  const image = (side: 'train' | 'validation', label: number, sha256: string) => ({
    ...{ path: '', file: '', side, label, sha256 },
  });
  const images = [image('train', 1, 'b'), image('validation', 0, 'c'), image('train', 0, 'a')];
  const text = 'train\tcat\ta\ntrain\tdog\tb\nvalidation\tcat\tc';
  const expected = createHash('sha256').update(text).digest('hex');
  expect(datasetFingerprint(images, ['cat', 'dog'])).toBe(expected);
  expect(datasetFingerprint([...images].reverse(), ['cat', 'dog'])).toBe(expected);
  expect(datasetFingerprint([], ['cat'])).toBe(createHash('sha256').digest('hex'));
});
