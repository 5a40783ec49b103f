import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { applyEdits } from '../../../../src/design/yaml/edited-text';
import { readRunRecord, runFoldersIn } from '../../../../src/disk/runs/run-folder';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import type { Project } from '../../../../src/launch/project/project';
import { KeptPilots, type PilotProgress, pilotKey, runPilot } from '../../../../src/launch/runs/pilot';
import { pilotPlans, pilotSettings } from '../../../../src/launch/runs/pilot-ways';
import { Pilots } from '../../../../src/launch/runs/pilots';
import { type FakeMode, fakeInstallation } from '../../../fixtures/fake-run';
import { dataset } from '../../../fixtures/folder-facts';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';
import { header, project } from '../../language/support/project';

const base = { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint };
const opened = (text: string, images = dataset({ cats: 40, dogs: 40, neither: 20 })) =>
  project(text, { base, dataset: images } as Parameters<typeof project>[1]);
const followed = (text: string, way: 'head' | 'fineTuned') => {
  const { parsed } = opened(text);
  return applyEdits(parsed.text, parsed.editAll(pilotSettings(opened(text))[way]));
};

describe('the two ways that a pilot compares', () => {
  it('are the file as it is, where it freezes the base, and all of it free', () => {
    const text = `${header}# mine\n`;
    expect(followed(text, 'head')).toBe(text);
    expect(followed(text, 'fineTuned')).toContain('freeze: none');
    const { head, fineTuned } = pilotPlans(opened(text));
    expect(head.phases).toHaveLength(1);
    expect(fineTuned.phases).toHaveLength(2);
    expect(fineTuned.phases[1]?.trainable).toContain('conv1');
    expect(fineTuned.phases[1]?.learningRate).toBeCloseTo((head.phases[0]?.learningRate ?? 0) / 10, 12);
    expect([head.cut, head.case]).toEqual([fineTuned.cut, fineTuned.case]);
  });

  it('are the file as it is, where it fine-tunes, and all of the base frozen', () => {
    const text = `${header}freeze: { through: pool1 }\n`;
    expect(followed(text, 'fineTuned')).toBe(text);
    expect(followed(text, 'head')).toBe(`${header}freeze: all\n`);
    expect(pilotPlans(opened(text)).fineTuned.phases[1]?.trainable).not.toContain('conv1');
  });

  it('replace phases, which would overrule what is frozen', () => {
    const text = `${header}train:\n  seed: 3\n  phases:\n    - { train: head, epochs: 5 }\n`;
    expect(followed(text, 'head')).toBe(text);
    expect(followed(text, 'fineTuned')).toBe(`${header}freeze: none\ntrain:\n  seed: 3\n`);
  });

  it('stay the same when the file is made to do either', () => {
    expect(pilotPlans(opened(followed(header, 'fineTuned')))).toEqual(pilotPlans(opened(header)));
  });

  it.each([
    ['a file with errors', `${header}cut: nowhere\n`, 'The file has errors'],
    ['a start from random weights', `${header}init: random\nfreeze: none\n`, 'random weights'],
  ])('are not there in %s, and that is said', (_what, text, said) => {
    expect(() => pilotPlans(opened(text))).toThrow(said);
  });
});

function workshop(mode: FakeMode) {
  const root = scratchFolder();
  const node = { path: process.execPath, version: process.versions.node, environment: {} };
  const launch = { installation: fakeInstallation(root, mode), node, engine: webAssembly };
  const folder = path.join(root, 'pets');
  mkdirSync(folder);
  const at = (given: Project): Project => ({ ...given, file: path.join(folder, 'transfer.yaml'), folder });
  return { launch, at, setMode: (next: FakeMode) => fakeInstallation(root, next) };
}

describe('a pilot', () => {
  it('is ended by whoever began it, keeps what it found, and goes on from there', async () => {
    const { launch, at } = workshop('finish');
    const pets = at(opened(header));
    const stop = new AbortController();
    const told: PilotProgress[] = [];
    const pilot = await runPilot(pets, launch, {
      minutes: 5,
      signal: stop.signal,
      onProgress: (progress) => {
        told.push(progress);
        if (progress.pairs.length === 2) stop.abort();
      },
    });
    expect(pilot).toMatchObject({
      ...{ endedBy: 'user', minutes: 5, sample: { images: null, of: 100, epochs: null } },
      pairs: [
        { seed: 1, images: 3, headRight: 3, fineTunedRight: 3, onlyHeadRight: 0, onlyFineTunedRight: 0 },
        { seed: 2, headRight: 3 },
      ],
    });
    expect(told.at(0)).toMatchObject({ seed: 1, way: 'fineTuned', epoch: null });
    expect(told.some(({ way, epoch }) => way === 'fineTuned' && epoch?.epochs === 99)).toBe(true);
    const kept = await KeptPilots.of(pets.folder, launch.installation);
    expect(await kept.read(pets.file)).toEqual({ pilot, key: pilotKey(pets) });

    const again = new AbortController();
    const first: number[] = [];
    const next = await runPilot(pets, launch, {
      minutes: 5,
      signal: again.signal,
      onProgress: ({ epoch, pairs, seed }) => {
        if (epoch !== null) first.push(seed);
        if (pairs.length === 3) again.abort();
      },
    });
    expect(next.pairs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    // The seeds that were tried are not trained again.
    expect(new Set(first)).toEqual(new Set([3]));
  });

  it('is stale once the plan of either way or the images are others, and not where one of the two is followed', () => {
    const key = pilotKey(opened(header));
    expect(key).toBeDefined();
    expect(pilotKey(opened(followed(header, 'fineTuned')))).toBe(key);
    const others = [
      opened(`${header}train: { batchSize: 8 }\n`),
      opened(header, dataset({ cats: 40, dogs: 40, neither: 21 })),
      opened(`${header}init: random\nfreeze: none\n`),
    ];
    expect(new Set(others.map(pilotKey)).size).toBe(3);
    expect(others.map(pilotKey)).not.toContain(key);
  });

  it('says that the time did not suffice for a single seed', async () => {
    const { launch, at } = workshop('forever');
    await expect(runPilot(at(opened(header)), launch, { minutes: 0.01 })).rejects.toMatchObject({
      code: 'trial-failed',
      message: expect.stringContaining('0.01 minutes did not suffice'),
    });
  });

  it('draws as many of many images as there is time for, and plans that by what it measures', async () => {
    const { launch, at } = workshop('forever');
    const stop = new AbortController();
    const many = at(opened(header, dataset({ cats: 4_000, dogs: 4_000, neither: 2_000 })));
    const pilot = runPilot(many, launch, {
      ...{ minutes: 5, signal: stop.signal },
      onProgress: ({ way, epoch }) => way === 'head' && epoch !== null && stop.abort(new Error('seen')),
    });
    await expect(pilot).rejects.toThrow('seen');
    // The one that told the speed was ended, since more fit: an epoch of it takes 50 ms.
    const trials = path.join(many.folder, '.transfer', 'trials');
    const records = await Promise.all((await runFoldersIn(trials)).map(readRunRecord));
    const drawn = new Map(records.map(({ plan, trial }) => [plan.phases.length, trial?.images ?? 10_000]));
    expect(drawn.get(2)).toBe(200);
    expect(drawn.get(1)).toBeGreaterThan(200);
  });
});

describe('the pilots of open files', () => {
  it('tell how far one is, what it found, and why one failed', async () => {
    const { launch, at, setMode } = workshop('finish');
    const pets = at(opened(header));
    const changes: string[] = [];
    const pilots = new Pilots(
      launch.installation,
      () => true,
      async () => launch,
      (file) => {
        changes.push(file);
        const { going } = pilots.of(pets);
        if (going?.progress?.pairs.length === 1 && !going.stopping) pilots.stop(pets.file);
      },
    );
    expect(pilots.of(pets)).toEqual({ going: null, found: null, failure: '' });
    const found = await pilots.begin(pets, 5);
    expect(found?.pairs).toHaveLength(1);
    expect(new Set(changes)).toEqual(new Set([pets.file]));
    pilots.of(pets);
    await vi.waitUntil(() => pilots.of(pets).found?.pilot.endedBy === 'user', 10_000);
    setMode('diverge');
    const other = at(opened(`${header}train: { seed: 7 }\n`));
    expect(await pilots.begin(other, 5)).toBeUndefined();
    expect(pilots.of(other).failure).toContain('The loss is not a number any more.');
    await vi.waitUntil(() => pilots.of(other).found?.stale === true, 10_000);
  });
});
