import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imageListReader } from '../../../../src/launch/project/read-image-list';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'read-image-list-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** What comes of a list whose thread does this. */
async function readBy(program: string, signal?: AbortSignal): Promise<unknown> {
  await writeFile(path.join(folder, 'image-list.js'), program);
  const limits = { milliseconds: 60_000, megabytes: 32 };
  return imageListReader({ root: folder, bundles: folder }, limits)('list.parquet', signal);
}

describe('the thread that reads a list', () => {
  it('is ended where it takes too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const read = readBy('for (;;) {}');
    const refused = expect(read).rejects.toMatchObject({
      code: 'image-list',
      message: expect.stringContaining('within 60 seconds'),
    });
    await vi.waitUntil(() => vi.getTimerCount() > 0, 10_000);
    vi.runAllTimers();
    await refused;
  });

  it('is ended where it takes too much memory, and this process goes on', async () => {
    const read = readBy('const all = []; for (;;) all.push(new Array(100000).fill(all.length));');
    await expect(read).rejects.toMatchObject({ code: 'image-list' });
  });

  it('is ended where nobody wants its answer any more', async () => {
    const stopped = new AbortController();
    const read = readBy('setInterval(() => {}, 1000)', stopped.signal);
    const refused = expect(read).rejects.toThrow('enough');
    stopped.abort(new Error('enough'));
    await refused;
  });

  it('gives the rows, or what is wrong with them by its code', async () => {
    const says = (answer: object) =>
      `require('node:worker_threads').parentPort.postMessage(${JSON.stringify(answer)})`;
    const rows = { uris: ['a.png'], classes: ['a'] };
    expect(await readBy(says({ rows }))).toEqual(rows);
    await expect(readBy(says({ code: 'ENOENT', message: 'no such file' }))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(readBy('process.exit(3)')).rejects.toMatchObject({ code: 'image-list' });
  });
});
