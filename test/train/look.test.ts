import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from '../../src/design/images/random';
import type { KnownOddImages, OddFinding, OddKind } from '../../src/design/odd-images';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

let terminal: TerminalWorkshop;
let examples: string;

beforeAll(async () => {
  terminal = await TerminalWorkshop.open(await nativeEngineFolder());
  examples = await mkdtemp(path.join(tmpdir(), 'looked examples '));
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

async function looked(folder: string): Promise<KnownOddImages> {
  const { status, stdout, stderr } = await terminal.call(['look', folder, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as KnownOddImages;
}

const kind = ({ findings }: KnownOddImages, wanted: OddKind): readonly OddFinding[] =>
  findings.filter((finding) => finding.kind === wanted);
const filesOf = (findings: readonly OddFinding[]) =>
  findings.map(({ images }) => images.map(({ file }) => file));

/** Pairs of images of a project that are of different classes, from its folder. */
async function drawnPairs(folder: string, draw: number): Promise<readonly (readonly [string, string])[]> {
  const files: string[] = [];
  for (const side of ['images', 'images-test'])
    for (const name of await readdir(path.join(folder, side)))
      for (const file of await readdir(path.join(folder, side, name))) files.push(`${side}/${name}/${file}`);
  const drawn = shuffle(files, seededRandom('exchanged', draw));
  const pairs: [string, string][] = [];
  for (let at = 0; pairs.length < 5; at += 2) {
    const [one = '', other = ''] = drawn.slice(at, at + 2);
    if (one.split('/')[1] !== other.split('/')[1]) pairs.push([one, other]);
  }
  return pairs;
}

/** Ten images with each other's labels, and back: how many of them are among the first twenty suspects. */
async function foundOfTen(name: string, draw: number): Promise<number> {
  const folder = path.join(examples, name);
  const moves = (await drawnPairs(folder, draw)).flatMap(([one, other]) => [
    [one, `${path.dirname(other)}/exchanged-${path.basename(one)}`] as const,
    [other, `${path.dirname(one)}/exchanged-${path.basename(other)}`] as const,
  ]);
  for (const [from, to] of moves) await rename(path.join(folder, from), path.join(folder, to));
  const suspects = filesOf(kind(await looked(folder), 'label'))
    .flat()
    .slice(0, 20);
  for (const [from, to] of moves) await rename(path.join(folder, to), path.join(folder, from));
  return suspects.filter((file) => path.basename(file).startsWith('exchanged-')).length;
}

describe('looking for odd pictures', () => {
  it('finds eight and more of ten exchanged labels of digits among the first twenty suspects, whichever ten', async () => {
    for (const draw of [1, 2]) expect(await foundOfTen('digits', draw)).toBeGreaterThanOrEqual(8);
  });

  it('finds most of ten exchanged labels of emoji, whose groups the base itself tells apart in three of four cases', async () => {
    const found = [];
    for (const draw of [1, 2, 3]) found.push(await foundOfTen('emoji-groups', draw));
    expect(Math.min(...found)).toBeGreaterThanOrEqual(5);
    expect(found.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(18);
  });

  it('suspects few of the examples’ pictures as they are', async () => {
    const digits = await looked(path.join(examples, 'digits'));
    expect(digits).toMatchObject({ images: 600, of: 600, unreadable: 0, isStale: false });
    expect(kind(digits, 'label').length).toBeLessThanOrEqual(11);
    const emoji = await looked(path.join(examples, 'emoji-groups'));
    expect(kind(emoji, 'label').length).toBeLessThanOrEqual(30);
    for (const odd of [digits, emoji]) {
      expect(kind(odd, 'copies').length).toBeLessThanOrEqual(4);
      expect(kind(odd, 'alone').length).toBeLessThanOrEqual(3);
      expect(kind(odd, 'classes')).toEqual([]);
    }
  });

  it('finds a picture cropped or drawn in other colours across the split, and noise; copies are left to the check', async () => {
    const folder = path.join(examples, 'emoji-groups');
    const place = (file: string) => path.join(folder, ...file.split('/'));
    const plain = (file: string) => sharp(place(file)).flatten({ background: '#fff' });
    const { width = 0 } = await sharp(place('images/animals/bat.png')).metadata();
    const edge = Math.round(width * 0.06);
    const inner = { left: edge, top: edge, width: width - 2 * edge, height: width - 2 * edge };
    const cropped = await plain('images/food/avocado.png').extract(inner).png().toBuffer();
    await sharp(cropped).resize(width, width).toFile(place('images-test/food/cropped.png'));
    await plain('images/animals/bat.png')
      .modulate({ hue: 40, saturation: 0.8, brightness: 1.1 })
      .toFile(place('images-test/animals/recoloured.png'));
    await cp(place('images/faces/confounded.png'), place('images-test/faces/copy.png'));
    const random = seededRandom('noise');
    const bytes = Buffer.from(Array.from({ length: 64 * 64 * 3 }, () => Math.floor(random() * 256)));
    await sharp(bytes, { raw: { width: 64, height: 64, channels: 3 } }).toFile(
      place('images/weather/noise.png'),
    );
    const odd = await looked(folder);
    const pairs = filesOf(kind(odd, 'copies'));
    expect(pairs).toContainEqual(['images/food/avocado.png', 'images-test/food/cropped.png']);
    expect(pairs).toContainEqual(['images/animals/bat.png', 'images-test/animals/recoloured.png']);
    expect(pairs.flat()).not.toContain('images-test/faces/copy.png');
    expect(odd.told).toBe(1);
    expect(filesOf(kind(odd, 'alone'))).toContainEqual(['images/weather/noise.png']);
    for (const file of ['images-test/food/cropped.png', 'images-test/animals/recoloured.png'])
      await rm(place(file));
    await rm(place('images-test/faces/copy.png'));
    await rm(place('images/weather/noise.png'));
  });

  it('finds halves of one class under two names to be one, shows it to people, and says so in the text', async () => {
    const folder = path.join(examples, 'digits');
    await mkdir(path.join(folder, 'images', 'seven'));
    await mkdir(path.join(folder, 'images-test', 'seven'));
    for (const side of ['images', 'images-test'])
      for (const [at, file] of (await readdir(path.join(folder, side, '7'))).entries())
        if (at % 2 === 0)
          await rename(path.join(folder, side, '7', file), path.join(folder, side, 'seven', file));
    const odd = await looked(folder);
    expect(kind(odd, 'classes').map(({ classes }) => classes)).toEqual([['7', 'seven']]);
    const [{ value = 1, error = 0 } = {}] = kind(odd, 'classes');
    expect(value).toBeLessThanOrEqual(0.5 + error);
    const { stdout } = await terminal.call(['look', folder]);
    expect(stdout).toMatch(/^Classes that can’t be told apart \(1\)$/m);
    expect(stdout).toMatch(/^ {2}7 and seven can’t be told apart: .* \d+ % ± \d+ % are judged right/m);
    const check = await terminal.call(['check', folder, '--json']);
    expect(check.stdout).toContain('"odd-pictures"');
    expect(check.stdout).toContain('1 pair of classes can’t be told apart');
  });

  it('looks at nothing where the file has errors', async () => {
    const single = path.join(terminal.folder, 'single');
    await writeSmallImages(path.join(single, 'images'), 1, 'train');
    await writeFile(path.join(single, 'transfer.yaml'), 'base: ../nowhere\ndataset: { path: images }\n');
    expect(await terminal.call(['look', 'single'])).toMatchObject({ status: 2 });
  });
});
