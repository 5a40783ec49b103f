import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readSetting, withSettings } from '../../../../src/design/format/call-settings';
import { changesSince } from '../../../../src/launch/runs/resume-run';
import { runRecord } from '../../../fixtures/fake-run';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const options = {
  installation: { root: '/nowhere', bundles: '/nowhere' },
  node: { path: process.execPath, version: process.versions.node, environment: {} },
  allowDownload: false,
};

it('what a call set over the file is no change of the file since', async () => {
  const file = path.join(scratchFolder(), 'transfer.yaml');
  const text = 'dataset: {}\n';
  writeFileSync(file, text);
  const settings = ['case=3', 'train.phases[0].epochs=2'];
  const record = {
    ...runRecord(file, withSettings(text, settings.map(readSetting)).text),
    settings,
  };
  expect(await changesSince(record, options)).toEqual([]);
  writeFileSync(file, 'dataset: {}\ntrain: { batchSize: 0 }\n');
  expect(await changesSince(record, options)).toEqual([`${file} has changed since, and now has errors`]);
  // Where the settings have no place any more, it is no better.
  writeFileSync(file, 'dataset: {}\ntrain: { phases: [] }\n');
  const third = { ...record, settings: ['train.phases[2].epochs=2'] };
  expect(await changesSince(third, options)).toEqual([`${file} has changed since, and now has errors`]);
});
