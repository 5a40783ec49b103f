import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  createRunFolder,
  listRuns,
  readOwnRunRecord,
  readRun,
  readRunRecord,
  writeRunRecord,
} from '../../../../src/disk/runs/run-folder';
import { clearStop, requestStop, stopRequested } from '../../../../src/disk/runs/stop-run';
import { runRecord } from '../../../fixtures/fake-run';
import { asSomebodyElse } from '../../../fixtures/somebody-else';
import { temporaryFolder } from '../support/temporary-folder';

const now = new Date(2026, 4, 4, 12, 30, 5);
const record = runRecord('/pets/transfer.yaml', 'base: demo\n');

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

  it('is the user’s own wherever the folder is moved, until any value of it is another', async () => {
    const folder = temporaryFolder();
    await writeRunRecord(folder, record);
    const file = path.join(folder, 'run.json');
    const text = readFileSync(file, 'utf8');
    const moved = path.join(temporaryFolder(), 'moved');
    mkdirSync(moved);
    // Other spaces say the same.
    writeFileSync(path.join(moved, 'run.json'), JSON.stringify(JSON.parse(text)));
    expect(await readRun(moved)).toMatchObject({ record: { name: record.name }, madeHere: true });
    expect(await readOwnRunRecord(moved)).toMatchObject({
      name: record.name,
      plan: { cut: record.plan.cut },
    });
    const stillOwn: unknown[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const bytes = Buffer.from(text);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      const found = await readRun(folder).catch(() => undefined);
      if (found?.madeHere) stillOwn.push(found.record);
    }
    expect(stillOwn.length).toBeLessThan(text.length / 2);
    // What stays the user's own says what it said.
    expect(stillOwn.filter((one) => !isDeepStrictEqual(one, record))).toEqual([]);
  });

  it('that somebody else wrote is shown, not obeyed', async () => {
    const folder = temporaryFolder();
    await asSomebodyElse(() => writeRunRecord(folder, record));
    expect(await readRun(folder)).toEqual({ record, madeHere: false });
    const refused = readOwnRunRecord(folder);
    await expect(refused).rejects.toMatchObject({ code: 'run-record' });
    await expect(refused).rejects.toThrow(
      /run\.json was not written by you on this machine.*Train the file again/,
    );
  });

  it.each([
    ['', /not valid JSON/],
    ['{"format":1,"plan"', /not valid JSON/],
    ['[]', /not the record of a run/],
    ['null', /not the record of a run/],
    ['{"format":1}', /not the record of a run/],
    ['{"format":3,"plan":{}}', /format 3 .* Update/],
    ['{"format":{"toString":1},"plan":{}}', /format is .*changed or damaged/],
    ['{"format":1,"plan":{}}', /earlier version.* Train the file again/],
  ])('that says %j is a problem that names the file', async (text, reason) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'run.json'), text);
    const problem = await readRunRecord(folder).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'run-record' });
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

it('a run is asked to stop once and until that is taken back', () => {
  const folder = temporaryFolder();
  expect(stopRequested(folder)).toBe(false);
  requestStop(folder);
  requestStop(folder);
  expect(stopRequested(folder)).toBe(true);
  clearStop(folder);
  clearStop(folder);
  expect(stopRequested(folder)).toBe(false);
});
