import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pilot } from '../../src/design/pilot';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

let terminal: TerminalWorkshop;

beforeAll(async () => {
  terminal = await TerminalWorkshop.open(await nativeEngineFolder());
  await terminal.write(
    'version: 1\nbase: ./base\ndataset: { path: images, validation: 0.25, test: images-test, similarity: similar }\n',
  );
});

afterAll(() => terminal?.close());

type Answer = { readonly answer: string; readonly difference: number; readonly text: string } & Omit<
  Pilot,
  'pairs'
> & {
    readonly seeds: Pilot['pairs'];
  };

it('a pilot trains both ways in the time that it has, on images that are held back from both, and leaves its result alone', async () => {
  const { status, stdout, stderr } = await terminal.call([
    'pilot',
    terminal.folder,
    '--minutes',
    '0.3',
    '--json',
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { seeds, cost, sample, ...answer } = JSON.parse(stdout) as Answer;
  expect(['gains', 'loses', 'no measurable difference', 'too few seeds']).toContain(answer.answer);
  expect(answer.text).not.toBe('');
  expect(sample).toEqual({ images: null, of: 36, epochs: null });
  expect(seeds.length).toBeGreaterThan(0);
  // Of 12 images a class 3 validate; of the other 9 two are held back.
  for (const { images, headRight, fineTunedRight, onlyHeadRight, onlyFineTunedRight } of seeds) {
    expect(images).toBe(6);
    expect(fineTunedRight - headRight).toBe(onlyFineTunedRight - onlyHeadRight);
  }
  expect(cost?.fineTuned.secondsAnEpoch).toBeGreaterThan(cost?.head.secondsAnEpoch ?? Number.NaN);
  const entries = await readdir(terminal.folder);
  expect(entries).not.toContain('runs');
  const trials = path.join(terminal.folder, '.transfer', 'trials');
  const kept = (await readdir(trials)).filter((name) => name.endsWith('.json'));
  expect(kept.length).toBeGreaterThanOrEqual(2 * seeds.length);
  for (const name of kept)
    expect(await readFile(path.join(trials, name), 'utf8')).not.toContain('images-test');
});
