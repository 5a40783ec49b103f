import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
