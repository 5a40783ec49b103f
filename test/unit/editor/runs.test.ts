import { appendFileSync, existsSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { writeClusterJob } from '../../../src/disk/runs/cluster-job';
import { appendRunEvent } from '../../../src/disk/runs/run-events-file';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { readRunLabel, writeRunLabel } from '../../../src/disk/runs/run-label';
import { acquireRunLock } from '../../../src/disk/runs/run-lock';
import { Runs } from '../../../src/editor/runs/runs';
import { isLeft } from '../../../src/views/run-view';
import { runRecord, runResult } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';

/** Holds the reading of a run that does not go on up. */
const reading = vi.hoisted(() => ({ begun: undefined as (() => Promise<void>) | undefined, done: false }));

/** What the editor tells of the folder of runs. */
const told = vi.hoisted(() => ({ change: () => {} }));

// As much of the editor as the list of runs asks of it.
vi.mock('vscode', () => {
  class EventEmitter {
    readonly #listeners: ((value: unknown) => void)[] = [];
    readonly event = (listener: (value: unknown) => void) => this.#listeners.push(listener);
    fire(value: unknown): void {
      for (const listener of this.#listeners) listener(value);
    }
    dispose(): void {}
  }
  const nothing = () => ({ dispose() {} });
  const onDidChange = (listener: () => void) => {
    told.change = listener;
    return nothing();
  };
  const watcher = { onDidCreate: nothing, onDidChange, onDidDelete: nothing, dispose() {} };
  return {
    EventEmitter,
    RelativePattern: class {},
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    workspace: { createFileSystemWatcher: () => watcher },
  };
});

vi.mock('../../../src/disk/runs/run-events-file', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/disk/runs/run-events-file')>();
  return {
    ...original,
    async readMetrics(folder: string) {
      const metrics = await original.readMetrics(folder);
      const { begun } = reading;
      if (!folder.endsWith('1-before') || !begun) return metrics;
      reading.begun = undefined;
      await begun();
      reading.done = true;
      return metrics;
    },
  };
});

const log = { info() {}, warn() {}, error() {}, show() {}, dispose() {} };

it.skipIf(process.platform === 'win32')(
  'runs that a terminal made are listed where the folder is opened by way of a link, and once for both ways',
  async () => {
    const folder = path.join(scratchFolder(), 'pets');
    const run = path.join(folder, 'runs', 'one');
    mkdirSync(run, { recursive: true });
    await writeRunRecord(run, { ...runRecord(path.join(folder, 'transfer.yaml'), ''), state: 'stopped' });
    const link = path.join(scratchFolder(), 'link');
    symlinkSync(folder, link);
    const runs = new Runs(log);
    onTestFinished(() => runs.dispose());
    await runs.watch(link);
    expect(runs.of(link, path.join(link, 'transfer.yaml')).map(({ state }) => state)).toEqual(['stopped']);
    expect(runs.of(link, path.join(link, 'other.yaml'))).toEqual([]);
    await runs.watch(folder);
    expect(runs.folders).toEqual([link]);
    expect(runs.all).toHaveLength(1);
    expect(runs.of(folder, path.join(folder, 'transfer.yaml'))).toHaveLength(1);
    expect(runs.find(run)?.folder).toBe(path.join(link, 'runs', 'one'));
    expect(runs.isFolder(link, folder)).toBe(true);
  },
);

it('a run that ends while the others are read has ended, and is told to have', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const record = runRecord(path.join(folder, 'transfer.yaml'), '');
  const runFolder = path.join(folder, 'runs', '2-going');
  for (const name of ['1-before', '2-going']) mkdirSync(path.join(folder, 'runs', name), { recursive: true });
  await writeRunRecord(path.join(folder, 'runs', '1-before'), { ...record, state: 'stopped' });
  await writeRunRecord(runFolder, { ...record, state: 'running' });
  const lock = await acquireRunLock(runFolder);
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  await vi.waitFor(() => expect(runs.find(runFolder)?.state).toBe('running'), 10_000);

  // The folder is looked at again, and the run ends before the look at the other one does.
  const states: (string | undefined)[] = [];
  runs.onDidChange(() => states.push(runs.find(runFolder)?.state));
  const ended = new Promise((resolve) => runs.onDidEnd(resolve));
  // What was not changed since is not read again.
  await writeRunRecord(path.join(folder, 'runs', '1-before'), { ...record, state: 'stopped' });
  told.change();
  reading.begun = async () => {
    await writeRunRecord(runFolder, { ...record, state: 'finished', result: runResult });
    appendRunEvent(runFolder, { event: 'finished', result: runResult });
    await lock.release();
    await ended;
  };
  await vi.waitFor(() => expect(reading.done).toBe(true), 5_000);
  await vi.waitFor(() => expect(states.length).toBeGreaterThan(states.indexOf('finished') + 1), 10_000);
  expect(states.lastIndexOf('running')).toBeLessThan(states.indexOf('finished'));
});

it('3,000 epochs that a run tells at once are told in a few changes, its end with all of them, and a stop at once', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const record = runRecord(path.join(folder, 'transfer.yaml'), '');
  const runFolder = path.join(folder, 'runs', 'quick');
  mkdirSync(runFolder, { recursive: true });
  await writeRunRecord(runFolder, { ...record, state: 'running' });
  const lock = await acquireRunLock(runFolder);
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  await vi.waitFor(() => expect(runs.find(runFolder)?.state).toBe('running'), 10_000);

  runs.stop(runFolder);
  expect(runs.find(runFolder)?.stopping).toBe(true);
  expect(existsSync(path.join(runFolder, 'stop'))).toBe(true);

  const told: string[] = [];
  runs.onDidChange(() => {
    const run = runs.find(runFolder);
    told.push(`${run?.state} ${run?.epochs.length}`);
  });
  const ended = new Promise((resolve) => runs.onDidEnd(resolve));
  const time = '2026-05-04T12:30:05.000Z';
  const epoch = { event: 'epoch', start: 'pretrained', phase: 1, epochs: 3000, loss: 1, accuracy: 0 };
  const measured = { validationLoss: 1, validationAccuracy: 0, validationImages: 2, best: true };
  const lines = [
    ...Array.from({ length: 3000 }, (_, index) => ({
      ...{ time, ...epoch, ...measured, epoch: index + 1, seconds: 0.002, secondsLeft: 0 },
    })),
    { time, event: 'stopped', epoch: 3000 },
  ];
  appendFileSync(
    path.join(runFolder, 'events.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  await ended;
  expect(told.at(-1)).toBe('stopped 3000');
  expect(told.length).toBeLessThan(30);
  expect(runs.find(runFolder)?.stopping).toBe(false);
  await lock.release();
});

it('a run is called as the user says at once, on the disk too, and as somebody else has written there meanwhile', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const record = runRecord(path.join(folder, 'transfer.yaml'), '');
  const runFolder = path.join(folder, 'runs', 'one');
  mkdirSync(runFolder, { recursive: true });
  await writeRunRecord(runFolder, { ...record, state: 'stopped' });
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  const own = runs.find(runFolder);
  expect(own?.name).toMatch(/^Case 1 · stopped · 4 May .*\d\d:\d\d$/);
  if (!own) throw new Error('There must be a run.');

  await runs.call(own, { given: 'best', starred: true });
  expect(runs.find(runFolder)).toMatchObject({ name: 'best', given: 'best', starred: true });
  expect(await readRunLabel(runFolder)).toEqual({ given: 'best', starred: true });

  await writeRunLabel(runFolder, { given: 'theirs', starred: false });
  told.change();
  await vi.waitFor(
    () => expect(runs.find(runFolder)).toMatchObject({ name: 'theirs', starred: false }),
    10_000,
  );
});

it('a run that nobody has changed is not read again, and is the same object', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const record = runRecord(path.join(folder, 'transfer.yaml'), '');
  const names = ['one', 'two'];
  for (const name of names) {
    const runFolder = path.join(folder, 'runs', name);
    mkdirSync(runFolder, { recursive: true });
    await writeRunRecord(runFolder, { ...record, state: 'stopped' });
  }
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  // Files that were written just before could be written again within a tick of the disk's clock.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2040, 0, 1) });
  onTestFinished(() => void vi.useRealTimers());
  await runs.lookAgain(folder);
  const known = names.map((name) => runs.find(path.join(folder, 'runs', name)));
  await runs.lookAgain(folder);
  expect(runs.find(path.join(folder, 'runs', 'one'))).toBe(known[0]);
  utimesSync(path.join(folder, 'runs', 'two', 'run.json'), 1, 1);
  await runs.lookAgain(folder);
  expect(runs.find(path.join(folder, 'runs', 'one'))).toBe(known[0]);
  expect(runs.find(path.join(folder, 'runs', 'two'))).not.toBe(known[1]);
});

it('names say `yesterday` as soon as it is', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const runFolder = path.join(folder, 'runs', 'one');
  mkdirSync(runFolder, { recursive: true });
  const evening = new Date(2026, 4, 4, 23, 50);
  const record = { ...runRecord(path.join(folder, 'transfer.yaml'), ''), created: evening.toISOString() };
  await writeRunRecord(runFolder, { ...record, state: 'stopped' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date(2026, 4, 4, 23, 58) });
  onTestFinished(() => void vi.useRealTimers());
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  expect(runs.find(runFolder)?.name).toBe('Case 1 · stopped · today 23:50');
  vi.advanceTimersByTime(3 * 60_000);
  expect(runs.find(runFolder)?.name).toBe('Case 1 · stopped · yesterday 23:50');
});

it('a run whose cluster was given a job is left there where its process is gone or has failed, until that job was seen to end', async () => {
  const folder = path.join(scratchFolder(), 'pets');
  const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 1, cpus: 1, gpus: 0 };
  const record = { ...runRecord(path.join(folder, 'transfer.yaml'), ''), state: 'running' as const, cluster };
  const names = ['left', 'early', 'over', 'failed', 'failed over'] as const;
  const folders = names.map((name) => path.join(folder, 'runs', name));
  for (const one of folders) {
    mkdirSync(one, { recursive: true });
    const isFailed = one.includes('failed');
    const failure = { failure: { code: 'cluster-lost', message: 'It is silent.' } };
    await writeRunRecord(one, isFailed ? { ...record, state: 'failed', ...failure } : record);
    const job = { attempt: 1, lines: 3, ...(one.endsWith('over') ? { ended: true } : {}) };
    if (!one.endsWith('early')) await writeClusterJob(one, job);
  }
  const runs = new Runs(log);
  onTestFinished(() => runs.dispose());
  await runs.watch(folder);
  expect(folders.map((one) => runs.find(one)).map((run) => run && [run.state, isLeft(run)])).toEqual([
    ['interrupted', true],
    ['interrupted', false],
    ['interrupted', false],
    ['failed', true],
    ['failed', false],
  ]);
});
