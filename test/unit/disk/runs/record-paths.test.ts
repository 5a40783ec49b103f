import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns, readRunRecord, writeRunRecord } from '../../../../src/disk/runs/run-folder';
import type { RunRecord } from '../../../../src/shared/run-record';
import { runRecord } from '../../../fixtures/fake-run';
import { temporaryFolder } from '../support/temporary-folder';

/** A project's folder with a run in it. */
function project(): { folder: string; run: string } {
  const folder = path.join(temporaryFolder(), 'pets');
  const run = path.join(folder, 'runs', 'one');
  mkdirSync(run, { recursive: true });
  return { folder, run };
}

const text = 'base: ./base\ndataset:\n  path: images\n  validation: ../shared/val\n  test: images-test\n';

/** What a run of the file's text has, every path absolute. */
function recorded(folder: string, written = text): RunRecord {
  const record = runRecord(path.join(folder, 'transfer.yaml'), written);
  const dataset = {
    ...record.plan.dataset,
    path: path.join(folder, 'images'),
    validation: path.join(folder, '..', 'shared', 'val'),
    test: path.join(folder, 'images-test'),
  };
  return {
    ...record,
    base: { modelFile: path.join(folder, 'base', 'model.json'), fingerprint: 'ab'.repeat(32) },
    plan: { ...record.plan, base: { ...record.plan.base, model: './base' }, dataset },
  };
}

describe("a run's record", () => {
  it('is read as it was written, and holds no path of the place where it was made', async () => {
    const { folder, run } = project();
    await writeRunRecord(run, recorded(folder));
    expect(await readRunRecord(run)).toEqual(recorded(folder));
    const onDisk = readFileSync(path.join(run, 'run.json'), 'utf8');
    expect(onDisk).not.toContain(folder);
    expect(onDisk).not.toContain(path.dirname(folder));
    expect(JSON.parse(onDisk)).toMatchObject({
      file: 'transfer.yaml',
      base: { modelFile: 'base/model.json' },
      plan: { dataset: { path: 'images', validation: '../shared/val', test: 'images-test' } },
    });
  });

  it('goes with its project: moved, or copied while the first one stays', async () => {
    const { folder, run } = project();
    await writeRunRecord(run, recorded(folder));
    const copy = path.join(temporaryFolder(), 'copy');
    cpSync(folder, copy, { recursive: true });
    expect(await readRunRecord(path.join(copy, 'runs', 'one'))).toEqual(recorded(copy));
    const moved = path.join(temporaryFolder(), 'moved');
    renameSync(folder, moved);
    expect(await readRunRecord(path.join(moved, 'runs', 'one'))).toEqual(recorded(moved));
  });

  it.each([
    ['a folder in the project', (folder: string) => path.join(folder, '.transfer', 'ray'), '.transfer/ray'],
    ['a folder elsewhere', () => path.resolve('/shared/results'), path.resolve('/shared/results')],
    ['a folder beside it', (folder: string) => `${folder} results`, undefined],
    ['a bucket', () => 's3://bucket/results', 's3://bucket/results'],
  ])('keeps the storage of its cluster, and takes it along where that is %s', async (_, place, onDisk) => {
    const { folder, run } = project();
    const cluster = (storage: string) => ({
      ...{ address: 'http://127.0.0.1:8265/', storage },
      ...{ workers: 1, cpus: 1, gpus: 0 },
    });
    const record = { ...recorded(folder), cluster: cluster(place(folder)), storedAs: 'one-0123' };
    await writeRunRecord(run, record);
    expect(await readRunRecord(run)).toEqual(record);
    const written = JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8'));
    expect(written.cluster.storage).toBe(onDisk ?? place(folder));
    const moved = path.join(temporaryFolder(), 'moved');
    renameSync(folder, moved);
    const isWithin = onDisk === '.transfer/ray';
    expect(await readRunRecord(path.join(moved, 'runs', 'one'))).toEqual({
      ...{ ...recorded(moved), storedAs: 'one-0123' },
      cluster: cluster(isWithin ? path.join(moved, onDisk) : place(folder)),
    });
  });

  it('keeps what people wrote as an absolute path, also within the project', async () => {
    const { folder, run } = project();
    const absolute = (...names: string[]) => path.join(folder, ...names);
    const written = `base: ${absolute('base')}\ndataset: { path: ${absolute('images')}, test: images-test }\n`;
    const record = recorded(folder, written);
    const its = { ...record.plan.base, model: absolute('base') };
    await writeRunRecord(run, { ...record, plan: { ...record.plan, base: its } });
    const moved = path.join(temporaryFolder(), 'moved');
    renameSync(folder, moved);
    const { base, plan } = await readRunRecord(path.join(moved, 'runs', 'one'));
    expect(base).toMatchObject({ modelFile: absolute('base', 'model.json') });
    expect(plan.dataset).toMatchObject({
      path: absolute('images'),
      test: path.join(moved, 'images-test'),
    });
  });

  it.skipIf(process.platform === 'win32')(
    'has the file in the folder by which it is read, where that is opened by way of a link',
    async () => {
      const { folder, run } = project();
      await writeRunRecord(run, recorded(folder));
      const link = path.join(temporaryFolder(), 'link');
      symlinkSync(folder, link);
      expect(await readRunRecord(path.join(link, 'runs', 'one'))).toEqual(recorded(link));
    },
  );

  it('names a base of the catalog, which lies elsewhere in each installation', async () => {
    const { folder, run } = project();
    const base = { catalog: 'demo', fingerprint: 'ab'.repeat(32) };
    await writeRunRecord(run, { ...recorded(folder), base });
    expect((await readRunRecord(run)).base).toEqual(base);
  });

  it.skipIf(process.platform === 'win32')(
    'belongs to its project also where a link leads to the run',
    async () => {
      const { folder, run } = project();
      await writeRunRecord(run, recorded(folder));
      const link = path.join(temporaryFolder(), 'newest');
      symlinkSync(run, link);
      expect(await readRunRecord(link)).toEqual(recorded(folder));
    },
  );

  it.skipIf(process.platform === 'win32')(
    'is neither read nor written where `runs` is a link, and that is said',
    async () => {
      const { folder, run } = project();
      const large = path.join(temporaryFolder(), 'runs');
      await writeRunRecord(run, recorded(folder));
      renameSync(path.dirname(run), large);
      symlinkSync(large, path.dirname(run));
      const said = `${path.dirname(run)} is a link to ${large}.`;
      await expect(readRunRecord(run)).rejects.toThrow(said);
      await expect(writeRunRecord(run, recorded(folder))).rejects.toThrow(said);
      expect(await listRuns(path.dirname(run))).toMatchObject([
        { folder: run, problem: expect.stringContaining(said) },
      ]);
    },
  );
});
