import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { stopRuns } from '../../../src/cli/commands/stop-command';
import { createTerminal } from '../../../src/cli/terminal';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { acquireRunLock } from '../../../src/disk/runs/run-lock';
import { stopRequested } from '../../../src/disk/runs/stop-run';
import type { RecordedState } from '../../../src/shared/run-record';
import { runRecord, runResult } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { KeptStream } from '../../fixtures/terminal-sample';

async function run(name: string, state: RecordedState): Promise<string> {
  const folder = path.join(scratchFolder(), 'runs', name);
  mkdirSync(folder, { recursive: true });
  await recorded(folder, state);
  return folder;
}

function recorded(folder: string, state: RecordedState): Promise<void> {
  const failure = { code: 'disk-full', message: 'The disk is full.' };
  const record = runRecord(path.join(folder, '..', '..', 'transfer.yaml'), '');
  const end = state === 'failed' ? { failure } : state === 'finished' ? { result: runResult } : {};
  return writeRunRecord(folder, { ...record, state, ...end });
}

async function stop(runs: readonly string[], json = false) {
  const output = new KeptStream();
  const errors = new KeptStream();
  const where = { installation: {} as never, node: {} as never };
  const status = await stopRuns(createTerminal(output, errors, {}, where), { runs, json });
  return { status, output, errors };
}

/** Stands in for a run's process: holds the lock until it is asked to stop, then ends in that state. */
async function goingOn(folder: string, end: RecordedState): Promise<void> {
  const lock = await acquireRunLock(folder);
  void (async () => {
    await vi.waitUntil(() => stopRequested(folder), { timeout: 10_000, interval: 10 });
    await recorded(folder, end);
    await lock.release();
  })();
}

it('`stop` asks all runs at once, and waits until they have stopped', async () => {
  const runs = [await run('one', 'running'), await run('two', 'running')];
  for (const folder of runs) await goingOn(folder, 'stopped');
  const { status, output, errors } = await stop(runs);
  expect(status).toBe(0);
  expect(output.lines).toHaveLength(2);
  for (const [index, folder] of runs.entries()) {
    expect(output.lines[index]).toContain(`${folder} stopped before the first epoch was done.`);
    expect(output.lines[index]).toMatch(/`transfer-designer resume .*` goes on from there\.$/);
  }
  expect(errors.text).toBe('');
});

it('`stop` tells machines one object a run', async () => {
  const going = await run('one', 'running');
  await goingOn(going, 'finished');
  const nowhere = scratchFolder();
  const { status, output } = await stop([going, await run('two', 'stopped'), nowhere], true);
  expect(status).toBe(2);
  expect(output.lines.map((line) => JSON.parse(line))).toMatchObject([
    { run: going, state: 'finished', wasGoing: true },
    { state: 'stopped', wasGoing: false },
    { run: nowhere, error: expect.stringContaining('run.json') },
  ]);
});

it('`stop` finds no fault with runs that do not go on', async () => {
  const { status, output } = await stop([await run('one', 'finished'), await run('two', 'failed')]);
  expect(status).toBe(0);
  expect(output.lines[0]).toMatch(/ is not going on: it has finished\.$/);
  expect(output.lines[1]).toMatch(/ is not going on: it has failed\. `transfer-designer resume /);
});

it('`stop` says so where a run fails meanwhile, or can not be asked', async () => {
  const failing = await run('one', 'running');
  await goingOn(failing, 'failed');
  const failed = await stop([failing]);
  expect(failed.status).toBe(1);
  expect(failed.output.text).toContain('failed before it could stop: The disk is full.');
  const deaf = await run('two', 'running');
  const lock = await acquireRunLock(deaf);
  // Stands in for a disk that takes no file more.
  mkdirSync(path.join(deaf, 'stop'));
  const unasked = await stop([deaf]);
  expect(unasked.status).toBe(1);
  expect(unasked.errors.text).toContain('stop is a folder, not a file.');
  await lock.release();
  const broken = await run('three', 'running');
  writeFileSync(path.join(broken, 'run.json'), '{');
  expect((await stop([broken])).status).toBe(2);
});
