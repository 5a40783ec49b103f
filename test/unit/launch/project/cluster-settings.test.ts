import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRayFile } from '../../../../src/design/format/ray-file';
import { clusterBy, clusterOf } from '../../../../src/launch/project/cluster-settings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cluster-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the storage in ray.yaml', () => {
  it.each([
    [
      'gs://bucket',
      /`storage: gs:\/\/bucket` in ray.yaml is neither a folder nor a bucket of S3, .*or mount it as a folder/,
    ],
    ['hdfs://namenode/results', /is neither a folder nor a bucket of S3/],
    ['s3://', /in ray.yaml names no bucket/],
    ['s3://bucket/some results', /has a folder in it that the cluster's programs could not name/],
    ['s3://bucket/results?endpoint_override=elsewhere', /could not name/],
    ['s3://bucket/results/../others', /could not name/],
    ['s3://bucket//results', /could not name/],
  ])('that is the address %s is refused with what to do instead', async (storage, message) => {
    await writeFile(path.join(folder, 'ray.yaml'), `storage: ${storage}\n`);
    await expect(clusterOf(folder, 'http://127.0.0.1:8265')).rejects.toMatchObject({
      code: 'cluster-file',
      message: expect.stringMatching(message),
    });
  });

  it('may be a bucket, or a part of one', async () => {
    const storages: string[] = [];
    for (const said of ['s3://bucket', 'S3://bucket/', 's3://bucket/some/results/']) {
      await writeFile(path.join(folder, 'ray.yaml'), `storage: ${said}\n`);
      storages.push((await clusterOf(folder, 'http://127.0.0.1:8265')).storage);
    }
    expect(storages).toEqual(['s3://bucket', 's3://bucket', 's3://bucket/some/results']);
  });

  it.each(['/data/transfer', '\\data\\transfer'])(
    'that is the folder %s, of a cluster of Linux machines, is refused on Windows',
    (storage) => {
      const file = readRayFile(`storage: ${storage}\n`);
      const address = 'http://127.0.0.1:8265';
      expect(() => clusterBy(file, folder, address, 'win32')).toThrow(
        /which Windows does not know by that path/,
      );
      expect(clusterBy(file, folder, address, 'linux').storage).toBe(path.resolve(folder, storage));
    },
  );

  it.each(['results', 'D:\\results', '\\\\server\\share\\results', '//server/share/results'])(
    'is a folder by %s on Windows',
    (storage) => {
      const file = readRayFile(`storage: ${storage}\n`);
      expect(clusterBy(file, folder, 'http://127.0.0.1:8265', 'win32').storage).not.toBe('');
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
