import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { changedRunFiles, runFileHashes } from '../../../../src/disk/runs/run-file-hashes';
import { temporaryFolder } from '../support/temporary-folder';

function runWithModel(): string {
  const run = path.join(temporaryFolder(), 'runs', 'one');
  mkdirSync(path.join(run, 'model'), { recursive: true });
  writeFileSync(path.join(run, 'model', 'model.json'), '{}');
  writeFileSync(path.join(run, 'report.html'), '<p>');
  return run;
}

const names = ['model/model.json', 'report.html'];

it('the files of a run that have changed or gone are named, and no others', async () => {
  const run = runWithModel();
  const hashes = await runFileHashes(run, [...names, 'golden.json']);
  expect(Object.keys(hashes)).toEqual(names);
  expect(await changedRunFiles(run, hashes)).toEqual([]);
  writeFileSync(path.join(run, 'model', 'model.json'), '{ }');
  expect(await changedRunFiles(run, hashes)).toEqual([path.join(run, 'model', 'model.json')]);
  rmSync(path.join(run, 'report.html'));
  expect(await changedRunFiles(run, hashes)).toHaveLength(2);
});

it('a file from outside of a run is not taken for one of it by its name', async () => {
  const run = runWithModel();
  const outside = path.join(path.dirname(path.dirname(run)), 'outside');
  writeFileSync(outside, '{}');
  const { 'model/model.json': sha256 = '' } = await runFileHashes(run, names);
  for (const name of ['../../outside', outside, 'model/../../../outside', 'model/./model.json', ''])
    expect(await changedRunFiles(run, { [name]: sha256 }), name).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')(
  'what a link leads to is not taken for a file of the run',
  async () => {
    const run = runWithModel();
    const outside = path.join(path.dirname(path.dirname(run)), 'outside');
    writeFileSync(outside, '{}');
    const { 'model/model.json': sha256 = '' } = await runFileHashes(run, names);
    rmSync(path.join(run, 'model', 'model.json'));
    symlinkSync(outside, path.join(run, 'model', 'model.json'));
    expect(await changedRunFiles(run, { 'model/model.json': sha256 })).toHaveLength(1);
  },
);
