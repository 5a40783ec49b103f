import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { findScales, type ScaleLookup, scaleLookup } from '../../../../src/launch/project/measure-scales';
import { designProject, openProject, type ProjectOptions } from '../../../../src/launch/project/project';
import { baseFingerprint } from '../../../fixtures/base-look';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { writeSmallBase } from '../../../fixtures/small-base';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const base = { modelFile: '/models/net.h5', fingerprint: 'f' };
const unsaid = demoLike({ input: {}, fingerprint: 'f' });
const text = 'base: demo\ndataset: { path: images, similarity: similar }\n';

function lookup(written = text, images: DatasetFacts = dataset({ cats: 40, dogs: 40 }), graph = unsaid) {
  const parsed = parseTransferFile(written);
  return scaleLookup(designProject('/p/transfer.yaml', parsed, { base, graph, dataset: images }));
}

describe('what is asked of a base and the pictures', () => {
  it('are a few of every class, taken evenly', () => {
    const { question } = lookup(text, dataset({ ants: 2, cats: 400, dogs: 40, empty: 0 })) as ScaleLookup;
    const byClass = (name: string) =>
      question.images.filter((file) => path.basename(path.dirname(file)) === name);
    expect(question).toMatchObject({ size: [64, 64], resize: 'stretch' });
    expect(question).not.toHaveProperty('stated');
    expect(question.images).toHaveLength(2 + 8 + 8);
    expect(new Set(question.images).size).toBe(18);
    expect([byClass('ants'), byClass('cats'), byClass('dogs')].map(({ length }) => length)).toEqual([
      2, 8, 8,
    ]);
    // One of each class comes before a second one of any.
    const first = question.images.slice(0, 3).map((file) => path.basename(path.dirname(file)));
    expect(first.sort()).toEqual(['ants', 'cats', 'dogs']);
  });

  it('are one of each of evenly taken classes, where there are many', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`c${100 + index}`, 5]));
    const { images } = (lookup(text, dataset(many)) as ScaleLookup).question;
    const classes = images.map((file) => path.basename(path.dirname(file)));
    expect(classes).toHaveLength(24);
    expect(new Set(classes).size).toBe(24);
    expect(classes.some((name) => name > 'c190')).toBe(true);
  });

  it('holds the numbers that the file says, and only classes that it names', () => {
    const written =
      'base: { model: demo, input: { scale: { mean: [1, 2, 3], std: [4, 5, 6], channels: bgr } } }\n' +
      'dataset: { path: images, classes: [cats, dogs], similarity: similar }\n';
    const asked = lookup(written, dataset({ cats: 9, dogs: 9, others: 30 })) as ScaleLookup;
    expect(asked.question.stated).toEqual({ mean: [1, 2, 3], std: [4, 5, 6], channels: 'bgr' });
    expect(asked.question.images).toHaveLength(18);
  });

  it('is known by base, pictures and how they are resized, and not by what else the file says', () => {
    const keys = [
      lookup(),
      lookup(`${text}case: 1\n`),
      lookup(text.replace('base: demo', 'base: { model: demo, input: { scale: "0..1" } }')),
      lookup(text.replace('base: demo', 'base: { model: demo, input: { resize: pad } }')),
      lookup(text, dataset({ cats: 40, dogs: 41 })),
    ].map((one) => one?.key);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys.map((key) => key === keys[0])).toEqual([true, true, true, false, false]);
  });

  it('is nothing where the base says its scale, or there are too few pictures', () => {
    expect(lookup(text, dataset({ cats: 40, dogs: 40 }), demoLike())).toBeUndefined();
    expect(lookup(text, dataset({ cats: 8, dogs: 7 }))).toBeUndefined();
    expect(lookup(text, dataset({ cats: 8, dogs: 8 }))).toBeDefined();
    expect(lookup(text, { train: { found: false, path: '/images', reason: 'missing' } })).toBeUndefined();
  });
});

describe('a measurement', () => {
  let folder: string;
  let options: ProjectOptions;
  let calls: string;
  const scales = {
    pictures: 16,
    trials: [
      { scale: 'torch', shift: 0.02 },
      { scale: '-1..1', shift: 0.8 },
    ],
  };
  const asked = lookup() as ScaleLookup;

  beforeEach(() => {
    folder = scratchFolder();
    for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, scratchFolder());
    const root = path.join(folder, 'own');
    const bundles = path.join(root, 'dist');
    mkdirSync(bundles, { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{"version":"1.0.0"}');
    calls = path.join(root, 'calls');
    options = { installation: { root, bundles }, node, allowDownload: false };
    answers(JSON.stringify({ scales }));
  });

  afterEach(() => vi.unstubAllEnvs());

  /** The made-up process notes what it is asked for scales and answers so. */
  function answers(answer: string, before = ''): void {
    const program = `${before}
      if (process.argv[2] === 'scales') require('fs').appendFileSync(${JSON.stringify(calls)},
        JSON.stringify([process.argv[3], JSON.parse(require('fs').readFileSync(0, 'utf8')).size]) + '\\n');
      console.log(${JSON.stringify(answer)});`;
    writeFileSync(path.join(options.installation.bundles, 'inspect.js'), program);
  }

  const questions = () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);

  it('is made once, and kept for the next time', async () => {
    const onMeasure = vi.fn();
    const first = await findScales(asked, folder, { ...options, onMeasure });
    expect(first).toEqual({ ...scales, fingerprint: 'f' });
    expect(await findScales(asked, folder, { ...options, onMeasure })).toEqual(first);
    expect(questions()).toEqual(['["/models/net.h5",[64,64]]']);
    expect(onMeasure).toHaveBeenCalledTimes(1);
    expect(await findScales({ ...asked, key: 'a'.repeat(64) }, folder, options)).toEqual(first);
    expect(questions()).toHaveLength(2);
  });

  it('that tells nothing is kept too', async () => {
    answers('{ "scales": null }');
    expect(await findScales(asked, folder, options)).toBeUndefined();
    expect(await findScales(asked, folder, options)).toBeUndefined();
    expect(questions()).toHaveLength(1);
  });

  it('that somebody else has written is made anew', async () => {
    await findScales(asked, folder, options);
    const kept = path.join(folder, '.transfer', 'scales');
    const [name = ''] = readdirSync(kept);
    const written = readFileSync(path.join(kept, name), 'utf8');
    writeFileSync(path.join(kept, name), written.replace('0.02', '0.99'));
    expect(await findScales(asked, folder, options)).toMatchObject({ trials: scales.trials });
    expect(questions()).toHaveLength(2);
  });

  it.each([
    'nothing',
    '{}',
    '{ "scales": { "pictures": "many", "trials": [] } }',
    '{ "scales": { "pictures": 16, "trials": [{ "scale": "torch" }] } }',
    '{ "problem": { "code": "base-damaged", "message": "Gone." } }',
  ])('that fails is none, and is tried again: %s', async (answer) => {
    answers(answer);
    expect(await findScales(asked, folder, options)).toBeUndefined();
    expect(await findScales(asked, folder, options)).toBeUndefined();
    expect(questions()).toHaveLength(2);
  });

  it('is stopped with its process', async () => {
    answers('{}', 'setInterval(() => {}, 1000); process.argv[2] = "waits";');
    const stop = new AbortController();
    const measuring = findScales(asked, folder, {
      ...options,
      signal: stop.signal,
      onMeasure: () => stop.abort(),
    });
    await expect(measuring).rejects.toThrow(/aborted/);
  });

  it('is told as a problem by a project that is opened, but not where the folder is not trusted', async () => {
    const modelFile = await writeSmallBase(path.join(folder, 'base'));
    const fingerprint = await baseFingerprint(modelFile);
    const graph = demoLike({ input: {}, fingerprint });
    const program = `const question = process.argv[2] === 'scales'
      ? ${JSON.stringify({ scales })} : ${JSON.stringify({ modelFile, fingerprint, graph })};
      console.log(JSON.stringify(question));`;
    writeFileSync(path.join(options.installation.bundles, 'inspect.js'), program);
    writeFileSync(path.join(folder, 'transfer.yaml'), text.replace('demo', './base'));
    for (const name of ['cats', 'dogs']) {
      mkdirSync(path.join(folder, 'images', name), { recursive: true });
      for (let index = 0; index < 8; index += 1)
        writeFileSync(path.join(folder, 'images', name, `${index}.png`), 'picture');
    }
    const codes = async (more: Partial<ProjectOptions> = {}) =>
      (await openProject(folder, { ...options, ...more })).result.problems.map(({ code }) => code);
    expect(await codes()).toContain('scale-measured');
    const untrusted = await codes({ keepGraph: false });
    expect(untrusted).not.toContain('scale-measured');
    expect(untrusted).toContain('scale-unknown');
  });
});
