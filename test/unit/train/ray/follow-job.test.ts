import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RayJobs } from '../../../../src/disk/cluster/ray-jobs';
import { hasOpenJob, readClusterJob } from '../../../../src/disk/runs/cluster-job';
import { readMetrics } from '../../../../src/disk/runs/run-events-file';
import { followJob } from '../../../../src/train/ray/follow-job';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { fakeRay, type RayAnswer } from '../../disk/cluster/fake-ray';

const epoch = (number: number): string =>
  `@td ${JSON.stringify({
    ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: number, epochs: 3, loss: 1, accuracy: 1 },
    ...{ validationLoss: 1, validationAccuracy: 1, validationImages: 9, best: true, seconds: 1 },
    secondsLeft: null,
  })}\n`;

interface Told {
  /** What it answers when it is asked how the job stands, one after the other; then the last for good. */
  readonly states: readonly (object | RayAnswer)[];
  /** What it answers when it is asked for the log, likewise. */
  readonly logs?: readonly RayAnswer[];
  readonly longestSilence?: number;
  readonly stop?: AbortSignal;
}

/** Follows a job of a cluster that answers so. */
async function followed({
  states,
  logs = [],
  longestSilence = 60_000,
  stop = new AbortController().signal,
}: Told) {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const next = { state: 0, log: 0 };
  const { address, asked } = await fakeRay((one, response) => {
    const isLog = one.path.startsWith('/api/v0/logs/');
    const answers = isLog ? logs : states;
    const what = isLog ? 'log' : 'state';
    const answer = answers[Math.min(next[what], answers.length - 1)];
    next[what] += 1;
    if (typeof answer === 'function') return answer(one, response);
    response.writeHead(200).end(JSON.stringify({ message: 'as it is', ...answer }));
  });
  const folder = scratchFolder();
  const jobs = new RayJobs({ address, token: undefined });
  const outcome = followJob({
    ...{ folder, jobs, id: 'transfer-one-1', attempt: 1, lines: 0, longestSilence },
    stop,
  });
  return { folder, asked, outcome };
}

const running = { status: 'RUNNING', driver_node_id: 'ab' };
const succeeded = { status: 'SUCCEEDED', driver_node_id: 'ab' };
const prints =
  (...lines: readonly string[]): RayAnswer =>
  (_, response) =>
    void response.writeHead(200).end(lines.join(''));
const answers =
  (status: number): RayAnswer =>
  (_, response) =>
    void response.writeHead(status).end();
/** What it has said so far, and then the connection is gone. */
const breaksOff =
  (...lines: readonly string[]): RayAnswer =>
  (_, response) => {
    if (lines.length > 0) response.writeHead(200).write(lines.join(''));
    setImmediate(() => response.destroy());
  };

describe('a job that is followed', () => {
  it('is followed on where the network breaks off for a while, and each line of its log is copied once', async () => {
    const { folder, outcome } = await followed({
      states: [running, answers(503), breaksOff(), running, succeeded],
      logs: [breaksOff(epoch(1)), breaksOff(epoch(1), epoch(2)), prints(epoch(1), epoch(2), epoch(3))],
    });
    expect(await outcome).toBe('trained');
    expect((await readMetrics(folder)).map((event) => event.epoch)).toEqual([1, 2, 3]);
    const events = readFileSync(path.join(folder, 'events.jsonl'), 'utf8');
    expect(events.match(/"event":"epoch"/g)).toHaveLength(3);
    expect(await readClusterJob(folder)).toEqual({ attempt: 1, lines: 3, ended: true });
  });

  it('is followed on where this machine has slept for an hour, and the first request after that fails', async () => {
    let slept = 0;
    const clock = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + slept);
    onTestFinished(() => void vi.restoreAllMocks());
    const wakes: RayAnswer = (_, response) => {
      slept = 3_600_000;
      response.destroy();
    };
    const { outcome } = await followed({
      states: [running, wakes, succeeded],
      logs: [prints()],
      longestSilence: 120_000,
    });
    expect(await outcome).toBe('trained');
  });

  it.each<[string, RayAnswer]>([
    ['does not answer', breaksOff()],
    ['answers 503', answers(503)],
    ['does not know it', answers(404)],
  ])('is lost where the cluster %s for too long, and says how to go on', async (_, answer) => {
    const { outcome, folder } = await followed({ states: [answer], longestSilence: 0 });
    await expect(outcome).rejects.toMatchObject({
      code: 'cluster-lost',
      message: expect.stringMatching(/has not answered for 0 seconds, or does not know .*: resume the run/),
    });
    expect(await hasOpenJob(folder)).toBe(true);
  });

  it('is stopped where the cluster knows none of its name, even after a while', async () => {
    const { outcome, asked } = await followed({ states: [answers(404)], stop: AbortSignal.abort() });
    expect(await outcome).toBe('stopped');
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  it('is stopped where it turns up after it was to stop', async () => {
    const { outcome, asked, folder } = await followed({
      states: [answers(404), running, {}, { ...running, status: 'STOPPED' }],
      logs: [prints()],
      stop: AbortSignal.abort(),
    });
    expect(await outcome).toBe('stopped');
    expect(await hasOpenJob(folder)).toBe(false);
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('fails at once where the cluster does not take the token any more', async () => {
    const { outcome, asked, folder } = await followed({ states: [answers(403)] });
    await expect(outcome).rejects.toMatchObject({ code: 'cluster-token' });
    expect(await hasOpenJob(folder)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['loss-not-finite', 'loss-not-finite'],
    ['unreadable-images', 'unreadable-images'],
    ['no-images', 'no-images'],
    ['versions-differ', 'cluster-job'],
    ['run-taken', 'cluster-job'],
  ])('that says it failed by %s fails the run by %s, in its words', async (said, code) => {
    const told = `@td ${JSON.stringify({ event: 'failed', code: said, message: 'It is so.' })}\n`;
    const { outcome, folder } = await followed({
      states: [{ ...running, status: 'FAILED' }],
      logs: [prints(told, 'Traceback\n')],
    });
    await expect(outcome).rejects.toMatchObject({ code, message: 'It is so.' });
    expect(await readClusterJob(folder)).toEqual({ attempt: 1, lines: 2, ended: true });
  });

  it.each([
    [1, /^The job ended on the cluster without a result\. Ray says: as it is Its last words: No room left\n/],
    [137, /without a result\. It was killed, most often for want of memory\. Ray says: as it is /],
  ])(
    'that ends by status %d without a word says what Ray says, and what it printed last',
    async (exit, message) => {
      const { outcome } = await followed({
        states: [{ ...running, status: 'FAILED', driver_exit_code: exit }],
        logs: [prints('a line\n', 'No room left\n')],
      });
      await expect(outcome).rejects.toMatchObject({
        code: 'cluster-job',
        message: expect.stringMatching(message),
      });
    },
  );
});
