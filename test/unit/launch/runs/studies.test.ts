import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { doneOf } from '../../../../src/design/study/study-words';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { designProject } from '../../../../src/launch/project/project';
import { KeptStudies } from '../../../../src/launch/runs/kept-study';
import type { RunLaunch } from '../../../../src/launch/runs/run-process';
import { Studies } from '../../../../src/launch/runs/studies';
import { knownStudy, openStudy, runStudy, studyTime } from '../../../../src/launch/runs/study-project';
import { type FakeMode, fakeInstallation } from '../../../fixtures/fake-run';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { header } from '../../design/support/designed';

const question = { depths: 1, seeds: 1 };

function workshop(mode: FakeMode, images = { cats: 40, dogs: 40 }) {
  const root = scratchFolder();
  const node = { path: process.execPath, version: process.versions.node, environment: {} };
  const launch: RunLaunch = { installation: fakeInstallation(root, mode), node, engine: webAssembly };
  const folder = path.join(root, 'pets');
  mkdirSync(folder);
  const graph = { ...demoLike(), fingerprint: 'ab'.repeat(32) };
  const projectOf = (counts: Readonly<Record<string, number>>, text = header) =>
    designProject(path.join(folder, 'transfer.yaml'), parseTransferFile(text), {
      ...{ graph, dataset: dataset(counts) },
      base: { modelFile: '/base/model.json', fingerprint: graph.fingerprint },
    });
  const setMode = (next: FakeMode) => fakeInstallation(root, next);
  const changes: string[] = [];
  const isTrusted = { now: true };
  const studies = new Studies(
    launch.installation,
    async () => launch,
    () => isTrusted.now,
    (file) => changes.push(path.basename(file)),
  );
  return { launch, folder, project: projectOf(images), projectOf, setMode, studies, changes, isTrusted };
}

describe('a study', () => {
  it('does each training once, tells how far it is, and finds again what is done', async () => {
    const { project, launch } = workshop('finish');
    const study = await openStudy(project, question);
    const done: number[] = [];
    const result = await runStudy(study, launch, { onResult: (now) => done.push(doneOf(now)) });
    expect(done).toEqual([0, 1, 2, 3]);
    expect(result.yours.outcomes.map(({ line, copied }) => `${copied} ${line}`)).toEqual([
      '0 random',
      '5 frozen',
      '5 fine-tuned',
    ]);
    expect(await knownStudy(study, launch)).toEqual(result);
    const again = vi.fn();
    expect(await runStudy(study, launch, { onStep: again })).toEqual(result);
    expect(again).not.toHaveBeenCalled();
    expect(doneOf(await knownStudy(await openStudy(project, { ...question, seeds: 2 }), launch))).toBe(3);
  });

  it('says what it takes: a guess at first, then as long as what was done', async () => {
    const { project, launch } = workshop('finish');
    const study = await openStudy(project, question);
    const guess = await studyTime(study, study.none);
    expect(guess).toMatchObject({ isKnown: false });
    expect(guess.seconds).toBeGreaterThan(3);
    const done = await runStudy(study, launch);
    expect((await studyTime(study, done)).seconds).toBe(0);
    const more = await openStudy(project, { ...question, seeds: 3 });
    const time = await studyTime(more, await knownStudy(more, launch));
    // The fake run says that it took 1.5 s.
    expect(time).toEqual({ seconds: 9, isKnown: true });
  });

  it('can’t be where nothing is known of base and images, or where the source has none', async () => {
    const { project, projectOf, folder } = workshop('finish');
    await expect(openStudy(projectOf({}), question)).rejects.toMatchObject({ code: 'study-impossible' });
    const source = path.join(folder, 'nowhere');
    await expect(openStudy(project, { ...question, source })).rejects.toThrow(
      `There is no folder of images at ${source}.`,
    );
    mkdirSync(path.join(folder, 'empty'));
    await expect(openStudy(project, { ...question, source: path.join(folder, 'empty') })).rejects.toThrow(
      'it needs a folder for each class',
    );
  });

  it('does the same on the source’s own images, classes and all', async () => {
    const { project, folder } = workshop('finish');
    const source = path.join(folder, 'own');
    for (const name of ['a', 'b', 'c']) {
      mkdirSync(path.join(source, name), { recursive: true });
      for (let image = 0; image < 5; image += 1) writeFileSync(path.join(source, name, `${image}.png`), 'x');
    }
    const { none, steps } = await openStudy(project, { ...question, source });
    expect(none).toMatchObject({ trainings: 6, source: { images: 15, classes: 3 } });
    expect(steps.at(-1)?.training.plan.dataset).toMatchObject({ path: source, classes: ['a', 'b', 'c'] });
    expect(steps.at(-1)?.training.plan.head.units).toBe(3);
  });
});

describe('the studies of open projects', () => {
  it('say what each effort takes, and are kept with what came of them', async () => {
    const { project, studies, launch, folder, changes } = workshop('finish');
    expect(studies.of(project)).toMatchObject({ going: null, found: null, costs: null });
    await vi.waitUntil(() => studies.of(project).costs, 10_000);
    expect(studies.of(project).costs?.quick).toMatch(
      /^7 trainings \(3 depths,.* at most; that is a rough guess/,
    );
    const going: boolean[] = [];
    const result = await studies.begin(project, question, () =>
      going.push(studies.of(project).going !== null),
    );
    expect(going.length).toBeGreaterThan(3);
    expect(going.every(Boolean)).toBe(true);
    expect(studies.of(project)).toMatchObject({ going: null, found: { result, left: '', isStale: false } });
    expect((await (await KeptStudies.of(folder, launch.installation)).read(project.file))?.result).toEqual(
      result,
    );
    await vi.waitUntil(
      () => studies.of(project).costs?.quick.startsWith('3 of 7 trainings are done'),
      10_000,
    );
    expect(new Set(changes)).toEqual(new Set(['transfer.yaml']));
    studies.dispose();
  });

  it('stop after the batch at hand and go on where they were', async () => {
    const { project, studies, setMode } = workshop('forever');
    const stopped = await studies.begin(project, question, (step) => {
      if (step > 0) studies.stop(project.file);
    });
    expect(stopped).toBeUndefined();
    expect(studies.of(project)).toMatchObject({ going: null, failure: '', found: { left: /^3 trainings/ } });
    setMode('finish');
    expect((await studies.resume(project))?.yours.outcomes).toHaveLength(3);
    studies.dispose();
  });

  it('are of other images once these have changed', async () => {
    const { project, projectOf, studies } = workshop('finish');
    await studies.begin(project, question);
    const other = projectOf({ cats: 40, dogs: 41 });
    studies.of(other);
    await vi.waitUntil(() => studies.of(other).found?.isStale, 10_000);
    studies.dispose();
  });

  it('look at nothing that lies in a project which is not trusted', async () => {
    const { project, studies, isTrusted, changes } = workshop('finish');
    isTrusted.now = false;
    expect(studies.of(project)).toMatchObject({ found: null, costs: null });
    isTrusted.now = true;
    studies.of(project);
    await vi.waitUntil(() => studies.of(project).costs, 10_000);
    expect(changes).toHaveLength(1);
    studies.dispose();
  });

  it('say why they ended early', async () => {
    const { project, studies } = workshop('diverge');
    expect(await studies.begin(project, question)).toBeUndefined();
    expect(studies.of(project).failure).toContain('The loss is not a number any more.');
    studies.dispose();
  });
});
