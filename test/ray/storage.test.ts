import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnRay } from './on-ray';
import { jobFolder, run } from './python-for-ray';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ray-storage-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const fixture = (name: string) => path.join(import.meta.dirname, '../fixtures/ray', name);

describeOnRay('a storage', ({ python }) => {
  it('is shared by jobs that write the same file at the same time, and keeps nothing half written but what may be under way', async () => {
    const said = await run(python, fixture('share-a-storage.py'), jobFolder, path.join(folder, 'shared'));
    expect(JSON.parse(said)).toEqual({
      'in step': { failures: ['', ''], there: ['one.parquet'] },
      full: { failures: ['OSError'], there: ['one.parquet'] },
      killed: { failures: [], there: ['new.parquet.2.part', 'old.parquet', 'one.parquet'] },
    });
  });

  it('in a bucket is reached by AWS_REGION where nobody tells its region, by Ray as by all else', async () => {
    expect(JSON.parse(await run(python, fixture('region-not-told.py'), jobFolder))).toEqual({
      region: 'eu-central-1',
      root: 'bucket-of-nobody/some results',
      ray: { place: 'bucket-of-nobody/some results/run', same: true },
    });
  });
});
