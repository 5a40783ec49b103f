import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;

beforeAll(async () => {
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
});
afterAll(() => workshop?.close());

/** The pictures of a folder of classes, from the project's folder. */
async function picturesIn(folder: string): Promise<{ uri: string; class: string }[]> {
  const classes = await readdir(path.join(workshop.folder, folder));
  const names = await Promise.all(
    classes.map(async (name) =>
      (await readdir(path.join(workshop.folder, folder, name))).map((file) => ({
        ...{ uri: `${folder}/${name}/${file}`, class: name },
      })),
    ),
  );
  return names.flat();
}

async function writeList(name: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const columnData = Object.keys(rows[0] ?? {}).map((column) => ({
    ...{ name: column, data: rows.map((row) => row[column]) },
  }));
  await writeFile(path.join(workshop.folder, name), new Uint8Array(parquetWriteBuffer({ columnData })));
}

async function trained(text: string) {
  await workshop.write(text);
  const { status, stderr, stdout } = await workshop.call(['train', '--quiet']);
  expect(status, stderr + stdout).toBe(0);
  const run = path.join(workshop.folder, workshop.newestRun());
  return { run, record: await readRunRecord(run) };
}

describe('a project on a list of images', () => {
  it('that names all sides trains as one whose sides are lists of their own, to the same figures', async () => {
    const training = await picturesIn('images');
    // Every fourth of each class: 12 there are of each.
    const isHeld = (at: number) => at % 4 === 0;
    const test = await picturesIn('images-test');
    await writeList('all.parquet', [
      ...training.map((row, at) => ({ ...row, side: isHeld(at) ? 'validation' : 'train' })),
      ...test.map((row) => ({ ...row, side: 'test' })),
    ]);
    await writeList(
      'train.parquet',
      training.filter((_, at) => !isHeld(at)),
    );
    await writeList(
      'held.parquet',
      training.filter((_, at) => isHeld(at)),
    );
    await writeList('test.parquet', test);
    const usual = workshop.file(4).replace(/ {2}(?:validation|test): .*\n/g, '');
    const one = await trained(usual.replace('path: images', 'path: all.parquet'));
    const apart = await trained(
      usual.replace('path: images', 'path: train.parquet\n  validation: held.parquet\n  test: test.parquet'),
    );
    const { dataset, plan, result } = one.record;
    expect(dataset).toMatchObject({ trainImages: 27, validationImages: 9, testImages: 15, leftOut: [] });
    expect(plan.dataset.validation).toBe(path.join(workshop.folder, 'all.parquet'));
    expect(dataset?.fingerprint).toBe(apart.record.dataset?.fingerprint);
    expect(result?.validation).toEqual(apart.record.result?.validation);
    expect(result?.test).toEqual(apart.record.result?.test);
    expect(result?.test?.wrong.every(({ file }) => file.startsWith('images-test/')) ?? false).toBe(true);
    expect(await readFile(path.join(one.run, 'report.html'), 'utf8')).toContain('<dt>List</dt>');
  });

  it('without sides is split by the code that splits folders, and measured like one', async () => {
    const rows = await picturesIn('images');
    await writeList('all.parquet', rows);
    const text = workshop.file(4).replace('path: images', 'path: all.parquet');
    const { record } = await trained(text);
    expect(record.dataset).toMatchObject({ trainImages: 27, validationImages: 9, testImages: 15 });
    const measured = await workshop.call(['measure', '--json']);
    expect(measured.status, measured.stderr).toBe(0);
    const checked = await workshop.call(['check', '--images']);
    expect(checked.stdout + checked.stderr).not.toContain("can't be read");
  });

  it('that is none says so before anything is trained', async () => {
    await writeFile(path.join(workshop.folder, 'all.parquet'), 'uri,class\n');
    await workshop.write(workshop.file(4).replace('path: images', 'path: all.parquet'));
    const { status, stdout, stderr } = await workshop.call(['check']);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("all.parquet can't be used. It is no Parquet file, or damaged");
  });
});
