import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { FolderLook } from '../../../../src/design/dataset-facts';
import type { Plan, PlanInput } from '../../../../src/design/plan';
import { TransferError } from '../../../../src/design/transfer-error';
import { placesInOrder } from '../../../../src/disk/features/batch-places';
import type { FeatureCache } from '../../../../src/disk/features/feature-cache';
import { isMemory, withRetries } from '../../../../src/disk/files/machine-failure';
import { checkImages } from '../../../../src/disk/images/image-check';
import { decodeRunImage } from '../../../../src/train/images/decoded-images';
import { fillCache } from '../../../../src/train/images/fill-cache';
import { inOrder } from '../../../../src/train/images/in-order';
import type { NetworkOnPixels } from '../../../../src/train/images/network-on-pixels';
import { readImages } from '../../../../src/train/images/read-images';
import { predictOne } from '../../../../src/train/predict';
import { withFewFiles } from '../../../fixtures/few-files';
import { failReads } from '../support/failing-reads';
import { temporaryFolder } from '../support/temporary-folder';

// The pauses between tries take seconds.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: async () => {},
}));

const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code, syscall: 'open' });
const ofTheMachine = ['EMFILE', 'ENFILE', 'EIO', 'ENOMEM', 'ESTALE', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'EINTR'];

/** What `support/read-images.ts` prints. */
interface Look {
  readonly read: string | { readonly name: string; readonly message: string };
  readonly look: FolderLook;
}

describe('what the machine does not give', () => {
  it.each(ofTheMachine)('%s passes, and the work is done', async (code) => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 3) throw systemError(code);
      return 'done';
    };
    expect(await withRetries('a.png', work, [1, 1])).toBe('done');
    expect(tries).toBe(3);
  });

  it.each(ofTheMachine)('%s stays, and no file is blamed for it', async (code) => {
    const work = () => Promise.reject(systemError(code));
    const failure = await withRetries('cats/a.png', work, [1, 1]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'machine-failure' });
    expect(String(failure)).toMatch(
      /^TransferError: cats\/a\.png could not be read, and that is not its fault: /,
    );
    expect(String(failure)).toContain(code);
  });

  it.each(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'])(
    '%s is about the file, and tried once',
    async (code) => {
      const work = vi.fn(() => Promise.reject(systemError(code)));
      await expect(withRetries('a.png', work, [1, 1])).rejects.toThrow(`${code}: no`);
      expect(work).toHaveBeenCalledTimes(1);
    },
  );

  it.each([
    ['vips_tracked: out of memory -- size == 12MB', true],
    ['std::bad_alloc', true],
    ['unable to create thread', true],
    ['Could not allocate enough memory for raw output', true],
    ['Array buffer allocation failed', true],
    ['heif: Memory allocation error: Security limit exceeded: 33 exceeds security limit (32)', false],
    ['VipsJpeg: premature end of JPEG image', false],
    ['Input buffer has corrupt header: tiff2vips: samples out of range', false],
    ['Input image exceeds pixel limit', false],
  ])("is known by the library's words: %s", (message, expected) => {
    expect(isMemory(message)).toBe(expected);
  });

  it('no open files are left: neither images nor classes are lost', { timeout: 30_000 }, () => {
    const folder = temporaryFolder();
    for (const name of ['cats/a.png', 'dogs/b.png']) {
      mkdirSync(path.join(folder, path.dirname(name)));
      writeFileSync(path.join(folder, name), 'x');
    }
    const script = path.join(import.meta.dirname, '../support/read-images.ts');
    const under = (then: string) => withFewFiles(script, temporaryFolder(), [folder, then]) as Look;
    const lost = under('stay away');
    expect(lost.read).toMatchObject({
      name: 'TransferError',
      message: expect.stringContaining('too many files are open (EMFILE)'),
    });
    expect(lost.look).toMatchObject({ found: false, reason: 'machine failure' });
    const held = under('come back');
    expect(held.read).toBe(createHash('sha256').update('x').digest('hex'));
    expect(held.look).toMatchObject({ found: true, facts: { classes: [{}, {}] } });
  });
});

describe('a machine that does not give an image', () => {
  it('ends a check of images, a run and a prediction', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    for (const name of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png']) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), 'x');
    }
    await failReads('EIO');
    const file = path.join(folder, 'a/1.png');
    const image = { path: file, name: file, className: 'a', side: 'train' as const };
    const request = { images: [image], size: [8, 8] as const, resize: 'pad' as const };
    const plan = {
      dataset: { path: folder, validation: 0.5, test: null, classes: ['a', 'b'], groupBy: null },
      training: { seed: 1 },
    } as unknown as Plan;
    const input = { size: [8, 8] as const, resize: 'pad' as const, scale: {} } as unknown as PlanInput;
    const runImage = { path: file, file: 'a/1.png', label: 0, side: 'train' as const, sha256: '' };
    const views = { count: 1, augment: null, seed: 0 };
    const writer = { add: async () => {}, finish: async () => {}, abandon: async () => {} };
    const filling = fillCache({
      cache: { writer: () => writer } as unknown as FeatureCache,
      makeRows: async (pictures) => pictures,
      missing: { count: 1, images: [{ image: runImage, views, missing: [0] }] },
      places: placesInOrder([''], 4),
      input,
      shouldStop: () => false,
      onProgress: () => {},
    });
    const network = { outputs: () => new Float32Array(2) } as unknown as NetworkOnPixels;
    const all = await Promise.allSettled([
      checkImages(request, () => {}),
      readImages(plan, () => {}),
      filling,
      decodeRunImage(runImage, input),
      predictOne(network, { input, classes: ['a', 'b'] }, file),
    ]);
    for (const one of all)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'machine-failure' } });
  });

  it('rejects in its turn, however many are under way', async () => {
    const work = async (item: number) => {
      if (item > 0) throw new TransferError('machine-failure', `${item} could not be read`);
      // The others have failed by then.
      await turn();
      return item;
    };
    const results: number[] = [];
    const all = (async () => {
      for await (const result of inOrder([0, 1, 2, 3], 3, work)) results.push(result);
    })();
    await expect(all).rejects.toThrow('1 could not be read');
    expect(results).toEqual([0]);
  });
});
