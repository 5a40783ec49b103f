import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  appendMetric,
  appendRunEvent,
  followRunEvents,
  readMetrics,
  readRunEvents,
  rewriteMetrics,
} from '../../../../src/disk/runs/run-events-file';
import type { EpochEvent, RunEvent, RunEventBody } from '../../../../src/shared/run-events';
import { faultyDisk } from '../../../fixtures/disk-faults';
import { temporaryFolder } from '../support/temporary-folder';

const warning = (message: string): RunEventBody => ({ event: 'warning', code: 'test', message });

const epoch = (number: number): EpochEvent => ({
  event: 'epoch',
  start: 'pretrained',
  phase: 1,
  epoch: number,
  epochs: 9,
  loss: 1 / number,
  accuracy: 0.5,
  validationLoss: 1 / number,
  validationAccuracy: 0.5,
  validationImages: 2,
  best: true,
  seconds: 1,
  secondsLeft: null,
});

/**
 * Follows the folder in the background. Gives the messages told so far, and ways to wait for more and until nothing is
 * found by looking again.
 */
function following(folder: string, fromStart = true) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const abort = new AbortController();
  const told: string[] = [];
  const onEvent = (event: RunEvent) =>
    void told.push(event.event === 'warning' ? event.message : event.event);
  const done = followRunEvents(folder, { fromStart, signal: abort.signal, onEvent });
  onTestFinished(async () => {
    abort.abort();
    await done;
    vi.useRealTimers();
  });
  const until = async (count: number) => {
    await vi.waitUntil(() => told.length >= count, { timeout: 5_000 });
    return told;
  };
  const pausing = () => vi.waitUntil(() => vi.getTimerCount() > 0, { timeout: 5_000, interval: 5 });
  const idle = async () => {
    for (let looks = 0; looks < 2; looks += 1) {
      await pausing();
      vi.runOnlyPendingTimers();
    }
    await pausing();
  };
  return { told, until, idle, stop: () => abort.abort(), done };
}

describe('events', () => {
  it('are told in order, those from before too, as they come', async () => {
    const folder = temporaryFolder();
    appendRunEvent(folder, warning('one'));
    const { told, until, stop, done } = following(folder);
    expect(await until(1)).toEqual(['one']);
    appendRunEvent(folder, warning('two ♥'));
    appendRunEvent(folder, warning('three'));
    expect(await until(3)).toEqual(['one', 'two ♥', 'three']);
    stop();
    await expect(done).resolves.toBeUndefined();
    appendRunEvent(folder, warning('four'));
    expect(told).toHaveLength(3);
  });

  it('from before are left out where that is asked', async () => {
    const folder = temporaryFolder();
    appendRunEvent(folder, warning('one'));
    const { until, idle } = following(folder, false);
    await idle();
    appendRunEvent(folder, warning('two'));
    expect(await until(1)).toEqual(['two']);
  });

  it('may begin after the following does', async () => {
    const folder = temporaryFolder();
    const { until, idle } = following(folder);
    await idle();
    appendRunEvent(folder, warning('one'));
    expect(await until(1)).toEqual(['one']);
  });

  it('are told when their line is whole, and what is none is passed over', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'events.jsonl');
    const { until, idle, told } = following(folder);
    const line = Buffer.from(
      `${JSON.stringify({ time: '2026-05-04T10:30:05.000Z', event: 'warning', code: 'c', message: 'ü' })}\n`,
    );
    const middle = line.indexOf(0xc3) + 1;
    appendFileSync(file, 'no event\n{"half":\n\n');
    appendFileSync(file, line.subarray(0, middle));
    await idle();
    expect(told).toEqual([]);
    appendFileSync(file, line.subarray(middle));
    expect(await until(1)).toEqual(['ü']);
  });

  it('are read from the start of a file that is replaced or cut', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'events.jsonl');
    const { until, idle } = following(folder);
    appendRunEvent(folder, warning('one'));
    appendRunEvent(folder, warning('two'));
    await until(2);
    renameSync(file, `${file}.old`);
    appendRunEvent(
      folder,
      warning('three, which is longer than both before it together were, by some letters'),
    );
    appendRunEvent(folder, warning('four'));
    expect((await until(4)).slice(3)).toEqual(['four']);
    writeFileSync(file, '');
    await idle();
    appendRunEvent(folder, warning('five'));
    expect((await until(5)).slice(4)).toEqual(['five']);
    rmSync(file);
    await idle();
    appendRunEvent(folder, warning('six'));
    expect((await until(6)).slice(5)).toEqual(['six']);
  });

  it('are not spoilt by half a line that a killed process left', async () => {
    const folder = temporaryFolder();
    appendRunEvent(folder, warning('one'));
    appendFileSync(path.join(folder, 'events.jsonl'), '{"time":"t","event":"warn');
    appendRunEvent(folder, warning('two'));
    const { until } = following(folder);
    expect(await until(2)).toEqual(['one', 'two']);
  });

  it('carry their time', () => {
    const folder = temporaryFolder();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-05-04T12:30:05Z') });
    onTestFinished(() => void vi.useRealTimers());
    appendRunEvent(folder, warning('one'));
    const { time } = JSON.parse(readFileSync(path.join(folder, 'events.jsonl'), 'utf8'));
    expect(time).toBe('2026-05-04T12:30:05.000Z');
  });

  it('are told after a line that is longer than any, which is passed over', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'events.jsonl');
    writeFileSync(file, Buffer.alloc(66 * 1024 ** 2, 'x'));
    appendRunEvent(folder, warning('one'));
    const told: RunEvent[] = [];
    await readRunEvents(folder, (event) => told.push(event));
    expect(told).toMatchObject([{ message: 'one' }]);
  });

  it('are none where the file is larger than any run writes', async () => {
    const folder = temporaryFolder();
    appendRunEvent(folder, warning('one'));
    truncateSync(path.join(folder, 'events.jsonl'), 3 * 1024 ** 3);
    await readRunEvents(folder, () => expect.unreachable());
  });

  it.each([
    { event: 'warning', code: 'c' },
    { event: 'stopped', epoch: -1 },
    { event: 'unheard of' },
    { ...epoch(1), accuracy: 1.5 },
    { ...epoch(1), secondsLeft: 'soon' },
    { event: 'finished', result: {} },
    { event: ['warning'], code: 'c', message: 'm' },
  ])('are none that lack a part or have it wrong: %j', async (body) => {
    const folder = temporaryFolder();
    const line = JSON.stringify({ time: '2026-05-04T10:30:05.000Z', ...body });
    writeFileSync(path.join(folder, 'events.jsonl'), `${line}\n`);
    await readRunEvents(folder, () => expect.unreachable());
  });

  it('say so where the disk is full', () => {
    const folder = temporaryFolder();
    const disk = faultyDisk(folder, { step: 'write', at: 1, code: 'ENOSPC' });
    onTestFinished(() => disk.mend());
    expect(() => appendRunEvent(folder, warning('one'))).toThrow(
      expect.objectContaining({ code: 'disk-full' }),
    );
  });

  it('pass an error of the listener on', async () => {
    const folder = temporaryFolder();
    appendRunEvent(folder, warning('one'));
    const onEvent = () => {
      throw new Error('mine');
    };
    const signal = new AbortController().signal;
    await expect(followRunEvents(folder, { fromStart: true, signal, onEvent })).rejects.toThrow('mine');
  });
});

describe('metrics', () => {
  it('are read as they were added', async () => {
    const folder = temporaryFolder();
    expect(await readMetrics(folder)).toEqual([]);
    appendMetric(folder, epoch(1));
    appendMetric(folder, epoch(2));
    expect(await readMetrics(folder)).toEqual([epoch(1), epoch(2)]);
  });

  it('are replaced as a whole', async () => {
    const folder = temporaryFolder();
    for (const number of [1, 2, 3]) appendMetric(folder, epoch(number));
    await rewriteMetrics(folder, [epoch(1)]);
    appendMetric(folder, epoch(2));
    expect(await readMetrics(folder)).toEqual([epoch(1), epoch(2)]);
  });

  it('leave out half a line', async () => {
    const folder = temporaryFolder();
    appendMetric(folder, epoch(1));
    appendFileSync(path.join(folder, 'metrics.jsonl'), '{"event":"epoch","loss"');
    expect(await readMetrics(folder)).toEqual([epoch(1)]);
    appendMetric(folder, epoch(2));
    expect(await readMetrics(folder)).toEqual([epoch(1), epoch(2)]);
  });
});
