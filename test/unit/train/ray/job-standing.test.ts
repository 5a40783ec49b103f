import { expect, it, vi } from 'vitest';
import { RayJobs } from '../../../../src/disk/cluster/ray-jobs';
import { standingOf } from '../../../../src/train/ray/job-standing';
import type { RunStorage } from '../../../../src/train/ray/run-in-storage';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { fakeRay } from '../../disk/cluster/fake-ray';

interface Asked {
  /** What it answers, one after the other, then the last for good: a state of a job, or a status of http. */
  readonly answers: readonly (string | number)[];
  readonly ended?: boolean;
  /** Whether no job was submitted yet, as far as is known. */
  readonly isFirst?: boolean;
  readonly hasResult?: boolean;
  readonly stop?: AbortSignal;
  readonly longestSilence?: number;
}

async function standing({
  answers,
  ended,
  isFirst,
  hasResult = false,
  stop,
  longestSilence = 60_000,
}: Asked) {
  let next = 0;
  const { address, asked } = await fakeRay((_, response) => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    if (typeof answer === 'number') return void response.writeHead(answer).end();
    response.writeHead(200).end(JSON.stringify({ status: answer }));
  });
  const outcome = standingOf({
    ...{ folder: scratchFolder(), jobs: new RayJobs({ address, token: undefined }), id: 'transfer-one-1' },
    noted: isFirst ? undefined : { attempt: 1, lines: 3, ...(ended ? { ended } : {}) },
    storage: { has: vi.fn(async () => hasResult) } as unknown as RunStorage,
    ...{ longestSilence, stop: stop ?? new AbortController().signal },
  });
  return { outcome, asked };
}

it.each<[Asked, string]>([
  [{ answers: [404], isFirst: true }, 'none'],
  [{ answers: [404] }, 'none'],
  [{ answers: ['RUNNING'] }, 'to follow'],
  [{ answers: ['RUNNING'], isFirst: true }, 'to follow'],
  [{ answers: ['SUCCEEDED'], hasResult: true }, 'to follow'],
  [{ answers: ['SUCCEEDED'] }, 'ended'],
  [{ answers: ['STOPPED'], hasResult: true }, 'ended'],
  [{ answers: ['FAILED'], ended: true }, 'ended'],
  [{ answers: ['RUNNING'], ended: true }, 'to follow'],
])('a job of which %j is so stands as %s', async (facts, expected) => {
  const { outcome } = await standing(facts);
  expect(await outcome).toBe(expected);
});

it('a job that goes on, as far as is known, is asked for again where the cluster does not answer at first', async () => {
  const { outcome, asked } = await standing({ answers: [503, 'RUNNING'] });
  expect(await outcome).toBe('to follow');
  expect(asked).toHaveLength(2);
});

it('a job is lost where the cluster does not answer for too long', async () => {
  const { outcome } = await standing({ answers: [503], longestSilence: 0 });
  await expect(outcome).rejects.toMatchObject({ code: 'cluster-lost' });
});

it('a job that is to stop is stopped by whoever follows it, also where the cluster does not answer', async () => {
  const { outcome } = await standing({ answers: [503], stop: AbortSignal.abort() });
  expect(await outcome).toBe('to follow');
});

it('a cluster without a job that goes on is asked once', async () => {
  for (const facts of [{ isFirst: true }, { ended: true }]) {
    const { outcome, asked } = await standing({ answers: [503], ...facts });
    await expect(outcome).rejects.toMatchObject({ code: 'cluster-refused' });
    expect(asked).toHaveLength(1);
  }
});

it('a job that was seen to end, and whose result is there, needs its cluster no more', async () => {
  const { outcome, asked } = await standing({ answers: [503], ended: true, hasResult: true });
  expect(await outcome).toBe('trained');
  expect(asked).toEqual([]);
});
