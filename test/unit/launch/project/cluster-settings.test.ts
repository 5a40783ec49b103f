import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/launch/project/cluster-settings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cluster-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the storage in ray.yaml', () => {
  it.each(['s3://bucket/results', 'gs://bucket', 'hdfs://namenode/results'])(
    'that is the address %s is refused with what to do instead',
    async (storage) => {
      await writeFile(path.join(folder, 'ray.yaml'), `storage: ${storage}\n`);
      await expect(clusterOf(folder, 'http://127.0.0.1:8265')).rejects.toMatchObject({
        code: 'cluster-file',
        message: expect.stringMatching(/`storage: .*` in ray.yaml is no folder. Mount the bucket as one/),
      });
    },
  );

  it("is a folder from the project's own, or that of the project itself where none is named", async () => {
    await writeFile(path.join(folder, 'ray.yaml'), 'storage: results\n');
    const { storage } = await clusterOf(folder, 'http://127.0.0.1:8265');
    expect(storage).toBe(path.join(folder, 'results'));
    await writeFile(path.join(folder, 'ray.yaml'), 'workers: 2\n');
    expect((await clusterOf(folder, 'http://127.0.0.1:8265')).storage).toBe(
      path.join(folder, '.transfer', 'ray'),
    );
  });
});
