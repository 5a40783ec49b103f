import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { renameRun } from '../../../src/cli/commands/rename-command';
import { tellRuns } from '../../../src/cli/commands/runs-command';
import { createTerminal } from '../../../src/cli/terminal';
import { writeClusterJob } from '../../../src/disk/runs/cluster-job';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { writeRunLabel } from '../../../src/disk/runs/run-label';
import type { RunRecord } from '../../../src/shared/run-record';
import { runRecord, runResult } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { KeptStream } from '../../fixtures/terminal-sample';

function terminal() {
  const output = new KeptStream();
  const errors = new KeptStream();
  const where = { installation: {} as never, node: {} as never };
  return { output, errors, terminal: createTerminal(output, errors, {}, where) };
}

/** Whatever the machine's clock says, it is a quarter of an hour before midnight. */
function atNight(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(2026, 10, 26, 23, 45) });
  onTestFinished(() => void vi.useRealTimers());
}

async function project(): Promise<string> {
  const folder = path.join(scratchFolder(), 'pets');
  const run = async (name: string, changes: Partial<RunRecord>, file = 'transfer.yaml') => {
    const runFolder = path.join(folder, 'runs', name);
    mkdirSync(runFolder, { recursive: true });
    const created = new Date(2026, 10, 26, 23, 4).toISOString();
    await writeRunRecord(runFolder, { ...runRecord(path.join(folder, file), ''), created, ...changes });
    return runFolder;
  };
  await run('1-finished', { state: 'finished', result: runResult });
  const failure = { code: 'disk-full', message: 'The disk is full.\nFree some space.' };
  await run('2-failed', { state: 'failed', failure });
  await writeRunLabel(await run('3-stopped', { state: 'stopped' }), { given: 'best so far', starred: true });
  await run('4-other', { state: 'stopped' }, 'cats.transfer.yaml');
  writeFileSync(path.join(folder, 'transfer.yaml'), '');
  return folder;
}

it('`runs` lists the runs of a file, the newest first, by their names, with the sentence of the report', async () => {
  atNight();
  const folder = await project();
  const { output, terminal: shown } = terminal();
  expect(await tellRuns(shown, { file: path.join(folder, 'transfer.yaml'), json: false })).toBe(0);
  const at = (name: string) => path.join(folder, 'runs', name);
  expect(output.lines).toEqual([
    `★ best so far  ${at('3-stopped')}`,
    '  stopped',
    `Case 1 · failed · today 23:04  ${at('2-failed')}`,
    '  failed: The disk is full.',
    `Case 1 · 100 % of 3 · today 23:04  ${at('1-finished')}`,
    expect.stringMatching(/^ {2}Right on 3 of 3 validation images, by which the best epoch was chosen \(/),
  ]);
  const all = terminal();
  await tellRuns(all.terminal, { file: folder, json: false });
  expect(all.output.text).toContain('4-other');
});

it('`runs` says of a run whose job goes on, though nothing here follows it, that it is on the cluster', async () => {
  atNight();
  const folder = await project();
  const left = path.join(folder, 'runs', '5-left');
  mkdirSync(left);
  const cluster = { address: 'http://10.0.0.5:8265', storage: '/data', workers: 2, cpus: 1, gpus: 0 };
  const record = runRecord(path.join(folder, 'transfer.yaml'), '');
  await writeRunRecord(left, { ...record, state: 'running', cluster });
  await writeClusterJob(left, { attempt: 1, lines: 4 });
  const { output, terminal: shown } = terminal();
  await tellRuns(shown, { file: folder, json: false });
  const at = output.lines.findIndex((line) => line.endsWith(left));
  expect(output.lines[at]).toMatch(/^Case 1 · on the cluster · /);
  expect(output.lines[at + 1]).toBe('  on the cluster');
});

it('`runs` tells machines one object, with what was set and what came of it', async () => {
  atNight();
  const folder = await project();
  writeFileSync(path.join(folder, 'runs', '2-failed', 'run.json'), '{');
  const { output, terminal: shown } = terminal();
  expect(await tellRuns(shown, { file: folder, json: true })).toBe(0);
  const { runs } = JSON.parse(output.text);
  expect(runs).toHaveLength(4);
  expect(runs[1]).toMatchObject({
    name: 'best so far',
    given: 'best so far',
    starred: true,
    state: 'stopped',
  });
  expect(runs[2]).toMatchObject({
    ...{ run: path.join(folder, 'runs', '1-finished'), given: null, starred: false, madeHere: true },
    settings: { case: '1', 'train.batchSize': '32' },
    result: { validation: { images: 3, accuracy: 1 }, test: null },
    told: expect.stringMatching(/^Right on 3 of 3/),
  });
  expect(runs[3]).toEqual({
    run: path.join(folder, 'runs', '2-failed'),
    problem: expect.stringMatching(/JSON/),
  });
});

it('`runs` says where there are none, and where there is no such place', async () => {
  const empty = scratchFolder();
  const { output, terminal: shown } = terminal();
  expect(await tellRuns(shown, { file: empty, json: false })).toBe(0);
  expect(output.text).toMatch(/There is no run yet/);
  const wrong = terminal();
  expect(await tellRuns(wrong.terminal, { file: path.join(empty, 'nowhere'), json: false })).toBe(2);
  expect(wrong.errors.text).toMatch(/There is no .*nowhere\. Give a transfer\.yaml/);
});

it('`rename` calls a run otherwise and leaves its star; without a name it is called as before', async () => {
  atNight();
  const folder = path.join(await project(), 'runs', '3-stopped');
  const { output, terminal: shown } = terminal();
  expect(await renameRun(shown, { run: folder, name: 'with 64 units' })).toBe(0);
  expect(output.lines).toEqual([`${folder} is called “with 64 units”.`]);
  const label = () => JSON.parse(readFileSync(path.join(folder, 'label.json'), 'utf8'));
  expect(label()).toEqual({ name: 'with 64 units', starred: true });
  expect(await renameRun(shown, { run: folder, name: null })).toBe(0);
  expect(output.lines.at(-1)).toBe(`${folder} is called “Case 1 · stopped · today 23:04”.`);
  expect(label()).toEqual({ starred: true });
});

it('`rename` refuses what is no name, and what is no run', async () => {
  const folder = await project();
  const { errors, terminal: shown } = terminal();
  const run = path.join(folder, 'runs', '3-stopped');
  expect(await renameRun(shown, { run, name: 'a\u202eb' })).toBe(2);
  expect(await renameRun(shown, { run: folder, name: 'x' })).toBe(2);
  expect(errors.lines).toHaveLength(2);
  expect(errors.lines[0]).toMatch(/^error: A name has no line breaks/);
  expect(errors.lines[1]).toMatch(/is no run's folder/);
});
