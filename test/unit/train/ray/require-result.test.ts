import { expect, it } from 'vitest';
import { readRunEvents } from '../../../../src/disk/runs/run-events-file';
import type { RunEvent } from '../../../../src/shared/run-events';
import { requireResult } from '../../../../src/train/ray/require-result';
import type { RunStorage } from '../../../../src/train/ray/run-in-storage';
import { scratchFolder } from '../../../fixtures/scratch-folder';

/** @param looks after how many the result is seen */
function result(looks: number, { named = '/data/transfer', longestUnseen = 60_000 } = {}) {
  const folder = scratchFolder();
  const stop = new AbortController();
  let looked = 0;
  const has = async () => {
    looked += 1;
    return looked > looks;
  };
  const storage = { has } as unknown as RunStorage;
  const outcome = requireResult({ folder, storage, named, longestUnseen, stop: stop.signal }).catch(
    (error: unknown) => error,
  );
  return { outcome, folder, stop, looked: () => looked };
}

async function stagesIn(folder: string): Promise<readonly string[]> {
  const events: RunEvent[] = [];
  await readRunEvents(folder, (event) => events.push(event));
  return events.flatMap((event) => (event.event === 'progress' ? [event.stage] : []));
}

it('is there at once, as a rule, and nothing is told', async () => {
  const { outcome, folder, looked } = result(0);
  expect(await outcome).toBeUndefined();
  expect(looked()).toBe(1);
  expect(await stagesIn(folder)).toEqual([]);
});

it('is waited for where a network file system shows it late, and that is told', async () => {
  const { outcome, folder } = result(2);
  expect(await outcome).toBeUndefined();
  expect(await stagesIn(folder)).toContain('wait for the result');
});

it('that is not seen for long is told, with what to do', async () => {
  const { outcome, looked } = result(Number.POSITIVE_INFINITY, { longestUnseen: 1_500 });
  const error = await outcome;
  expect(error).toMatchObject({ code: 'cluster-job' });
  expect(String(error)).toContain('must be a folder that this machine and all of the cluster');
  expect(looked()).toBe(3);
});

it('that is not in its bucket is told at once', async () => {
  const { outcome, looked } = result(Number.POSITIVE_INFINITY, { named: 's3://bucket/prefix' });
  expect(String(await outcome)).toContain('AWS_ENDPOINT_URL');
  expect(looked()).toBe(1);
});

it('is waited for no longer than until the run is stopped', async () => {
  const { outcome, stop } = result(Number.POSITIVE_INFINITY);
  const reason = new Error('stopped');
  stop.abort(reason);
  expect(await outcome).toBe(reason);
});
