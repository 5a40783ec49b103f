import { createHash } from 'node:crypto';
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type FeatureCache, openFeatureCache } from '../../src/disk/features/feature-cache';
import { npyHeader } from '../../src/disk/features/feature-pack';
import { type FeatureSpace, rowBytesOf } from '../../src/disk/features/feature-space';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const promise =
  'Whatever is done to a feature cache without the user’s secret, it opens within five seconds, a row that it has is the right one, and the others can be added.';

const space: FeatureSpace = {
  description: { weights: 'abc', cut: 'pool3', engine: 'test 1' },
  shape: [2, 3],
  format: 'float32',
};
/** Of the same shape, so that its packs differ by what they are of alone. */
const otherSpace: FeatureSpace = { ...space, description: { ...space.description, weights: 'abd' } };

const images = Array.from({ length: 12 }, (_, image) => image);
const keyOf = (image: number) => `${createHash('sha256').update(String(image)).digest('hex')}-0`;
const rowOf = (image: number, other: boolean) =>
  new Float32Array(6).map((_, place) => (other ? -1 : 1) * (image + 1 + place / 8));

async function fill(cache: FeatureCache, which: readonly number[], other = false): Promise<void> {
  const writer = cache.writer();
  for (const image of which) await writer.add(keyOf(image), rowOf(image, other));
  await writer.finish();
}

/** What somebody could do to the folder of a cache; `files` are its packs and indexes, and a few of another space's. */
type Misdeed = (random: Random, own: string, files: readonly string[], foreign: readonly string[]) => void;

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

/** In the file's place; not through a link that another misdeed has put there. */
function put(file: string, content: string | Uint8Array): void {
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, content);
}

const misdeeds: readonly Misdeed[] = [
  (random, _, files) => {
    const file = pick(random, files);
    put(file, damagedBytes(random, readFileSync(file)));
  },
  // One file's content in place of another's.
  (random, _, files, foreign) => {
    const from = pick(random, random() < 0.5 ? files : foreign);
    const bytes = readFileSync(from);
    put(pick(random, files), bytes);
  },
  // Two files exchange their names.
  (random, own, files) => {
    const [one, other] = [pick(random, files), pick(random, files)];
    renameSync(one, path.join(own, 'aside'));
    if (one !== other) renameSync(other, one);
    renameSync(path.join(own, 'aside'), other);
  },
  (random, _, files) => rmSync(pick(random, files)),
  // A pack of another space under its own name.
  (random, own, _, foreign) => {
    const name = path.basename(pick(random, foreign)).slice(0, 64);
    for (const file of foreign.filter((each) => each.includes(name)))
      put(path.join(own, path.basename(file)), readFileSync(file));
  },
  // Rows or keys of a pack are exchanged, and every hash that needs no secret is made anew.
  (random, own, files) => {
    const index = pick(
      random,
      files.filter((file) => file.endsWith('.json')),
    );
    const rows = index.replace(/json$/, 'npy');
    const bytes = readFileSync(rows);
    const said = JSON.parse(readFileSync(index, 'utf8')) as { keys: string[] };
    const start = npyHeader(space, 0).length;
    const [one, other] = [between(random, 0, said.keys.length - 1), between(random, 0, said.keys.length - 1)];
    const size = rowBytesOf(space);
    const row = (place: number) => bytes.subarray(start + place * size, start + (place + 1) * size);
    if (random() < 0.5) {
      const kept = Buffer.from(row(one));
      row(one).set(row(other));
      row(other).set(kept);
    } else {
      const keys = [...said.keys];
      [keys[one], keys[other]] = [keys[other] ?? '', keys[one] ?? ''];
      said.keys = keys;
    }
    const text = JSON.stringify({ ...said, rowsSha256: sha256(bytes.subarray(start)) });
    const name = random() < 0.5 ? sha256(text) : path.basename(index, '.json');
    put(path.join(own, `${name}.npy`), bytes);
    put(path.join(own, `${name}.json`), text);
  },
  // An index that says something else of the same rows, or is no index at all.
  (random, own) => {
    const text = pick(random, [
      '',
      '{}',
      'null',
      '[]',
      '{"format":1}',
      `{"keys":[${'"a",'.repeat(5000)}"a"]}`,
    ]);
    const name = random() < 0.5 ? sha256(text) : '0'.repeat(64);
    put(path.join(own, `${name}.json`), text);
    if (random() < 0.5) put(path.join(own, `${name}.npy`), '');
  },
  // Something that is no plain file.
  (random, _, files, foreign) => {
    const file = pick(random, files);
    rmSync(file);
    const make = pick(random, [
      () => mkdirSync(file),
      () => symlinkSync(pick(random, foreign), file),
      () => symlinkSync('/dev/zero', file),
      () => linkSync(pick(random, foreign), file),
    ]);
    make();
  },
];

function packsOf(cache: FeatureCache): string[] {
  return readdirSync(cache.folder)
    .filter((name) => /^[0-9a-f]{64}\.(npy|json)$/.test(name))
    .map((name) => path.join(cache.folder, name));
}

function requireRightRows(cache: FeatureCache): void {
  const there = images.filter((image) => cache.has(keyOf(image)));
  const reader = cache.reader(there.map(keyOf));
  try {
    const row = new Float32Array(6);
    for (const [place, image] of there.entries()) {
      reader.readRows([place], row);
      if (row.some((value, at) => value !== rowOf(image, false)[at])) {
        throw new Error(`Row ${image} reads as ${row}.`);
      }
    }
  } finally {
    reader.close();
  }
}

const fuzzer: Fuzzer = {
  name: 'cache',
  promise,
  quickTries: 40,
  async open(folder) {
    const sound = path.join(folder, 'sound');
    const cache = await openFeatureCache(sound, space);
    await fill(cache, images.slice(0, 5));
    await fill(cache, images.slice(5, 9));
    const other = await openFeatureCache(path.join(folder, 'other'), otherSpace);
    await fill(other, images, true);
    const foreign = packsOf(other);
    const kept = foreign.map((file) => readFileSync(file));
    const tried = path.join(folder, 'tried');
    return async (random) => {
      rmSync(tried, { recursive: true, force: true });
      cpSync(sound, tried, { recursive: true });
      const own = path.join(tried, path.basename(cache.folder));
      const done: number[] = [];
      for (let left = between(random, 1, 3); left > 0; left -= 1) {
        const files = readdirSync(own, { withFileTypes: true })
          .filter((entry) => entry.isFile() && /^[0-9a-f]{64}\.(npy|json)$/.test(entry.name))
          .map(({ name }) => path.join(own, name));
        const whole = files.filter(
          (file) => file.endsWith('.npy') || files.includes(file.replace(/json$/, 'npy')),
        );
        if (!whole.some((file) => file.endsWith('.json'))) break;
        const which = between(random, 0, misdeeds.length - 1);
        done.push(which);
        try {
          misdeeds[which]?.(random, own, whole, foreign);
        } catch (error) {
          // A file that an earlier one has spoilt can't be spoilt in every way.
          if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError))
            throw error;
        }
      }
      const said = `\nDone to it: ${done.join(', ')}.`;
      const start = performance.now();
      const opened = await openFeatureCache(tried, space).catch((error: Error) => {
        throw new Error(`It did not open: ${error.stack}${said}`);
      });
      const milliseconds = performance.now() - start;
      if (milliseconds > 5000) throw new Error(`Opening took ${milliseconds.toFixed(0)} ms.${said}`);
      try {
        requireRightRows(opened);
        await fill(opened, images);
        requireRightRows(opened);
        const again = await openFeatureCache(tried, space);
        requireRightRows(again);
        const missing = images.filter((image) => !again.has(keyOf(image)));
        if (missing.length > 0) throw new Error(`Rows ${missing} were added and are not there.`);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.stack : error}${said}`);
      }
      for (const [index, file] of foreign.entries()) {
        if (!readFileSync(file).equals(kept[index] as Buffer))
          throw new Error(`${file}, elsewhere, was changed.${said}`);
      }
    };
  },
};

export default fuzzer;
