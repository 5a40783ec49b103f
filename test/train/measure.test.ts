import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

let terminal: TerminalWorkshop;
let examples: string;

beforeAll(async () => {
  terminal = await TerminalWorkshop.open(await nativeEngineFolder());
  examples = await mkdtemp(path.join(tmpdir(), 'measured examples '));
  const isImages = (place: string) => !place.includes('.transfer') && !place.includes('/runs');
  await cp(path.resolve(import.meta.dirname, '../../examples'), examples, {
    recursive: true,
    filter: isImages,
  });
});

afterAll(async () => {
  await terminal?.close();
  await rm(examples, { recursive: true, force: true });
});

interface Answer {
  readonly images: number;
  readonly cut: { readonly layer: string };
  readonly similarity: { readonly answer: string; readonly value: number };
  readonly size: { readonly answer: string };
  readonly shift: readonly { readonly layer: string; readonly shift: number }[];
  readonly cuts: readonly {
    readonly layer: string;
    readonly probe: number;
    readonly error: number;
    readonly knn: number;
    readonly logme: number;
  }[];
}

async function measured(folder: string, ...words: readonly string[]): Promise<Answer> {
  const { status, stdout, stderr } = await terminal.call(['measure', folder, '--json', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

/** A project of the 24 pictures of the demonstration base's own training that come along with it. */
async function ownPictures(name: string, change: (picture: Sharp) => Sharp): Promise<string> {
  const folder = path.join(examples, name);
  const sheet = path.resolve(import.meta.dirname, '../../models/demo/pictures.png');
  for (let at = 0; at < 24; at += 1) {
    const own = path.join(folder, 'images', at % 2 === 0 ? 'even' : 'odd');
    await mkdir(own, { recursive: true });
    const place = { left: (at % 8) * 64, top: Math.floor(at / 8) * 64, width: 64, height: 64 };
    await change(sharp(sheet).extract(place).removeAlpha())
      .png()
      .toFile(path.join(own, `${at}.png`));
  }
  await writeFile(path.join(folder, 'transfer.yaml'), 'base: demo\ndataset: { path: images }\n');
  return folder;
}

describe('the shift of batch normalisations', () => {
  it('is near 0 on the base’s own pictures and others like them, and rises at every depth to digits and to colours turned round', async () => {
    const own = await measured(await ownPictures('own', (picture) => picture));
    const emoji = await measured(path.join(examples, 'emoji-groups'));
    const digits = await measured(path.join(examples, 'digits'));
    const inverted = await measured(await ownPictures('inverted', (picture) => picture.negate()));
    expect(own.shift.map(({ layer }) => layer)).toEqual(['conv1_bn', 'conv2_bn', 'conv3_bn']);
    for (const [at, { shift }] of own.shift.entries()) {
      expect(shift).toBeLessThan(0.05);
      expect(emoji.shift[at]!.shift).toBeLessThan(0.05);
      for (const other of [digits, inverted]) expect(other.shift[at]!.shift).toBeGreaterThan(10 * shift);
    }
  });
});

describe('ranking bases', () => {
  it('compares those that are there, and says how to get the one that is not', async () => {
    const folder = path.join(examples, 'emoji-groups');
    const { stdout } = await terminal.call([
      'measure',
      folder,
      '--bases',
      `${path.join(terminal.folder, 'base')},nasnet-large`,
      '--json',
    ]);
    const ranking = JSON.parse(stdout) as {
      readonly images: number;
      readonly bases: readonly {
        readonly name: string;
        readonly isOwn: boolean;
        readonly behindBest: number;
      }[];
      readonly left: readonly { readonly name: string; readonly why: string }[];
    };
    expect(ranking.images).toBe(120);
    expect(ranking.bases[0]).toMatchObject({ name: 'demo', isOwn: true, behindBest: 0 });
    expect(ranking.left).toMatchObject([{ name: 'nasnet-large', canBeFetched: true }]);
    expect(ranking.bases).toHaveLength(2);
    expect(ranking.bases[1]!.behindBest).toBeGreaterThan(0);
  });
});

describe('measuring a base on images', () => {
  it('finds emoji like those that the demonstration base was trained on, and to be cut late', async () => {
    const { similarity, cut, cuts, images } = await measured(path.join(examples, 'emoji-groups'));
    expect(images).toBe(120);
    expect(similarity.answer).toBe('similar');
    expect(['dense1', 'dense2']).toContain(cut.layer);
    expect(cuts.map(({ layer }) => layer)).toEqual(['pool1', 'pool2', 'flatten', 'dense1', 'dense2']);
    for (const { probe, error, knn, logme } of cuts) {
      expect(probe).toBeGreaterThan(1 / 6);
      expect(error).toBeLessThan(0.06);
      expect(knn).toBeGreaterThan(1 / 6);
      expect(Number.isFinite(logme)).toBe(true);
    }
  });

  it('finds digits unlike them, and to be cut earlier', async () => {
    const { similarity, cut } = await measured(path.join(examples, 'digits'));
    expect(similarity.answer).toBe('different');
    expect(cut.layer).not.toBe('dense2');
  });

  it('decides what the file leaves open: similar or not, the case, the cut', async () => {
    const folder = path.join(examples, 'digits');
    await writeFile(path.join(folder, 'open.transfer.yaml'), 'base: demo\ndataset: { path: images }\n');
    const open = path.join(folder, 'open.transfer.yaml');
    const planned = async () => {
      const { stdout } = await terminal.call(['plan', open, '--json']);
      return JSON.parse(stdout) as { suggestion: object; plan: object; problems: { code: string }[] };
    };
    // It would be known already: the file beside it has the same base and images.
    await rm(path.join(folder, '.transfer', 'measured'), { recursive: true, force: true });
    const before = await planned();
    expect(before.suggestion).toMatchObject({ case: 1, similaritySource: 'assumed' });
    expect(before.plan).toMatchObject({ cut: 'dense2' });
    const { cut } = await measured(open);
    const after = await planned();
    expect(after.suggestion).toMatchObject({ case: 2, similaritySource: 'measured' });
    expect(after.plan).toMatchObject({ case: 2, cut: cut.layer });
    expect(after.problems.map(({ code }) => code)).not.toContain('similarity-assumed');
    await writeFile(open, 'base: demo\ndataset: { path: images, similarity: similar }\ncut: dense2\n');
    const declared = await planned();
    expect(declared.plan).toMatchObject({ case: 1, cut: 'dense2' });
    expect(declared.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['similarity-disagrees-with-measurement', 'cut-disagrees-with-measurement']),
    );
  });

  it('answers again from what is kept, and the same', async () => {
    const folder = path.join(examples, 'emoji-groups');
    const first = await measured(folder);
    await rm(path.join(folder, '.transfer', 'measured'), { recursive: true });
    expect(await measured(folder)).toEqual(first);
    expect(await measured(folder)).toEqual(first);
  });

  it('looks at as many images as are asked for, of each class its share', async () => {
    expect((await measured(path.join(examples, 'emoji-groups'), '--images', '30')).images).toBe(30);
  });

  it('shows people a table and three sentences', async () => {
    const { status, stdout } = await terminal.call(['measure', path.join(examples, 'digits')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^cut after +values +a linear head +neighbours +LogME$/m);
    expect(stdout).toMatch(/^pool1 +8,192 +\d+ % ± \d+ % /m);
    expect(stdout).toMatch(/your images are unlike those it was trained on\.$/m);
  });

  it('says why it can’t where each class has one image, and where the file has errors', async () => {
    const single = path.join(terminal.folder, 'single');
    await writeSmallImages(path.join(single, 'images'), 1, 'train');
    await writeFile(
      path.join(single, 'transfer.yaml'),
      'base: ../base\ndataset: { path: images, validation: ../images-test, similarity: similar }\n',
    );
    const one = await terminal.call(['measure', 'single']);
    expect(one.status).toBe(1);
    expect(one.stderr).toContain('at least two classes need two images each');
    await writeFile(path.join(single, 'transfer.yaml'), 'base: ../nowhere\ndataset: { path: images }\n');
    expect(await terminal.call(['measure', 'single'])).toMatchObject({ status: 2 });
  });
});
