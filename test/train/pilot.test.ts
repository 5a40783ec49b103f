import type { ChildProcess } from 'node:child_process';
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

it('a pilot trains both ways on images that are held back from both; Ctrl+C ends it, what it found stays, and nothing else', async () => {
  const trials = path.join(terminal.folder, '.transfer', 'trials');
  const results = async () =>
    (await readdir(trials).catch(() => [])).filter((name) => name.endsWith('.json'));
  let child: ChildProcess | undefined;
  const words = ['pilot', terminal.folder, '--minutes', '4', '--json'];
  const called = terminal.call(words, undefined, {}, (started) => {
    child = started;
  });
  await expect.poll(async () => (await results()).length, { timeout: 200_000 }).toBeGreaterThanOrEqual(2);
  child?.kill('SIGINT');
  const { status, stdout, stderr } = await called;
  expect({ status, stderr }).toEqual({ status: 130, stderr: '' });
  const { seeds, cost, sample, ...answer } = JSON.parse(stdout) as Answer;
  expect(answer).toMatchObject({ answer: 'too few seeds', endedBy: 'user', minutes: 4 });
  expect(sample).toMatchObject({ images: null, of: 36 });
  expect(seeds).toHaveLength(1);
  // Of 12 images a class 3 validate; of the other 9 two are held back.
  const [{ images, headRight, fineTunedRight, onlyHeadRight, onlyFineTunedRight } = seeds[0]!] = seeds;
  expect(images).toBe(6);
  expect(fineTunedRight - headRight).toBe(onlyFineTunedRight - onlyHeadRight);
  expect(cost?.fineTuned.secondsAnEpoch).toBeGreaterThan(cost?.head.secondsAnEpoch ?? Number.NaN);
  expect(await readdir(terminal.folder)).not.toContain('runs');
  for (const name of await results())
    expect(await readFile(path.join(trials, name), 'utf8')).not.toContain('images-test');
});
