import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bundledBase } from '../../../src/catalog/bundled-base';
import type { ImageCheckState } from '../../../src/launch/project/image-checks';
import type { ProjectFacts } from '../../../src/launch/project/project';
import type { LookState } from '../../../src/launch/runs/looks';
import { changeBetween } from '../../../src/views/panel-changes';
import { panelPictures } from '../../../src/views/panel-pictures';
import { dataset, folder } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { header, project } from '../language/support/project';

const models = path.resolve(import.meta.dirname, '../../../models');
const open = 'base: demo\ndataset:\n  path: images\n';

interface Given {
  readonly facts?: ProjectFacts;
  readonly check?: ImageCheckState;
  readonly looking?: LookState;
  readonly restricted?: string;
}

function pictures(text: string, { facts = {}, check, looking, restricted }: Given = {}) {
  return panelPictures({
    ...{ project: project(text, facts), check, looking, restricted: restricted ?? null },
    sheetAddress: (file) => `vscode:${file}`,
  });
}

describe('the pictures of the view', () => {
  it('are the classes with what is known by names alone, at once', () => {
    const facts = folder(
      { cats: 40, dogs: 40 },
      {
        oddFiles: [
          { file: 'cats/none.jpg', reason: 'empty' },
          { file: 'cats/old.heic', reason: 'unsupported format' },
          { file: 'dogs/notes.txt', reason: 'not an image' },
          { file: 'loose.jpg', reason: 'empty' },
        ],
      },
    );
    const found = pictures(header, { facts: { dataset: { train: { found: true, facts } } } });
    expect(found?.classes).toEqual([
      { name: 'cats', images: 40, unreadable: 2, copies: 0 },
      { name: 'dogs', images: 40, unreadable: 0, copies: 0 },
    ]);
  });

  it('are none where no images are known', () => {
    expect(pictures(header, { facts: { dataset: dataset({}) } })).toBeNull();
  });

  it('are marked by what a check has found, and say how it stands', () => {
    const findings = {
      ...{ words: '100 pictures checked: 1 can’t be read.', found: ['cats/a.jpg can’t be read.'] },
      ...{ unreadable: new Map([['cats', 1]]), copies: new Map([['dogs', 2]]) },
    };
    const checked = pictures(header, { check: { kind: 'checked', images: 100, findings } });
    expect(checked?.classes.map(({ unreadable, copies }) => [unreadable, copies])).toEqual([
      [1, 0],
      [0, 2],
      [0, 0],
    ]);
    expect(checked?.check).toMatchObject({ state: 'checked', words: findings.words, canBegin: false });
    expect(pictures(header, { check: { kind: 'checking', done: 25, images: 100 } })?.check).toMatchObject({
      ...{ state: 'checking', done: 0.25, canBegin: false },
    });
    expect(pictures(header, { check: { kind: 'unknown', images: 100 } })?.check).toMatchObject({
      ...{ state: 'unknown', canBegin: true, words: expect.stringContaining('not known yet') },
    });
    const failed = { kind: 'failed', images: 100, message: 'The images could not be checked.' } as const;
    expect(pictures(header, { check: failed })?.check).toMatchObject({
      canBegin: true,
      words: failed.message,
    });
    expect(pictures(header)?.check).toMatchObject({ canBegin: false, state: 'unknown' });
  });

  it('are neither shown nor checked in a workspace that is not trusted, and that is said', () => {
    const found = pictures(header, { restricted: 'not trusted', check: { kind: 'unknown', images: 100 } });
    expect(found?.notShown).toContain('only in a workspace that is trusted');
    expect(found?.check).toMatchObject({ canBegin: false, words: expect.stringContaining('not decoded') });
  });

  it('are no part of what differs while somebody types', () => {
    const facts = { dataset: dataset({ cats: 40, dogs: 40 }) };
    const before = pictures(`${header}train: { epochs: 1 }\n`, { facts });
    const after = pictures(`${header}train: { epochs: 12 }\n`, { facts });
    expect(after?.classes).toBe(before?.classes);
    expect(changeBetween(before, after)).toBeUndefined();
  });

  it('are others after another look at the folder', () => {
    const look = () => pictures(header, { facts: { dataset: dataset({ cats: 40 }) } })?.look;
    expect(look()).not.toBe(look());
  });
});

describe('whether they are like the base’s', () => {
  it('is as the file says, and else what is assumed', () => {
    const similarity = (text: string) => pictures(text)?.similarity;
    expect(similarity(header)).toMatchObject({ declared: 'similar' });
    expect(similarity(`${open}  similarity: different\n`)).toMatchObject({ declared: 'different' });
    expect(similarity(`${open}  similarity: auto\n`)).toEqual({
      ...{ declared: null, words: 'The file says neither; similar is assumed.' },
    });
    expect(similarity(`${open}case: 4\n`)?.words).toBe('The file says neither; different is assumed.');
  });
});

describe('what the base was trained on', () => {
  const trainedOn = (text: string, facts: ProjectFacts = {}) => pictures(text, { facts })?.trainedOn;
  const withClasses = (count: number) => ({
    ...demoLike(),
    classes: Array.from({ length: count }, (_, index) => `kind ${index}`),
  });

  it('is in the words of the catalog for a published base, also before it is fetched', () => {
    expect(trainedOn(header.replace('demo', 'efficientnet-lite0'))).toEqual({
      ...{ classes: [], classCount: 0, sheet: null },
      words: 'EfficientNet-Lite0 was trained on ImageNet: 1.28 million photographs of 1,000 kinds of things.',
    });
  });

  it('is shown in pictures for the demonstration base', () => {
    const base = { modelFile: '/models/demo/model.json', fingerprint: 'f', catalog: 'demo' };
    expect(trainedOn(header, { base, graph: withClasses(88) })).toMatchObject({
      ...{ words: 'This base was trained on emoji: 4,556 drawings of 88 kinds, on white.', classCount: 88 },
      sheet: { address: 'vscode:demo/pictures.png', width: 512, height: 192 },
    });
  });

  it('is not that of the base before, while another one is looked up', () => {
    const base = { modelFile: '/models/demo/model.json', fingerprint: 'f', catalog: 'demo' };
    const found = trainedOn(header.replace('demo', 'efficientnet-lite0'), { base, graph: withClasses(88) });
    expect(found).toMatchObject({ words: expect.stringContaining('ImageNet'), classCount: 0, sheet: null });
  });

  it('is no more than the names of its classes for any other base', () => {
    const found = trainedOn(header.replace('demo', 'mine/model.json'), { graph: withClasses(30) });
    expect(found).toMatchObject({ classCount: 30, sheet: null });
    expect(found?.words).toMatch(/^This base tells 30 classes apart\./);
    expect(found?.classes).toHaveLength(12);
    expect(trainedOn(header.replace('demo', 'mine/model.json'))?.words).toMatch(/its files do not say/);
  });

  it('is what the demonstration base itself says', async () => {
    const says = JSON.parse(readFileSync(path.join(models, 'demo/model.json'), 'utf8'));
    const { classes, results } = says.userDefinedMetadata.transferDesigner;
    const { trainedOn: words, sheet } = bundledBase('demo') ?? {};
    expect(words).toContain(`${results.trainingPictures.toLocaleString('en')} drawings of ${classes.length}`);
    const { width, height } = await sharp(path.join(models, sheet?.file ?? '')).metadata();
    expect({ width, height }).toEqual({ width: sheet?.width, height: sheet?.height });
  });
});
