import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/design/images/random';
import { type DiskStep, diskSteps } from '../fixtures/disk-faults';
import type { FaultyRun } from './faulty-runs';
import { dist, phases, RunWorkshop } from './run-workshop';

const run = promisify(execFile);

// Every step that a small run asks of the disk fails once, each in a run of its own that is then resumed. All of them
// take minutes: the tests take every one of the kinds that are few and, with a fixed seed, some of those that are many.
// All: DISK_FAULTS=all npx vitest run --project train test/train/faults.test.ts
const all = process.env.DISK_FAULTS === 'all';
const mostTried = all ? Number.POSITIVE_INFINITY : 10;

let workshop: RunWorkshop;
let driver: string;
let template: string;
let whole: FaultyRun;

beforeAll(async () => {
  workshop = await RunWorkshop.open('', 4);
  driver = path.join(workshop.folder, 'faulty-runs.js');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'faulty-runs.ts')],
    ...{ bundle: true, platform: 'node', format: 'cjs', outfile: driver, logLevel: 'error' },
  });
  const plan = workshop.plan();
  const short = { ...phases.head, epochs: 2, patience: 2 };
  template = await workshop.prepare({
    ...plan,
    training: { ...plan.training, augment: { flip: 'horizontal', shift: 0.1, brightness: 0, views: 2 } },
    phases: [
      short,
      { ...short, epochs: 1, trainable: ['head_classes'], cache: { cut: 'head_dense_1', bytes: 0 } },
    ],
  });
  [whole = nothing()] = await faulty('write', [1_000_000]);
});

afterAll(() => workshop?.close());

const nothing = (): never => {
  throw new Error('The run without a fault told nothing.');
};

/** Runs with the fault at each place, until one in which there was none. */
async function faulty(step: DiskStep, places: readonly number[]): Promise<readonly FaultyRun[]> {
  const bundle = path.join(dist, 'run.js');
  const { stdout } = await run(
    process.execPath,
    [driver, bundle, workshop.folder, template, step, ...places.map(String)],
    { maxBuffer: 100_000_000, env: { ...process.env, TRANSFER_DESIGNER_TFJS_NODE: '' } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FaultyRun);
}

/** Which steps fail: all of them, or some; those of a run are never quite as many, since it tells its progress by time. */
async function placesOf(step: DiskStep): Promise<readonly number[]> {
  const [{ steps } = nothing()] = await faulty(step, [1_000_000]);
  if (all || steps <= mostTried) return Array.from({ length: steps + 50 }, (_, index) => index + 1);
  const random = seededRandom('faults', step);
  const drawn = Array.from({ length: mostTried }, () => 1 + Math.floor(random() * steps));
  return [...new Set(drawn)].sort((one, other) => one - other);
}

describe('a run on a disk that fails once', () => {
  it('is whole without a fault', () => {
    expect(whole).toMatchObject({ status: 0, result: expect.stringMatching(/^finished [0-9a-f]{64}$/) });
  });

  it.each(diskSteps)(
    'says so and, resumed, ends at the same weights, whichever %s fails',
    { timeout: all ? 3_600_000 : 120_000 },
    async (step) => {
      const runs = await faulty(step, await placesOf(step));
      for (const one of runs) {
        const said = JSON.stringify(one, null, 1);
        expect(one.resumed, said).toBe(0);
        expect(one.result, said).toBe(whole.result);
      }
      expect(runs.filter(({ status, said }) => status !== 0 && said.trim() === '')).toEqual([]);
      expect(runs.some(({ failed }) => failed !== undefined)).toBe(true);
    },
  );
});
