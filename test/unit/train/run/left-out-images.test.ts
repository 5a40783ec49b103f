import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { countLeftOut, requireBothSides } from '../../../../src/train/run/left-out-images';
import type { RunSession } from '../../../../src/train/run/run-session';
import { scratchFolder } from '../../../fixtures/scratch-folder';

function session(folder: string): RunSession {
  const dataset = { path: path.join(folder, 'images'), validation: 0.2, test: null };
  mkdirSync(dataset.path);
  return { folder, images: [], leftOut: [], plan: { dataset } } as unknown as RunSession;
}

const gone = [{ file: 'cat/1.png', reason: 'It is not there. Check its name and folder.' }];

it('too many unreadable images end a run with their names', () => {
  expect(() => countLeftOut(session(scratchFolder()), gone)).toThrow(
    "1 of 1 images can't be read: cat/1.png (It is not there. Check its name and folder.). Repair or remove them",
  );
});

it('machines are told of all unreadable images, also where they end the run', () => {
  const folder = scratchFolder();
  const many = Array.from({ length: 21 }, (_, index) => ({
    file: `cat/${index}.png`,
    reason: 'It is empty.',
  }));
  expect(() => countLeftOut(session(folder), many)).toThrow('and 16 more');
  const [event] = readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(event ?? '')).toMatchObject({ code: 'unreadable-images', images: many });
});

it('a whole folder that has gone during the run is named instead of its images', () => {
  const folder = scratchFolder();
  const going = session(folder);
  rmSync(path.join(folder, 'images'), { recursive: true });
  expect(() => countLeftOut(going, gone)).toThrow(
    `The folder of images ${path.join(folder, 'images')} is missing. Put it back to go on with this run, or`,
  );
});

it('a folder that has gone during the run is named also where it held only a few images', () => {
  const folder = scratchFolder();
  const going = session(folder);
  const images = Array.from({ length: 99 }, () => ({
    path: '',
    file: '',
    sha256: '',
    label: 0,
    side: 'train',
  }));
  Object.assign(going, {
    images,
    plan: { dataset: { ...going.plan.dataset, test: path.join(folder, 'test') } },
  });
  expect(() => countLeftOut(going, gone)).toThrow(
    `The folder of images ${path.join(folder, 'test')} is missing.`,
  );
});

it('a class with nothing left to train on ends a run, however few images that were', () => {
  const image = (label: number, side: 'train' | 'validation') => ({
    ...{ path: '', file: '', sha256: '', label, side },
  });
  const plan = {
    dataset: { path: 'images', validation: 0.2, classes: ['cat', 'dog'] },
  } as unknown as RunSession['plan'];
  const images = [image(0, 'train'), image(0, 'validation'), image(1, 'validation')];
  expect(() => requireBothSides({ images, plan })).toThrow(
    'No image of the class `dog` is left to train on.',
  );
  expect(() => requireBothSides({ images: [...images, image(1, 'train')], plan })).not.toThrow();
});
