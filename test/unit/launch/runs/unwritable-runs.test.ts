import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isTransferError } from '../../../../src/design/transfer-error';
import { createRunFolder, writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { acquireRunLock } from '../../../../src/disk/runs/run-lock';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { followRun } from '../../../../src/launch/runs/follow-run';
import { resumeRun } from '../../../../src/launch/runs/resume-run';
import { startRun } from '../../../../src/launch/runs/start-run';
import type { RunEvent } from '../../../../src/shared/run-events';
import { diskSteps, faultyDisk } from '../../../fixtures/disk-faults';
import { fakeInstallation, runRecord } from '../../../fixtures/fake-run';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';

const disk = vi.hoisted(() => ({ full: false }));

vi.mock('../../../../src/disk/files/disk-full', async (original) => {
  const real = await original<typeof import('../../../../src/disk/files/disk-full')>();
  return {
    ...real,
    roomFor: async (...about: Parameters<typeof real.roomFor>) =>
      disk.full ? { enough: false, free: 0 } : real.roomFor(...about),
  };
});

const node = { path: process.execPath, version: process.versions.node, environment: {} };

function project() {
  const root = scratchFolder();
  const folder = path.join(root, 'pets');
  mkdirSync(folder);
  const launch = { installation: fakeInstallation(root, 'finish'), node, engine: webAssembly };
  const run = {
    ...{ file: path.join(folder, 'transfer.yaml'), folder, text: 'version: 1\n', plan: headPlan },
    base: { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint },
    problems: [],
  };
  return { folder, launch, run };
}

describe('a project in which nothing can be written', () => {
  it('begins no run, and says where and what to do', async () => {
    const { folder, launch, run } = project();
    writeFileSync(path.join(folder, 'runs'), 'a file stands where the folder of runs belongs');
    const refused = await startRun(run, launch).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'run-not-started' });
    expect(String(refused)).toMatch(
      /No run was begun: nothing can be written there\. .*runs is not a folder/,
    );
    expect(readdirSync(folder)).toEqual(['runs']);
  });

  it('leaves no half-made run behind', async () => {
    const { folder, launch, run } = project();
    rmSync(path.join(launch.installation.root, 'package.json'));
    await expect(startRun(run, launch)).rejects.toMatchObject({ code: 'run-not-started' });
    expect(readdirSync(path.join(folder, 'runs'))).toEqual(['.gitignore']);
  });

  it.each(diskSteps)('begins a run or leaves nothing of it, whichever %s fails', async (step) => {
    const { folder, launch, run } = project();
    const runs = path.join(folder, 'runs');
    const left: string[] = [];
    for (let at = 1, failed = true; failed; at += 1) {
      rmSync(runs, { recursive: true, force: true, maxRetries: 3 });
      const faulty = faultyDisk(folder, { step, at, code: at % 2 === 0 ? 'ENOSPC' : 'EIO' });
      const begun = await startRun(run, launch).catch((error: unknown) => {
        if (!isTransferError(error, 'run-not-started')) throw error;
      });
      faulty.mend();
      await begun?.ended;
      if (begun === undefined && existsSync(runs)) left.push(...readdirSync(runs).filter(isLeft));
      failed = faulty.failed !== undefined;
    }
    expect(left).toEqual([]);

    function isLeft(name: string): boolean {
      // A half-written one would be taken for one that somebody has edited.
      if (name === '.gitignore') return readFileSync(path.join(runs, name), 'utf8') !== '*\n';
      return !name.startsWith('.writing-');
    }
  });

  it('resumes no run', async () => {
    const { folder, launch } = project();
    const run = await createRunFolder(path.join(folder, 'runs'), 'case1', new Date('2026-05-04T12:30:05Z'));
    await writeRunRecord(run, { ...runRecord(path.join(folder, 'transfer.yaml'), ''), state: 'stopped' });
    mkdirSync(path.join(run, 'log.txt'));
    const refused = await resumeRun(run, launch).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'resume-refused' });
    expect(String(refused)).toContain("The run can't go on: nothing can be written there.");
  });
});

describe('a run whose process dies', () => {
  it('is told to go on where another process has it', async () => {
    const folder = await createRunFolder(
      path.join(project().folder, 'runs'),
      'case1',
      new Date('2026-05-04T12:30:05Z'),
    );
    const lock = await acquireRunLock(folder);
    const end = await followRun(folder, { ended: Promise.resolve('ended with status 1'), onEvent() {} });
    expect(end).toMatchObject({
      code: 'run-taken',
      message: expect.stringMatching(/goes on in another process, \d+, .* Wait until/),
    });
    await lock.release();
  });

  it.each([
    [true, 'disk-full', /^The disk that holds .* is full.*Free some space there, then resume/],
    [false, 'run-died', /^The run's process is gone before the run was done\..*log\.txt/],
  ])('is told by what is left of the disk: full %s', async (full, code, message) => {
    const folder = await createRunFolder(
      path.join(project().folder, 'runs'),
      'case1',
      new Date('2026-05-04T12:30:05Z'),
    );
    disk.full = full;
    const events: RunEvent[] = [];
    const options = { ended: Promise.resolve('is gone'), onEvent: (event: RunEvent) => events.push(event) };
    const end = await followRun(folder, options).finally(() => {
      disk.full = false;
    });
    expect(end).toMatchObject({ event: 'failed', code, message: expect.stringMatching(message) });
    expect(events).toEqual([end]);
  });
});
