import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunRecord } from '../../../../src/disk/runs/run-folder';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { runsGoingOn } from '../../../../src/launch/runs/runs-going-on';
import { keptTrial, runTrial, type Trial, type TrialOptions } from '../../../../src/launch/runs/trials';
import type { RunEvent } from '../../../../src/shared/run-events';
import { type FakeMode, fakeInstallation, runResult } from '../../../fixtures/fake-run';
import { folder as folderOf } from '../../../fixtures/folder-facts';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan } from '../../../fixtures/terminal-sample';

const trial: Trial = { plan: headPlan, images: null, judged: 0.2 };

function workshop(mode: FakeMode) {
  const root = scratchFolder();
  const node = { path: process.execPath, version: process.versions.node, environment: {} };
  const launch = { installation: fakeInstallation(root, mode), node, engine: webAssembly };
  const folder = path.join(root, 'pets');
  const project = {
    ...{ file: path.join(folder, 'transfer.yaml'), folder, text: 'version: 1\n' },
    base: { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint },
    dataset: { train: { found: true as const, facts: folderOf({ cats: 9, dogs: 9 }) } },
  };
  const trials = path.join(folder, '.transfer', 'trials');
  const foldersLeft = () =>
    readdirSync(trials, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  const events: RunEvent[] = [];
  const run = (options: TrialOptions = {}, changed = trial) =>
    runTrial(project, changed, launch, { onEvent: (event) => events.push(event), ...options });
  const setMode = (next: FakeMode) => fakeInstallation(root, next);
  return { project, launch, folder, trials, foldersLeft, events, run, setMode };
}

describe('a trial', () => {
  it('is an ordinary run without the test images, apart from the user’s, of which the result is kept alone', async () => {
    const { run, project, launch, folder, trials, events, foldersLeft } = workshop('finish');
    const result = await run({
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ event }) => event)).toEqual(['started', ...Array(4).fill('epoch'), 'finished']);
    expect(result).toMatchObject({ judged: runResult.validation, phase: 1, epoch: 5, seconds: 1.5 });
    expect(await keptTrial(project, trial, launch)).toEqual(result);
    expect(foldersLeft()).toEqual([]);
    expect(existsSync(path.join(folder, 'runs'))).toBe(false);
    expect(existsSync(path.join(trials, '..', '.gitignore'))).toBe(true);
  });

  it('that was tried before is taken from disk, until the plan, the images or the engine are others', async () => {
    const { run, project, launch, events } = workshop('finish');
    const result = await run();
    const told = events.length;
    expect(await run()).toEqual(result);
    expect(events).toHaveLength(told);
    const seeded = { ...trial, plan: { ...headPlan, training: { ...headPlan.training, seed: 2 } } };
    expect(await keptTrial(project, seeded, launch)).toBeUndefined();
    expect(await keptTrial(project, { ...trial, images: 10 }, launch)).toBeUndefined();
    const dataset = { train: { found: true as const, facts: folderOf({ cats: 9, dogs: 10 }) } };
    expect(await keptTrial({ ...project, dataset }, trial, launch)).toBeUndefined();
    const engine = { id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: '/engine' } as const;
    expect(await keptTrial(project, trial, { ...launch, engine })).toBeUndefined();
  });

  it('is found again where its project has been moved to', async () => {
    const { run, project, launch } = workshop('finish');
    const result = await run();
    const moved = { ...headPlan, dataset: { ...headPlan.dataset, path: '/elsewhere/images' } };
    expect(await keptTrial(project, { ...trial, plan: moved }, launch)).toEqual(result);
  });

  it('that is cancelled stops, and goes on when it is asked for again', async () => {
    const { run, events, foldersLeft, trials, folder, setMode } = workshop('forever');
    const stop = new AbortController();
    const cancelled = run({
      signal: stop.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.event === 'epoch') stop.abort(new Error('cancelled'));
      },
    });
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(events.at(-1)?.event).toBe('stopped');
    const [left = ''] = foldersLeft();
    const { file, trial: rules, plan } = await readRunRecord(path.join(trials, left));
    expect(file).toBe(path.join(folder, 'transfer.yaml'));
    expect(rules).toEqual({ images: null, judged: 0.2 });
    expect(plan.dataset.test).toBeNull();
    expect(await runsGoingOn(folder)).toEqual([]);
    setMode('finish');
    const before = events.length;
    await run();
    expect(events.slice(before)[0]).toMatchObject({ event: 'started', resumed: true });
    expect(foldersLeft()).toEqual([]);
  });

  it('says why it has failed, and is begun anew', async () => {
    const { run, setMode, foldersLeft } = workshop('diverge');
    await expect(run()).rejects.toMatchObject({
      code: 'trial-failed',
      message: expect.stringContaining('The loss is not a number any more.'),
    });
    setMode('finish');
    await expect(run()).resolves.toMatchObject({ epoch: 5 });
    expect(foldersLeft()).toEqual([]);
  });

  it('begins anew where what lies in its folder is no record of this user’s, and removes what was abandoned', async () => {
    const { run, trials, foldersLeft, setMode } = workshop('fail');
    await run().catch(() => {});
    const [left = ''] = foldersLeft();
    writeFileSync(path.join(trials, left, 'run.json'), '{}');
    const abandoned = path.join(trials, 'abandoned');
    mkdirSync(abandoned);
    const long = new Date('2026-01-01T00:00:00Z');
    utimesSync(abandoned, long, long);
    mkdirSync(path.join(trials, 'recent'));
    setMode('finish');
    await run();
    expect(foldersLeft()).toEqual(['recent']);
  });
});
