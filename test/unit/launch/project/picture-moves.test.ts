import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { isTransferError } from '../../../../src/design/transfer-error';
import { scanFolder } from '../../../../src/disk/images/folder-scan';
import { type MoveTarget, pictureMove } from '../../../../src/launch/project/picture-moves';
import { scratchFolder } from '../../../fixtures/scratch-folder';

/** A project with these pictures below `images` and `images-test`. */
async function project(...files: readonly string[]) {
  const folder = scratchFolder();
  for (const file of ['images/cats/a.png', 'images/dogs/b.png', 'images-test/cats/c.png', ...files])
    write(folder, file);
  const scan = async (name: string) => scanFolder(path.join(folder, name));
  const dataset: DatasetFacts = { train: await scan('images'), test: await scan('images-test') };
  const move = async (file: string, target: MoveTarget, from = dataset) => {
    const { to } = await pictureMove(from, path.join(folder, ...file.split('/')), target);
    return path.relative(folder, to).split(path.sep).join('/');
  };
  return { folder, dataset, move, scan };
}

function write(folder: string, file: string): void {
  const place = path.join(folder, ...file.split('/'));
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, file);
}

const refused = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isTransferError(error, 'move-refused')) throw new Error(`not refused: ${String(error)}`);
  return error.message;
};

describe('a picture', () => {
  it('is left out into a folder beside its own, by its path there', async () => {
    const { move } = await project('images/cats/deep/d.png');
    expect(await move('images/cats/a.png', 'left out')).toBe('images-left-out/cats/a.png');
    expect(await move('images/cats/deep/d.png', 'left out')).toBe('images-left-out/cats/deep/d.png');
    expect(await move('images-test/cats/c.png', 'left out')).toBe('images-test-left-out/cats/c.png');
  });

  it('is moved to a class of the same side, which may have no picture there yet', async () => {
    const { move } = await project();
    expect(await move('images/cats/a.png', { className: 'dogs' })).toBe('images/dogs/a.png');
    expect(await move('images-test/cats/c.png', { className: 'dogs' })).toBe('images-test/dogs/c.png');
  });

  it('of a list stays where it is, and says where its class stands', async () => {
    const root = scratchFolder();
    const place = path.join(root, 'list.parquet');
    const images = [{ file: 'images/cats/a.png', bytes: 1 }];
    const facts = { path: place, classes: [{ name: 'cats', images }], oddFiles: [], looseImages: 0 };
    const file = path.join(root, 'images/cats/a.png');
    await expect(pictureMove({ train: { found: true, facts } }, file, 'left out')).rejects.toMatchObject({
      code: 'move-refused',
      message: expect.stringContaining('is a row of the list'),
    });
  });

  it('of a bucket stays where it is: what is here is a copy', async () => {
    const root = scratchFolder();
    const images = [{ file: 'cats/a.png', bytes: 1 }];
    const copied = { path: root, copyOf: 's3://bucket/pets', classes: [{ name: 'cats', images }] };
    const train = { found: true, facts: { ...copied, oddFiles: [], looseImages: 0 } } as const;
    const moving = pictureMove({ train }, path.join(root, 'cats/a.png'), 'left out');
    await expect(moving).rejects.toMatchObject({
      code: 'move-refused',
      message: expect.stringContaining('not changed from here (s3://bucket/pets)'),
    });
  });

  it('never takes the place of another: it gets a number behind its name', async () => {
    const { move } = await project('images/dogs/a.png', 'images/dogs/a-2.png', 'images-left-out/cats/a.png');
    expect(await move('images/cats/a.png', { className: 'dogs' })).toBe('images/dogs/a-3.png');
    expect(await move('images/cats/a.png', 'left out')).toBe('images-left-out/cats/a-2.png');
  });

  it('goes to the folder that a class has on the disk, whatever Unicode its name is written in', async () => {
    const { move } = await project('images/a\u0308pfel/e.png');
    expect(await move('images/cats/a.png', { className: '\u00e4pfel' })).toBe('images/a\u0308pfel/a.png');
  });
});

describe('it is refused to move', () => {
  it('what is no picture of the data set, and to what is no class', async () => {
    const { folder, move } = await project();
    write(folder, 'secret.png');
    expect(await refused(move('secret.png', 'left out'))).toContain('is no picture of this data set');
    expect(await refused(move('images/../secret.png', 'left out'))).toContain(
      'is no picture of this data set',
    );
    for (const className of ['mice', '../..', ''])
      expect(await refused(move('images/cats/a.png', { className }))).toContain('There is no class');
  });

  it('what is a link, or is reached by one', async () => {
    const { folder, move, scan } = await project();
    write(folder, 'outside/x.png');
    symlinkSync(path.join(folder, 'outside'), path.join(folder, 'images', 'linked'));
    symlinkSync(path.join(folder, 'outside', 'x.png'), path.join(folder, 'images', 'dogs', 'link.png'));
    const dataset = { train: await scan('images') };
    expect(await refused(move('images/linked/x.png', 'left out', dataset))).toContain('is reached by a link');
    expect(await refused(move('images/dogs/link.png', { className: 'cats' }, dataset))).toContain(
      'by a link',
    );
    expect(await refused(move('images/cats/a.png', { className: 'linked' }, dataset))).toContain('is a link');
  });

  it('out of the data set where a link stands in the place', async () => {
    const { folder, move } = await project('outside/x.png');
    symlinkSync(path.join(folder, 'outside'), path.join(folder, 'images-left-out'));
    expect(await refused(move('images/cats/a.png', 'left out'))).toContain('is a link or a file');
  });

  it('what has gone since the folder was looked through', async () => {
    const { move, dataset } = await project();
    const gone = dataset.train.found && {
      ...dataset.train.facts,
      classes: [{ name: 'cats', images: [{ file: 'cats/gone.png', bytes: 1 }] }],
    };
    const facts = gone ? { train: { found: true as const, facts: gone } } : dataset;
    expect(await refused(move('images/cats/gone.png', 'left out', facts))).toContain('or is gone');
  });
});

it('a folder of images that is itself reached by a link is moved in as usual: its user has opened it', async () => {
  const { folder, scan } = await project();
  symlinkSync(path.join(folder, 'images'), path.join(folder, 'by-link'));
  const dataset = { train: await scan('by-link') };
  const from = path.join(folder, 'by-link', 'cats', 'a.png');
  const { to } = await pictureMove(dataset, from, { className: 'dogs' });
  expect(path.relative(folder, to)).toBe(path.join('by-link', 'dogs', 'a.png'));
});
