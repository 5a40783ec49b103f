import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EndedRun, nativeEngineFolder, phases, RunWorkshop, savedWeights } from './run-workshop';

let workshop: RunWorkshop;
let elsewhere: string;

beforeEach(async () => {
  workshop = await RunWorkshop.open(await nativeEngineFolder());
  elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
});

afterEach(async () => {
  await workshop?.close();
  await rm(elsewhere, { recursive: true, force: true });
});

/** Enough epochs that a kill comes in their midst on a quick machine as well. */
const long = { phases: [{ ...phases.head, epochs: 60, patience: 60 }] };

/** A run that was killed after its third epoch. */
async function killedRun(): Promise<string> {
  const run = await workshop.prepare(workshop.plan(long));
  await workshop.go(run, (event, kill) => {
    if (event.event === 'epoch' && event.epoch === 3) kill();
  });
  return run;
}

const inPlaceOf = (folder: string, run: string) => path.join(folder, path.relative(workshop.folder, run));
const warnings = ({ events }: EndedRun) =>
  events.flatMap((one) => (one.event === 'warning' ? [one.code] : []));

it('a project that is moved goes on in its new place, to the same weights', async () => {
  const whole = await workshop.run(long);
  const run = await killedRun();
  const moved = path.join(elsewhere, 'moved');
  await rename(workshop.folder, moved);
  const ended = await workshop.go(inPlaceOf(moved, run));
  expect(ended.record.state, ended.log).toBe('finished');
  expect(warnings(ended)).toEqual([]);
  expect(ended.record.plan.dataset.path).toBe(path.join(moved, 'images'));
  const weights = await savedWeights(inPlaceOf(moved, run));
  expect(weights.equals(await savedWeights(inPlaceOf(moved, whole.folder)))).toBe(true);
});

it('a copy of a project trains on its own images and base, not on those of the first one', async () => {
  const run = await killedRun();
  const copy = path.join(elsewhere, 'copy');
  await cp(workshop.folder, copy, { recursive: true });
  const [image = ''] = await readdir(path.join(copy, 'images', 'red'));
  await rm(path.join(copy, 'images', 'red', image));
  // What the copy takes from the first one's place would fail from now on.
  await rm(path.join(workshop.folder, 'base'), { recursive: true });
  const ended = await workshop.go(inPlaceOf(copy, run));
  expect(ended.record.state, ended.log).toBe('finished');
  expect(warnings(ended)).toEqual(['images-changed']);
  const { trainImages = 0, validationImages = 0 } = ended.record.dataset ?? {};
  expect(trainImages + validationImages).toBe(35);
});
