import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { removeRun } from '../../../../src/disk/runs/remove-run';
import { readRun, writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { readRunLabel, writeRunLabel } from '../../../../src/disk/runs/run-label';
import { acquireRunLock } from '../../../../src/disk/runs/run-lock';
import { noLabel } from '../../../../src/shared/run-name';
import { runRecord, runResult } from '../../../fixtures/fake-run';
import { temporaryFolder } from '../support/temporary-folder';

const file = (folder: string) => path.join(folder, 'label.json');

describe('what a run is called', () => {
  it('is read as it was written, and nothing is left of what says nothing', async () => {
    const folder = temporaryFolder();
    expect(await readRunLabel(folder)).toEqual(noLabel);
    for (const label of [
      { given: 'best so far', starred: true },
      { given: 'größer', starred: false },
      { given: null, starred: true },
    ]) {
      await writeRunLabel(folder, label);
      expect(await readRunLabel(folder)).toEqual(label);
    }
    expect(readFileSync(file(folder), 'utf8')).toBe('{\n  "starred": true\n}\n');
    await writeRunLabel(folder, noLabel);
    expect(readdirSync(folder)).toEqual([]);
    await writeRunLabel(folder, noLabel);
  });

  it('is refused where it would steer what shows it, and what stood there stays', async () => {
    const folder = temporaryFolder();
    await writeRunLabel(folder, { given: 'good', starred: false });
    const refused = writeRunLabel(folder, { given: 'good\u202egnp', starred: false });
    await expect(refused).rejects.toMatchObject({ code: 'run-name' });
    expect((await readRunLabel(folder)).given).toBe('good');
  });

  it.each([
    ['no JSON', '{"name":'],
    ['no map', '["best"]'],
    ['nothing', 'null'],
    ['a number for a name', '{"name":7,"starred":1}'],
    ['a name that steers a terminal', '{"name":"\\u001b[2J"}'],
    ['a name that turns what follows', '{"name":"a\\u202eb"}'],
    ['a name without end', JSON.stringify({ name: 'x'.repeat(101) })],
    ['a file without end', JSON.stringify({ name: 'x', more: 'x'.repeat(5_000) })],
  ])('is as if nobody had named it where the file holds %s', async (_what, text) => {
    const folder = temporaryFolder();
    writeFileSync(file(folder), text);
    expect(await readRunLabel(folder)).toEqual(noLabel);
    await writeRunLabel(folder, { given: 'mine', starred: false });
    expect((await readRunLabel(folder)).given).toBe('mine');
  });

  it.skipIf(process.platform === 'win32')('is neither read nor written through a link', async () => {
    const folder = temporaryFolder();
    const outside = path.join(temporaryFolder(), 'outside.json');
    writeFileSync(outside, '{"name":"theirs"}');
    symlinkSync(outside, file(folder));
    expect(await readRunLabel(folder)).toEqual(noLabel);
    const refused = writeRunLabel(folder, { given: 'mine', starred: true });
    await expect(refused).rejects.toMatchObject({ code: 'place-refused' });
    expect(readFileSync(outside, 'utf8')).toBe('{"name":"theirs"}');
  });

  it('changes nothing of the run itself: its record is the user’s own as before', async () => {
    const folder = temporaryFolder();
    await writeRunRecord(folder, {
      ...runRecord('/pets/transfer.yaml', ''),
      state: 'finished',
      result: runResult,
    });
    const before = readFileSync(path.join(folder, 'run.json'));
    await writeRunLabel(folder, { given: 'best', starred: true });
    expect(readFileSync(path.join(folder, 'run.json'))).toEqual(before);
    expect((await readRun(folder)).madeHere).toBe(true);
  });
});

describe('a run that is removed', () => {
  const made = async (state: 'stopped' | 'created') => {
    const folder = path.join(temporaryFolder(), 'runs', 'one');
    mkdirSync(path.join(folder, 'model'), { recursive: true });
    await writeRunRecord(folder, { ...runRecord('/pets/transfer.yaml', ''), state });
    return folder;
  };

  it('is gone with all that is in it, also where its record is broken', async () => {
    const folder = await made('stopped');
    await removeRun(folder);
    expect(existsSync(folder)).toBe(false);
    const broken = await made('stopped');
    writeFileSync(path.join(broken, 'run.json'), '{}');
    await removeRun(broken);
    expect(existsSync(broken)).toBe(false);
  });

  it('is none that goes on, or is about to', async () => {
    const going = await made('stopped');
    const lock = await acquireRunLock(going);
    await expect(removeRun(going)).rejects.toMatchObject({ code: 'run-taken' });
    writeFileSync(path.join(going, 'run.json'), '{}');
    await expect(removeRun(going)).rejects.toMatchObject({ code: 'run-taken' });
    await lock.release();
    const begun = await made('created');
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(runRecord('', '').created) });
    onTestFinished(() => void vi.useRealTimers());
    await expect(removeRun(begun)).rejects.toThrow(/still going on, so it is not deleted/);
    expect(existsSync(going)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is never what a link leads to', async () => {
    const real = await made('stopped');
    const link = path.join(path.dirname(real), 'link');
    symlinkSync(real, link);
    await expect(removeRun(link)).rejects.toMatchObject({ code: 'place-refused' });
    expect(existsSync(path.join(real, 'run.json'))).toBe(true);
  });
});
