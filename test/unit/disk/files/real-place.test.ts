import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { locateBase } from '../../../../src/disk/bases/base-location';
import { clearFeatureCache, openFeatureCache } from '../../../../src/disk/features/feature-cache';
import { makeIgnoredFolder } from '../../../../src/disk/files/ignored-folder';
import { readWhole } from '../../../../src/disk/files/project-files';
import { writeFileWhole } from '../../../../src/disk/files/whole-file';
import {
  appendMetric,
  appendRunEvent,
  readMetrics,
  rewriteMetrics,
} from '../../../../src/disk/runs/run-events-file';
import {
  createRunFolder,
  listRuns,
  readRunRecord,
  writeRunRecord,
} from '../../../../src/disk/runs/run-folder';
import { acquireRunLock, runLockHolder } from '../../../../src/disk/runs/run-lock';
import { clearStop, requestStop } from '../../../../src/disk/runs/stop-run';
import { countRunEvents } from '../../../../src/launch/runs/follow-run';
import { spawnRunProcess } from '../../../../src/launch/runs/run-process';
import type { EpochEvent } from '../../../../src/shared/run-events';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../../src/train/run/checkpoint';
import { readGolden } from '../../../../src/train/run/golden-file';
import { baseLook } from '../../../fixtures/base-look';
import { fakeInstallation, runRecord } from '../../../fixtures/fake-run';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { smallSpace } from '../support/feature-rows';

const warning = { event: 'warning', code: 'test', message: 'one' } as const;
const epoch: EpochEvent = {
  ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: 1, epochs: 1, loss: 1, accuracy: 1 },
  ...{
    validationLoss: 1,
    validationAccuracy: 1,
    validationImages: 1,
    best: true,
    seconds: 1,
    secondsLeft: null,
  },
};
const checkpoint: Checkpoint = {
  ...{ outcomes: [], start: 'pretrained', phase: 0, carried: new Map(), best: null },
  ...{ progress: null, epochs: [], run: 'one', recomputed: null },
};

let project: string;
let run: string;
/** A folder with a file outside of the project, which nothing may touch. */
let outside: string;
let victim: string;

beforeEach(() => {
  const folder = scratchFolder();
  project = path.join(folder, 'project');
  run = path.join(project, 'runs', 'one');
  mkdirSync(run, { recursive: true });
  outside = path.join(folder, 'outside');
  mkdirSync(outside);
  victim = path.join(outside, 'victim');
  writeFileSync(victim, 'mine\n');
});

const spawned = () => {
  const installation = fakeInstallation(path.join(project, '..', 'installation'), 'exit');
  const node = { path: process.execPath, version: process.version, environment: {} };
  return spawnRunProcess(run, {
    installation,
    node,
    engine: { id: 'webassembly', name: 'wasm', location: null },
  } as never);
};

/** What writes or removes below a project, by the place in it that is made a link. */
const writing: readonly (readonly [place: string, work: () => unknown])[] = [
  ['runs/one/events.jsonl', () => appendRunEvent(run, warning)],
  ['runs/one/metrics.jsonl', () => appendMetric(run, epoch)],
  ['runs/one/metrics.jsonl', () => rewriteMetrics(run, [])],
  ['runs/one/run.json', () => writeRunRecord(run, runRecord('/pets/transfer.yaml', ''))],
  ['runs/one/lock', () => acquireRunLock(run)],
  ['runs/one/stop', () => requestStop(run)],
  ['runs/one/stop', () => clearStop(run)],
  ['runs/one/log.txt', () => spawned()],
  ['runs/one/report.html', () => writeFileWhole(path.join(run, 'report.html'), 'x')],
  ['runs/one/golden.json', () => acquireRunLock(run)],
  ['runs/one/model', () => writeFileWhole(path.join(run, 'model', 'victim'), 'x')],
  ['runs/one/model/model.json', () => writeFileWhole(path.join(run, 'model', 'model.json'), 'x')],
  ['runs/one/model', () => acquireRunLock(run)],
  ['runs/one/checkpoint', () => writeCheckpoint(run, checkpoint)],
  ['runs/one/checkpoint', () => acquireRunLock(run)],
  ['runs/one/checkpoint/state.bin', () => writeCheckpoint(run, checkpoint)],
  ['runs/one', () => appendRunEvent(run, warning)],
  ['runs/one', () => requestStop(run)],
  ['runs', () => createRunFolder(path.join(project, 'runs'), 'case1', new Date('2026-05-04T12:30:05Z'))],
  ['runs', () => requestStop(run)],
  ['.transfer', () => makeIgnoredFolder(path.join(project, '.transfer', 'graphs'))],
  ['.transfer/graphs', () => makeIgnoredFolder(path.join(project, '.transfer', 'graphs'))],
  ['.transfer/features', () => openFeatureCache(path.join(project, '.transfer', 'features'), smallSpace)],
  ['.transfer', () => clearFeatureCache(path.join(project, '.transfer', 'features'))],
  ['.transfer/features', () => clearFeatureCache(path.join(project, '.transfer', 'features'))],
  ['.transfer/bases', () => download()],
  ['.transfer', () => download()],
];

const download = () =>
  locateBase('https://example.com/model.json', project, project, {
    downloadFolder: path.join(project, '.transfer', 'bases'),
    allowDownload: true,
    ...baseLook,
    request: () => Promise.reject(new Error('nothing is asked')),
    fetchPublished: () => Promise.reject(new Error('nothing is fetched')),
  });

const tryTo = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

describe('a link in the place of', () => {
  it.each(writing)('%s is refused by name, and what it leads to stays as it was', async (place, work) => {
    const link = path.join(project, place);
    // What leads to a folder and what leads to a file.
    const isFile = /\.(jsonl?|txt|html|bin)$|lock$|stop$/.test(place);
    execFileSync('rm', ['-rf', link]);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(isFile ? victim : outside, link);
    const refused = await tryTo(work);
    expect(refused).toMatchObject({ code: 'place-refused' });
    expect(String(refused)).toContain(`${link} is a link to ${isFile ? victim : outside}`);
    expect(readdirSync(outside)).toEqual(['victim']);
    expect(readFileSync(victim, 'utf8')).toBe('mine\n');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it.each(writing.filter(([place]) => /\./.test(path.basename(place))))(
    '%s that leads nowhere makes no file there',
    async (place, work) => {
      const link = path.join(project, place);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(outside, 'new'), link);
      expect(await tryTo(work)).toMatchObject({ code: 'place-refused' });
      expect(readdirSync(outside)).toEqual(['victim']);
    },
  );

  it('a cache is removed itself by clearing, and what it leads to stays', async () => {
    const features = path.join(project, '.transfer', 'features');
    mkdirSync(features, { recursive: true });
    symlinkSync(outside, path.join(features, 'ab'.repeat(32)));
    await clearFeatureCache(features);
    expect(readdirSync(features)).toEqual([]);
    expect(readFileSync(victim, 'utf8')).toBe('mine\n');
  });

  it('the project itself is how its user has opened it', async () => {
    const opened = path.join(path.dirname(project), 'opened');
    symlinkSync(project, opened);
    const made = await createRunFolder(path.join(opened, 'runs'), 'case1', new Date('2026-05-04T12:30:05Z'));
    appendRunEvent(made, warning);
    expect(await countRunEvents(made)).toBe(1);
  });
});

it('a run whose events have a second name elsewhere is given a file of its own', () => {
  linkSync(victim, path.join(run, 'events.jsonl'));
  appendRunEvent(run, warning);
  expect(readFileSync(victim, 'utf8')).toBe('mine\n');
  expect(readFileSync(path.join(run, 'events.jsonl'), 'utf8')).toMatch(/^mine\n\{.*\}\n$/);
});

it('links are looked for in a run folder that was copied to elsewhere, too', async () => {
  const alone = path.join(path.dirname(project), 'alone');
  mkdirSync(alone);
  symlinkSync(outside, path.join(alone, 'model'));
  await expect(writeFileWhole(path.join(alone, 'model', 'victim'), 'x')).rejects.toMatchObject({
    code: 'place-refused',
  });
  await expect(acquireRunLock(alone)).rejects.toMatchObject({ code: 'place-refused' });
});

/** What reads a run, by the file that it reads. */
const reading: readonly (readonly [name: string, read: () => unknown])[] = [
  ['run.json', () => readRunRecord(run)],
  ['run.json', () => listRuns(path.dirname(run))],
  ['events.jsonl', () => countRunEvents(run)],
  ['metrics.jsonl', () => readMetrics(run)],
  ['lock', () => runLockHolder(run)],
  ['golden.json', () => readGolden(run)],
  ['checkpoint/state.bin', () => readCheckpoint(run)],
  ['log.txt', () => readWhole(path.join(run, 'log.txt'), 1000)],
];

describe('in the place of a file of a run', () => {
  it.runIf(existsSync('/usr/bin/mkfifo')).each(reading)(
    'a pipe named %s keeps nobody waiting',
    async (name, read) => {
      const file = path.join(run, name);
      mkdirSync(path.dirname(file), { recursive: true });
      execFileSync('mkfifo', [file]);
      await tryTo(read);
    },
    5000,
  );

  it.runIf(existsSync('/dev/zero')).each(reading)(
    'a link named %s to a device without end keeps nobody reading',
    async (name, read) => {
      const file = path.join(run, name);
      mkdirSync(path.dirname(file), { recursive: true });
      symlinkSync('/dev/zero', file);
      await tryTo(read);
    },
    5000,
  );
});
