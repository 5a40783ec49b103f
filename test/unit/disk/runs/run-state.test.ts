import { expect, it, onTestFinished, vi } from 'vitest';
import { acquireRunLock } from '../../../../src/disk/runs/run-lock';
import { runStateNow } from '../../../../src/disk/runs/run-state';
import type { RecordedState } from '../../../../src/shared/run-record';
import { kill, printed, startScript } from '../support/child-process';
import { temporaryFolder } from '../support/temporary-folder';

const longAgo = '2026-05-04T12:30:05.000Z';
const recorded = (state: RecordedState, created = longAgo) => ({ state, created });

it('a run whose process was killed is interrupted, whatever it said last', async () => {
  const folder = temporaryFolder();
  const child = startScript('hold-lock.ts', folder);
  await printed(child);
  child.stdin?.write('now\n');
  expect(await printed(child)).toBe('got it');
  expect(await runStateNow(folder, recorded('running'))).toBe('running');
  await kill(child);
  expect(await runStateNow(folder, recorded('running'))).toBe('interrupted');
  expect(await runStateNow(folder, recorded('created'))).toBe('interrupted');
  expect(await runStateNow(folder, recorded('finished'))).toBe('finished');
});

it('a run that failed or stopped before is running while it goes on again', async () => {
  const folder = temporaryFolder();
  const lock = await acquireRunLock(folder);
  expect(await runStateNow(folder, recorded('failed'))).toBe('running');
  await lock.release();
  expect(await runStateNow(folder, recorded('failed'))).toBe('failed');
});

it('a run that was only just begun has a while to take its lock', async () => {
  const folder = temporaryFolder();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-05-04T12:30:12Z') });
  onTestFinished(() => void vi.useRealTimers());
  const begun = '2026-05-04T12:30:05.000Z';
  expect(await runStateNow(folder, recorded('created', begun))).toBe('created');
  expect(await runStateNow(folder, recorded('running', begun))).toBe('interrupted');
});
