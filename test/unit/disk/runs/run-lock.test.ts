import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownIdentity } from '../../../../src/disk/files/process-life';
import { temporaryPath } from '../../../../src/disk/files/temporary-files';
import { acquireRunLock, runLockHolder } from '../../../../src/disk/runs/run-lock';
import { kill, printed, startScript } from '../support/child-process';
import { temporaryFolder } from '../support/temporary-folder';

const lockOf = (folder: string) => path.join(folder, 'lock');

function leaveLock(folder: string, content: object | string): void {
  writeFileSync(lockOf(folder), typeof content === 'string' ? content : JSON.stringify(content));
}

const claim = '00000000-0000-4000-8000-000000000000';
const dead = { processId: 2 ** 22 + 1, startTime: 'long ago', host: os.hostname(), claim };

async function holder(folder: string): Promise<ChildProcess> {
  const child = startScript('hold-lock.ts', folder);
  await printed(child);
  return child;
}

async function tryIn(child: ChildProcess): Promise<string> {
  child.stdin?.write('now\n');
  return printed(child);
}

describe('the run lock', () => {
  it('clears what a killed process left half-written, also beside the checkpoint and the model', async () => {
    const folder = temporaryFolder();
    const ofTheDead = path.basename(temporaryPath(folder)).replace(`-${process.pid}-`, `-${dead.processId}-`);
    const places = [folder, path.join(folder, 'checkpoint'), path.join(folder, 'model')];
    for (const place of places) {
      mkdirSync(place, { recursive: true });
      writeFileSync(path.join(place, ofTheDead), 'half');
      writeFileSync(path.join(place, 'whole.bin'), 'whole');
    }
    const lock = await acquireRunLock(folder);
    for (const place of places) {
      expect(readdirSync(place).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(readdirSync(place)).toContain('whole.bin');
    }
    await lock.release();
  });

  it('is exclusive until it is released', async () => {
    const folder = temporaryFolder();
    expect(await runLockHolder(folder)).toBeUndefined();
    const lock = await acquireRunLock(folder);
    expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: true });
    await expect(acquireRunLock(folder)).rejects.toMatchObject({ code: 'run-taken' });
    await expect(acquireRunLock(folder)).rejects.toThrow(new RegExp(`process ${process.pid}`));
    await lock.release();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await acquireRunLock(folder)).release();
  });

  it('says whose it is', async () => {
    const folder = temporaryFolder();
    await acquireRunLock(folder);
    expect(JSON.parse(readFileSync(lockOf(folder), 'utf8'))).toMatchObject(ownIdentity());
  });

  it('is taken over from a process that is dead', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, dead);
    expect(await runLockHolder(folder)).toEqual({ processId: dead.processId, alive: false });
    await acquireRunLock(folder);
    expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: true });
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it.runIf(process.platform === 'linux')(
    'is taken over where the number now belongs to another process',
    async () => {
      const folder = temporaryFolder();
      leaveLock(folder, { ...dead, processId: process.pid });
      expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: false });
      await acquireRunLock(folder);
    },
  );

  it('is taken over where it can not be read', async () => {
    for (const content of ['', '{"processId":', '[]', '{"processId":-1}']) {
      const folder = temporaryFolder();
      leaveLock(folder, content);
      expect(await runLockHolder(folder)).toEqual({ processId: 0, alive: false });
      await acquireRunLock(folder);
      expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: true });
    }
  });

  it('of another machine is left alone', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, { ...dead, host: 'elsewhere' });
    await expect(acquireRunLock(folder)).rejects.toThrow(/on elsewhere.*delete/s);
  });

  it('that was copied with its folder holds only the folder that it was taken in', async () => {
    const folder = temporaryFolder();
    const copy = path.join(temporaryFolder(), 'copy');
    const lock = await acquireRunLock(folder);
    cpSync(folder, copy, { recursive: true });
    expect(await runLockHolder(copy)).toEqual({ processId: process.pid, alive: false });
    await acquireRunLock(copy);
    expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: true });
    expect(await runLockHolder(copy)).toEqual({ processId: process.pid, alive: true });
    await lock.release();
  });

  it('still holds a folder that was moved away under its process', async () => {
    const folder = path.join(temporaryFolder(), 'one');
    mkdirSync(folder);
    await acquireRunLock(folder);
    const moved = path.join(temporaryFolder(), 'moved');
    renameSync(folder, moved);
    expect(await runLockHolder(moved)).toEqual({ processId: process.pid, alive: true });
  });

  it('is not released by one who lost it', async () => {
    const folder = temporaryFolder();
    const lock = await acquireRunLock(folder);
    leaveLock(folder, { ...ownIdentity(), claim });
    await lock.release();
    expect(existsSync(lockOf(folder))).toBe(true);
  });

  it('goes to exactly one of many who see it free, or left by the dead', async () => {
    for (let round = 0; round < 10; round++) {
      const folder = temporaryFolder();
      if (round % 2 === 0) leaveLock(folder, dead);
      const tries = await Promise.allSettled(Array.from({ length: 20 }, () => acquireRunLock(folder)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      for (const reason of refused) expect(reason).toMatchObject({ code: 'run-taken' });
      expect(readdirSync(folder)).toEqual(['lock']);
    }
  });

  it('is not blocked by one who died while taking over', async () => {
    const folder = temporaryFolder();
    leaveLock(folder, dead);
    const later = { ...dead, claim: claim.replace('4', '5') };
    writeFileSync(`${lockOf(folder)}.after-${claim}`, JSON.stringify(later));
    await acquireRunLock(folder);
    expect(await runLockHolder(folder)).toEqual({ processId: process.pid, alive: true });
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('works between processes, and outlives none of them', async () => {
    const folder = temporaryFolder();
    const children = await Promise.all([holder(folder), holder(folder), holder(folder)]);
    const answers = await Promise.all(children.map(tryIn));
    expect([...answers].sort()).toEqual(['got it', 'run-taken', 'run-taken']);
    const winner = children[answers.indexOf('got it')];
    expect(await runLockHolder(folder)).toEqual({ processId: winner?.pid, alive: true });
    await expect(acquireRunLock(folder)).rejects.toMatchObject({ code: 'run-taken' });
    for (const child of children) await kill(child);
    await acquireRunLock(folder);
  });
});
