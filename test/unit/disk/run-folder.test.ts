import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createRunFolder,
  listRuns,
  RunRecordProblem,
  readRunRecord,
  writeRunRecord,
} from '../../../src/disk/run-folder';
import { clearStop, requestStop, stopRequested } from '../../../src/disk/stop-request';
import { runRecord } from '../../fixtures/fake-run';
import { temporaryFolder } from './support/temporary-folder';

const now = new Date(2026, 4, 4, 12, 30, 5);
const record = runRecord('/pets/transfer.yaml', 'version: 1\n');

describe('createRunFolder', () => {
  it('names the folder by time and case, and keeps it out of git', async () => {
    const parent = path.join(temporaryFolder(), 'runs');
    const folder = await createRunFolder(parent, 'case1', now);
    expect(folder).toBe(path.join(parent, '2026-05-04T12-30-05-case1'));
    expect(readFileSync(path.join(parent, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('gives each of several at once its own', async () => {
    const parent = path.join(temporaryFolder(), 'runs');
    const made = await Promise.all(Array.from({ length: 8 }, () => createRunFolder(parent, 'case1', now)));
    expect(new Set(made).size).toBe(8);
    expect(made.every((folder) => existsSync(folder))).toBe(true);
    expect(readdirSync(parent)).toContain('2026-05-04T12-30-05-case1-8');
  });
});

describe('the record', () => {
  it('is read as it was written', async () => {
    const folder = temporaryFolder();
    await writeRunRecord(folder, record);
    expect(await readRunRecord(folder)).toEqual(record);
  });

  it.each([
    ['', /not valid JSON/],
    ['{"format":1,"plan"', /not valid JSON/],
    ['[]', /not the record of a run/],
    ['null', /not the record of a run/],
    ['{"format":1}', /not the record of a run/],
    ['{"format":2,"plan":{}}', /format 2/],
  ])('that says %j is a problem that names the file', async (text, reason) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'run.json'), text);
    const problem = await readRunRecord(folder).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(RunRecordProblem);
    expect(String(problem)).toMatch(reason);
    expect(String(problem)).toContain(path.join(folder, 'run.json'));
  });

  it('that is not there is a problem too', async () => {
    await expect(readRunRecord(temporaryFolder())).rejects.toThrow(
      /is no run's folder: there is no .*run\.json/,
    );
  });
});

describe('listRuns', () => {
  it('lists the newest first, and broken ones with their problem', async () => {
    const parent = temporaryFolder();
    for (const name of ['2026-01-01', '2026-01-02', '2026-01-03']) mkdirSync(path.join(parent, name));
    await writeRunRecord(path.join(parent, '2026-01-01'), record);
    await writeRunRecord(path.join(parent, '2026-01-03'), record);
    writeFileSync(path.join(parent, 'note.txt'), 'x');
    const runs = await listRuns(parent);
    expect(runs.map(({ folder }) => path.basename(folder))).toEqual([
      '2026-01-03',
      '2026-01-02',
      '2026-01-01',
    ]);
    expect(runs.map((run) => 'record' in run)).toEqual([true, false, true]);
    expect(await listRuns(path.join(parent, 'nowhere'))).toEqual([]);
  });
});

it('asks a run to stop, once and until it is taken back', () => {
  const folder = temporaryFolder();
  expect(stopRequested(folder)).toBe(false);
  requestStop(folder);
  requestStop(folder);
  expect(stopRequested(folder)).toBe(true);
  clearStop(folder);
  clearStop(folder);
  expect(stopRequested(folder)).toBe(false);
});
