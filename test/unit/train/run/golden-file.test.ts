import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type GoldenFile, readGolden, writeGolden } from '../../../../src/train/run/golden-file';

const image = { file: 'a.png', sha256: 'ab'.repeat(32), pixels: 'AAECAwQF', probabilities: [0.25, 0.75] };
const golden: GoldenFile = { classes: ['cat', 'dog'], shape: [1, 2, 3], images: [image] };

let run: string;

beforeEach(async () => {
  run = await mkdtemp(path.join(tmpdir(), 'golden-'));
});

afterEach(() => rm(run, { recursive: true, force: true }));

it('golden images are read as they were written', async () => {
  await writeGolden(run, golden);
  expect(await readGolden(run)).toEqual(golden);
});

it.each([
  ['', /not valid JSON/],
  ['null', /must be a map/],
  [JSON.stringify({ ...golden, shape: [1e9, 1e9, 3] }), /shape\[0\] is 1000000000/],
  [JSON.stringify({ ...golden, shape: [2, 2, 3] }), /other pixels or probabilities/],
  [JSON.stringify({ ...golden, classes: ['cat'] }), /other pixels or probabilities/],
  [
    JSON.stringify({ ...golden, images: [{ ...image, probabilities: [0.25, 'x'] }] }),
    /probabilities\[1\] is "x"/,
  ],
  [JSON.stringify({ ...golden, images: [{ ...image, pixels: 5 }] }), /pixels is 5/],
])('golden images that say %s are refused by what is wrong', async (text, reason) => {
  await writeFile(path.join(run, 'golden.json'), text);
  const problem = await readGolden(run).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'golden-file' });
  expect(String(problem)).toMatch(reason);
  expect(String(problem)).toContain(path.join(run, 'golden.json'));
});
