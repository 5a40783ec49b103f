import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { BucketStorage } from '../../../../src/train/ray/bucket-storage';
import { type PlayedBucket, playedBucket, refuse } from '../../../fixtures/played-bucket';
import { temporaryFolder } from '../../disk/support/temporary-folder';

afterEach(() => vi.unstubAllEnvs());

async function opened(
  objects: Readonly<Record<string, string>> = {},
): Promise<{ played: PlayedBucket; storage: BucketStorage; run: string }> {
  const played = await playedBucket(objects, { pageSize: 2 });
  onTestFinished(() => played.close());
  for (const [name, value] of Object.entries(played.environment)) vi.stubEnv(name, value);
  const run = path.join(temporaryFolder(), 'runs', 'one');
  mkdirSync(run, { recursive: true });
  const storage = await BucketStorage.open(`s3://${played.name}/some`, 'one', run);
  onTestFinished(() => storage.close());
  return { played, storage, run };
}

const never = new AbortController().signal;

function writeTwo(folder: string): Promise<string> {
  mkdirSync(path.join(folder, 'images'));
  writeFileSync(path.join(folder, 'plan.json'), '{}');
  writeFileSync(path.join(folder, 'images', 'part-00000.parquet'), 'list');
  return Promise.resolve('written');
}

describe("a run's part of a bucket", () => {
  it('has what is handed over and nothing of what was before, until it is removed', async () => {
    const before = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`some/one/handed/images/part-0000${at}.parquet`, 'old']),
    );
    const others = { 'some/one/out/state.bin': 'state', 'some/one-more/handed/plan.json': 'other' };
    const { played, storage, run } = await opened({ ...before, ...others });
    expect(storage.handed).toBe('s3://bucket/some/one/handed');
    const told: string[] = [];
    const onFile = (done: number, total: number) => told.push(`${done} of ${total}`);
    expect(await storage.handOver(writeTwo, never, onFile)).toBe('written');
    expect(Object.fromEntries([...played.objects].map(([key, body]) => [key, String(body)]))).toEqual({
      ...others,
      'some/one/handed/plan.json': '{}',
      'some/one/handed/images/part-00000.parquet': 'list',
    });
    expect(told).toEqual(['0 of 2', '1 of 2', '2 of 2']);
    await storage.removeHanded();
    expect([...played.objects.keys()]).toEqual(Object.keys(others));
    await storage.close();
    expect(readdirSync(run)).toEqual([]);
  });

  it('is handed over to though the bucket is busy for a moment', async () => {
    const { played, storage } = await opened();
    let busy = 2;
    played.instead = ({ method }, response) => {
      if (method !== 'PUT' || busy === 0) return false;
      busy -= 1;
      refuse(response, 503, 'SlowDown');
      return true;
    };
    await storage.handOver(writeTwo, never, () => {});
    expect([...played.objects.keys()].sort()).toEqual([
      'some/one/handed/images/part-00000.parquet',
      'some/one/handed/plan.json',
    ]);
  });

  it('is left at once when the run is stopped, and leaves nothing in its folder', async () => {
    const { played, storage, run } = await opened();
    const stop = new AbortController();
    played.instead = ({ method }) => {
      if (method === 'PUT') stop.abort(new Error('enough'));
      return false;
    };
    await expect(storage.handOver(writeTwo, stop.signal, () => {})).rejects.toThrow('enough');
    await storage.close();
    expect(readdirSync(run)).toEqual([]);
  });

  it('gives back what a job has left, and no file where it has left none', async () => {
    const { storage, run } = await opened({ 'some/one/out/state.bin': 'state' });
    expect([await storage.has('state.bin'), await storage.has('judged.bin')]).toEqual([true, false]);
    const told: string[] = [];
    const onBytes = (done: number, total: number) => told.push(`${done} of ${total}`);
    expect(readFileSync(await storage.takeBack('state.bin', never, onBytes), 'utf8')).toBe('state');
    expect(existsSync(await storage.takeBack('judged.bin', never, onBytes))).toBe(false);
    expect(told).toEqual(['0 of 5', '5 of 5']);
    await storage.close();
    expect(readdirSync(run)).toEqual([]);
  });

  it('gives nothing back once the run is stopped', async () => {
    const { played, storage } = await opened({ 'some/one/out/judged.bin': 'judged' });
    const stop = new AbortController();
    played.instead = ({ method }, response) => {
      if (method !== 'GET') return false;
      // What was asked for begins to come, and goes no further.
      response.writeHead(200, { 'content-length': 6 }).write('jud');
      stop.abort(new Error('enough'));
      return true;
    };
    await expect(storage.takeBack('judged.bin', stop.signal, () => {})).rejects.toThrow('enough');
  });

  it('removes what a process that was killed has left of it on this machine', async () => {
    const { played, run } = await opened();
    mkdirSync(path.join(run, 'transit', 'handed'), { recursive: true });
    const again = await BucketStorage.open(`s3://${played.name}`, 'one', run);
    onTestFinished(() => again.close());
    expect(readdirSync(run)).toEqual([]);
  });
});
