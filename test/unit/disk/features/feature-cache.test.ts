import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  clearFeatureCache,
  type FeatureCache,
  featureCacheSize,
  openFeatureCache,
} from '../../../../src/disk/features/feature-cache';
import { npyHeader } from '../../../../src/disk/features/feature-pack';
import {
  bytesNeeded,
  type FeatureSpace,
  rowsPerPack,
  spaceName,
} from '../../../../src/disk/features/feature-space';
import { asSomebodyElse } from '../../../fixtures/somebody-else';
import { kill, printed, startScript } from '../support/child-process';
import { rowOf, smallSpace, wideSpace } from '../support/feature-rows';
import { fillDisk } from '../support/full-disk';
import { temporaryFolder } from '../support/temporary-folder';

async function write(cache: FeatureCache, rows: readonly number[]): Promise<void> {
  const writer = cache.writer();
  for (const row of rows) await writer.add(`${row}-0`, rowOf(cache.space, row));
  await writer.finish();
}

function read(cache: FeatureCache, rows: readonly number[]): number[] {
  const reader = cache.reader(rows.map((row) => `${row}-0`));
  const into = new Float32Array(rows.length * cache.rowValues);
  reader.readRows(
    rows.map((_, place) => place),
    into,
  );
  reader.close();
  return [...into];
}

function wanted(space: FeatureSpace, rows: readonly number[]): number[] {
  return rows.flatMap((row) => [...rowOf(space, row)]);
}

/** As `toEqual`, which takes seconds for a million values. */
function isRow(found: Float32Array, row: number): boolean {
  return Buffer.from(found.buffer).equals(Buffer.from(rowOf(wideSpace, row).buffer));
}

async function cacheWith(rows: readonly number[]): Promise<{ folder: string; cache: FeatureCache }> {
  const folder = temporaryFolder();
  const cache = await openFeatureCache(folder, smallSpace);
  await write(cache, rows);
  return { folder, cache };
}

function filesOf(cache: FeatureCache, ending: string): string[] {
  return readdirSync(cache.folder)
    .filter((name) => name.endsWith(ending) && name !== 'space.json')
    .map((name) => path.join(cache.folder, name));
}

function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('the feature cache', () => {
  it('gives back what was written, in any order, with repeats', async () => {
    const { folder, cache } = await cacheWith([0, 1, 2, 3, 4]);
    expect(read(cache, [3, 0, 1, 2, 2, 4])).toEqual(wanted(smallSpace, [3, 0, 1, 2, 2, 4]));
    const again = await openFeatureCache(folder, smallSpace);
    expect(again.damaged).toEqual([]);
    expect([again.has('4-0'), again.has('5-0'), again.rowValues]).toEqual([true, false, 6]);
    expect(read(again, [4, 3, 0])).toEqual(wanted(smallSpace, [4, 3, 0]));
  });

  it('adds ten images as ten rows', async () => {
    const { folder, cache } = await cacheWith([0, 1, 2]);
    await write(cache, [1, 2, 3, 3]);
    const again = await openFeatureCache(folder, smallSpace);
    expect(read(again, [3, 2, 1, 0])).toEqual(wanted(smallSpace, [3, 2, 1, 0]));
    const rows = filesOf(again, '.npy').map((file) => statSync(file).size - npyHeader(smallSpace, 0).length);
    expect(rows.sort((a, b) => a - b)).toEqual([1 * 24, 3 * 24]);
  });

  it('keeps bytes where the space says so', async () => {
    const space: FeatureSpace = { ...smallSpace, shape: [2, 2, 3], format: 'uint8' };
    const cache = await openFeatureCache(temporaryFolder(), space);
    const writer = cache.writer();
    const pixels = Uint8Array.from({ length: 12 }, (_, place) => place * 20);
    await writer.add('a-0', pixels);
    await writer.finish();
    const into = new Uint8Array(24);
    cache.reader(['a-0']).readRows([0, 0], into);
    expect([...into]).toEqual([...pixels, ...pixels]);
    await expect(async () => cache.writer().add('b-0', new Float32Array(12))).rejects.toThrow(TypeError);
    expect(() => cache.reader(['a-0']).readRows([0], new Float32Array(12))).toThrow(RangeError);
  });

  it('copies a row before add returns, and does not mind callers who do not wait', async () => {
    const cache = await openFeatureCache(temporaryFolder(), smallSpace);
    const writer = cache.writer();
    const values = rowOf(smallSpace, 1);
    const adding = [writer.add('1-0', values)];
    values.fill(0);
    adding.push(writer.add('2-0', rowOf(smallSpace, 2)), writer.finish());
    await Promise.all(adding);
    expect(read(cache, [1, 2])).toEqual(wanted(smallSpace, [1, 2]));
  });

  it('keeps what differs in any part of the space apart', async () => {
    const { folder } = await cacheWith([0]);
    const others: FeatureSpace[] = [
      { ...smallSpace, shape: [3, 2] },
      { ...smallSpace, format: 'uint8' },
      { ...smallSpace, description: { ...smallSpace.description, weights: 'abd' } },
      { ...smallSpace, description: { ...smallSpace.description, more: 1 } },
    ];
    for (const other of others) expect((await openFeatureCache(folder, other)).has('0-0')).toBe(false);
    const reordered = { engine: 'test 1', cut: 'pool3', weights: 'abc' };
    expect((await openFeatureCache(folder, { ...smallSpace, description: reordered })).has('0-0')).toBe(true);
  });

  it('refuses rows of another size, missing keys and rows that are not there', async () => {
    const { cache } = await cacheWith([0]);
    expect(() => cache.writer().add('1-0', new Float32Array(5))).toThrow(TypeError);
    expect(() => cache.reader(['0-0', '1-0'])).toThrow(/no row 1-0/);
    const reader = cache.reader(['0-0']);
    expect(() => reader.readRows([1], new Float32Array(6))).toThrow(RangeError);
    expect(() => reader.readRows([0], new Float32Array(5))).toThrow(RangeError);
  });

  it('throws the unfinished pack away when it is abandoned', async () => {
    const cache = await openFeatureCache(temporaryFolder(), smallSpace);
    const writer = cache.writer();
    await writer.add('0-0', rowOf(smallSpace, 0));
    await writer.abandon();
    expect(cache.has('0-0')).toBe(false);
    expect(readdirSync(cache.folder)).toEqual(['space.json']);
  });

  it("writes packs as numpy's format is described", async () => {
    const { cache } = await cacheWith([0, 1, 2]);
    const [file = ''] = filesOf(cache, '.npy');
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
    const headerBytes = 10 + bytes.readUInt16LE(8);
    expect(headerBytes % 64).toBe(0);
    const header = bytes.subarray(10, headerBytes).toString('latin1');
    expect(header).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 2, 3\), \} *\n$/);
    expect(bytes.length).toBe(headerBytes + 3 * 24);
  });

  it('writes packs that numpy reads', async ({ skip }) => {
    const python = (...words: string[]) => spawnSync('python3', ['-c', ...words], { encoding: 'utf8' });
    skip(python('import numpy').status !== 0, 'There is no numpy here.');
    const { cache } = await cacheWith([0, 1, 2]);
    const [file = ''] = filesOf(cache, '.npy');
    const { stdout } = python('import numpy, sys; print(numpy.load(sys.argv[1]).tolist())', file);
    expect(JSON.parse(stdout).flat(2)).toEqual(wanted(smallSpace, [0, 1, 2]));
  });

  it('writes headers of one length whatever the number of rows', () => {
    for (const shape of [[], [7], [56, 56, 128]]) {
      const space = { ...smallSpace, shape };
      expect(npyHeader(space, 1).length).toBe(npyHeader(space, 123_456_789).length);
    }
    expect(npyHeader({ ...smallSpace, shape: [] }, 5).toString('latin1')).toContain("'shape': (5,), ");
  });
});

describe('damage', () => {
  it('is seen wherever one byte is flipped, and costs that pack only', async () => {
    const places = (file: string) => {
      const { size } = statSync(file);
      return [0, 9, 40, 127, 128, size - 1].filter((place) => place < size);
    };
    for (const ending of ['.npy', '.json']) {
      const sample = await cacheWith([0, 1]);
      for (const place of places(filesOf(sample.cache, ending)[0] ?? '')) {
        const { folder, cache } = await cacheWith([0, 1]);
        const [file = ''] = filesOf(cache, ending);
        await write(cache, [2]);
        flip(file, place);
        const again = await openFeatureCache(folder, smallSpace);
        expect(again.damaged, `${ending} ${place}`).toHaveLength(1);
        expect(again.damaged[0]).toContain(path.basename(file, ending));
        expect([again.has('0-0'), again.has('1-0'), again.has('2-0')]).toEqual([false, false, true]);
        await write(again, [0, 1]);
        expect(read(again, [0, 1, 2])).toEqual(wanted(smallSpace, [0, 1, 2]));
        expect((await openFeatureCache(folder, smallSpace)).damaged).toEqual([]);
      }
    }
  });

  it.each(['.npy', '.json'])('is seen where %s is cut short', async (ending) => {
    for (const share of [0, 0.3, 0.9, 0.999]) {
      const { folder, cache } = await cacheWith([0, 1, 2]);
      const [file = ''] = filesOf(cache, ending);
      truncateSync(file, Math.floor(statSync(file).size * share));
      const again = await openFeatureCache(folder, smallSpace);
      expect(again.damaged).toHaveLength(1);
      expect(again.has('0-0')).toBe(false);
      expect(filesOf(again, '')).toEqual([]);
    }
  });

  it('is seen where a file was lengthened, lost or replaced by one of another cache', async () => {
    const { folder, cache } = await cacheWith([0]);
    const [rows = ''] = filesOf(cache, '.npy');
    writeFileSync(rows, Buffer.concat([readFileSync(rows), Buffer.alloc(1)]));
    expect((await openFeatureCache(folder, smallSpace)).damaged).toHaveLength(1);

    const other = await openFeatureCache(folder, { ...smallSpace, description: { weights: 'other' } });
    await write(other, [0]);
    for (const file of [...filesOf(other, '.npy'), ...filesOf(other, '.json')]) {
      writeFileSync(path.join(cache.folder, path.basename(file)), readFileSync(file));
    }
    const again = await openFeatureCache(folder, smallSpace);
    expect(again.damaged[0]).toContain('another cache');
    expect(again.has('0-0')).toBe(false);
  });

  it('is what a pack that can not be read has', async () => {
    const { folder, cache } = await cacheWith([0]);
    const [index = ''] = filesOf(cache, '.json');
    rmSync(index);
    mkdirSync(index);
    const again = await openFeatureCache(folder, smallSpace);
    expect(again.damaged[0]).toMatch(/is a folder/);
    expect(again.has('0-0')).toBe(false);
  });

  it('of a pack that loses bytes while it is read is an error, not zeros', async () => {
    const { cache } = await cacheWith([0, 1]);
    const reader = cache.reader(['0-0', '1-0']);
    const [rows = ''] = filesOf(cache, '.npy');
    truncateSync(rows, statSync(rows).size - 4);
    expect(() => reader.readRows([0, 1], new Float32Array(12))).toThrow(/cut short/);
  });
});

/** Exchanges the first two rows of a pack and makes every hash that takes no secret fit them. */
function forge(cache: FeatureCache): void {
  const [rowsFile = ''] = filesOf(cache, '.npy');
  const [indexFile = ''] = filesOf(cache, '.json');
  const { length: start } = npyHeader(cache.space, 0);
  const bytes = readFileSync(rowsFile);
  const first = Buffer.from(bytes.subarray(start, start + 24));
  bytes.copy(bytes, start, start + 24, start + 48);
  first.copy(bytes, start + 24);
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const index = JSON.parse(readFileSync(indexFile, 'utf8')) as Record<string, unknown>;
  const text = JSON.stringify({ ...index, rowsSha256: sha256(bytes.subarray(start)) });
  for (const name of [sha256(text), path.basename(indexFile, '.json')]) {
    writeFileSync(path.join(cache.folder, `${name}.npy`), bytes);
    writeFileSync(path.join(cache.folder, `${name}.json`), text);
  }
}

describe('rows that somebody else has put there', () => {
  it('do not count where packs were exchanged and their hashes made anew', async () => {
    const { folder, cache } = await cacheWith([0, 1]);
    forge(cache);
    const again = await openFeatureCache(folder, smallSpace);
    expect(again.damaged.length).toBeGreaterThan(0);
    expect([again.has('0-0'), again.has('1-0'), filesOf(again, '').length]).toEqual([false, false, 0]);
  });

  it('do not count where another user made them, whose cache stays as it is', async () => {
    const folder = temporaryFolder();
    const theirs = await asSomebodyElse(async () => {
      const cache = await openFeatureCache(folder, smallSpace);
      await write(cache, [0]);
      return cache;
    });
    const mine = await openFeatureCache(folder, smallSpace);
    expect([mine.has('0-0'), mine.damaged]).toEqual([false, []]);
    // Not in the folder that is looked into either.
    for (const file of filesOf(theirs, '')) {
      writeFileSync(path.join(mine.folder, path.basename(file)), readFileSync(file));
    }
    const again = await openFeatureCache(folder, smallSpace);
    expect([again.has('0-0'), again.damaged.length]).toEqual([false, 1]);
    expect(again.damaged[0]).toContain('not made by this user');
    const still = await asSomebodyElse(() => openFeatureCache(folder, smallSpace));
    expect(still.folder).not.toBe(theirs.folder);
    expect(filesOf(theirs, '').length).toBe(2);
  });

  it.skipIf(process.platform === 'win32')(
    'are not read through a link, nor removed where it leads',
    async () => {
      const { folder, cache } = await cacheWith([0, 1]);
      const outside = path.join(temporaryFolder(), 'outside');
      for (const file of filesOf(cache, '')) {
        const target = `${outside}${path.extname(file)}`;
        writeFileSync(target, readFileSync(file));
        rmSync(file);
        symlinkSync(target, file);
      }
      const again = await openFeatureCache(folder, smallSpace);
      expect([again.has('0-0'), again.damaged.length, filesOf(again, '')]).toEqual([false, 1, []]);
      expect([existsSync(`${outside}.npy`), existsSync(`${outside}.json`)]).toEqual([true, true]);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'hold nobody up where a pipe stands in place of a file',
    async () => {
      for (const ending of ['.npy', '.json']) {
        const { folder, cache } = await cacheWith([0]);
        const [file = ''] = filesOf(cache, ending);
        rmSync(file);
        expect(spawnSync('mkfifo', [file]).status).toBe(0);
        const again = await openFeatureCache(folder, smallSpace);
        expect([again.has('0-0'), again.damaged.length]).toEqual([false, 1]);
      }
    },
  );
});

describe('a process that is killed while it writes', () => {
  it('loses the pack at hand and nothing else, and its leavings are cleared', async () => {
    const folder = temporaryFolder();
    const child = startScript('write-features.ts', folder);
    expect(await printed(child)).toBe('a pack and a bit');
    await kill(child);
    const own = path.join(folder, await spaceName(wideSpace));
    expect(readdirSync(own).some((name) => name.startsWith('.writing'))).toBe(true);
    const cache = await openFeatureCache(folder, wideSpace);
    expect(cache.damaged).toEqual([]);
    expect(readdirSync(own).some((name) => name.startsWith('.writing'))).toBe(false);
    const last = rowsPerPack(wideSpace) - 1;
    expect(cache.has(`${last}-0`)).toBe(true);
    const first = new Float32Array(cache.rowValues);
    cache.reader([`${last}-0`]).readRows([0], first);
    expect(isRow(first, last)).toBe(true);
  });

  it('between the names of a pack leaves rows that do not count, and go after a day', async () => {
    const { folder, cache } = await cacheWith([0]);
    const [index = ''] = filesOf(cache, '.json');
    const [rows = ''] = filesOf(cache, '.npy');
    writeFileSync(path.join(cache.folder, `${'0'.repeat(64)}.npy`), readFileSync(rows));
    let again = await openFeatureCache(folder, smallSpace);
    expect([again.damaged, again.has('0-0'), filesOf(again, '.npy').length]).toEqual([[], true, 2]);
    const longAgo = new Date('2026-01-01');
    utimesSync(path.join(cache.folder, `${'0'.repeat(64)}.npy`), longAgo, longAgo);
    utimesSync(rows, longAgo, longAgo);
    again = await openFeatureCache(folder, smallSpace);
    expect(filesOf(again, '.npy')).toEqual([rows]);
    expect(existsSync(index)).toBe(true);
  });
});

describe('two processes at once', () => {
  it('both write, and whoever comes next reads the rows of both', async () => {
    const folder = temporaryFolder();
    const children = ['20', '21'].map((rows) => startScript('write-features.ts', folder, rows));
    const lasts = await Promise.all(
      children.map(async (child) => {
        let text = '';
        for await (const piece of child.stdout ?? []) text += piece;
        return text.trim().split('\n').at(-1);
      }),
    );
    expect(lasts).toEqual(['done 0', 'done 0']);
    const cache = await openFeatureCache(folder, wideSpace);
    expect(cache.damaged).toEqual([]);
    const row = new Float32Array(cache.rowValues);
    const reader = cache.reader(Array.from({ length: 21 }, (_, number) => `${number}-0`));
    for (let number = 0; number < 21; number++) {
      reader.readRows([number], row);
      expect(isRow(row, number), `${number}`).toBe(true);
    }
    reader.close();
  });
});

describe('a full disk', () => {
  it('gives one clear error, leaves nothing half-written and loses nothing', async () => {
    for (const room of [0, 100, 192 + 24, 192 + 2 * 24 + 40]) {
      const { folder, cache } = await cacheWith([0]);
      const before = readdirSync(cache.folder).sort();
      const free = await fillDisk(room);
      const writer = cache.writer();
      await writer.add('1-0', rowOf(smallSpace, 1));
      await writer.add('2-0', rowOf(smallSpace, 2));
      const error = await writer.finish().catch((reason: unknown) => reason);
      free();
      expect(error, `${room}`).toMatchObject({ code: 'disk-full' });
      expect(String(error)).toContain(cache.folder);
      expect(readdirSync(cache.folder).sort()).toEqual(before);
      await expect(writer.add('3-0', rowOf(smallSpace, 3))).rejects.toMatchObject({ code: 'disk-full' });
      const again = await openFeatureCache(folder, smallSpace);
      expect([again.has('0-0'), again.has('1-0'), again.damaged.length]).toEqual([true, false, 0]);
    }
  });
});

describe('room', () => {
  it('is known before: what is asked for is what is used, or a little more', async () => {
    const folder = temporaryFolder();
    const cache = await openFeatureCache(folder, smallSpace);
    const empty = await featureCacheSize(folder);
    const writer = cache.writer();
    for (let row = 0; row < 500; row++) {
      await writer.add(`${String(row).padStart(64, '0')}-0123456789abcdef`, rowOf(smallSpace, row));
    }
    await writer.finish();
    const used = (await featureCacheSize(folder)) - empty;
    expect(bytesNeeded(smallSpace, 500)).toBeGreaterThanOrEqual(used);
    expect(bytesNeeded(smallSpace, 500)).toBeLessThan(used * 1.2);
  });

  it('comes back when the cache is cleared', async () => {
    const { folder } = await cacheWith([0, 1]);
    writeFileSync(path.join(folder, 'mine.txt'), 'x');
    await clearFeatureCache(folder);
    expect((await openFeatureCache(folder, smallSpace)).has('0-0')).toBe(false);
    expect(existsSync(path.join(folder, 'mine.txt'))).toBe(true);
    expect(await featureCacheSize(path.join(folder, 'nowhere'))).toBe(0);
    await clearFeatureCache(path.join(folder, 'nowhere'));
  });
});

it('the feature cache keeps itself out of git', async () => {
  const project = temporaryFolder();
  await openFeatureCache(path.join(project, '.transfer', 'features'), smallSpace);
  expect(readFileSync(path.join(project, '.transfer', '.gitignore'), 'utf8')).toBe('*\n');
});
