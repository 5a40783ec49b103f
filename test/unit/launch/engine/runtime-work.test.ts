import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { RuntimeProgress } from '../../../../src/launch/engine/runtime-progress';
import { endOf, watched } from '../../../../src/launch/engine/runtime-work';
import { scratchFolder } from '../../../fixtures/scratch-folder';

it('the progress of a download is never more than the whole, though it may stand there twice for a while', async () => {
  const folder = scratchFolder();
  for (const name of ['coming', 'copied']) writeFileSync(path.join(folder, name), 'x'.repeat(80));
  const told: RuntimeProgress[] = [];
  const work = { folder, node: process.execPath, onProgress: (one: RuntimeProgress) => told.push(one) };
  const ended = { status: 0, stdout: '', stderr: '', timedOut: false };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const bytes = () => told.flatMap((one) => one.bytes ?? []);
  const untilTold = async () => {
    vi.advanceTimersByTime(1_000);
    await vi.waitUntil(() => bytes().length > 0, 10_000);
    return ended;
  };
  await watched(work, 'download', 'Downloading', folder, untilTold, 100);
  expect(Math.max(...bytes())).toBe(100);
});

it('a failed step shows what its program said last, without the passwords of registries', () => {
  const stderr =
    'Looking in indexes: https://ada:hunter2@registry.example/simple\nERROR: 403 for https://a.b/c?sig=hunter2';
  const shown = endOf({ status: 1, stdout: 'first', stderr, timedOut: false });
  expect(shown).toBe(
    'first\nLooking in indexes: https://registry.example/simple\nERROR: 403 for https://a.b/c?…',
  );
});
