import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import { describeOnRay } from './on-ray';
import { jobFolder } from './python-for-ray';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ray-by-hand-'));
  await cp(jobFolder, folder, { recursive: true });
  const settings = { storage: null, workers: 1, cpus: 1, gpus: 0, reportSeconds: 30 };
  await writeFile(path.join(folder, 'job.json'), JSON.stringify(settings));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describeOnRay('a job that is called by hand', ({ python }) => {
  it.each([
    ['', 'no-storage', /^Say by --storage where the results go/],
    ['--storage there --workers 0', 'arguments', /^--workers is 0\. It has to be 1 or more\.$/],
    ['--storage there --cpus 0', 'arguments', /^--cpus is 0\. It has to be 1 or more\.$/],
    [
      '--storage there --gpus 2',
      'arguments',
      /^--gpus is 2\. A worker computes on one GPU: .* take more workers/,
    ],
    [
      '--storage gs://b/my\tfolder',
      'storage',
      /^gs:\/\/b\/my\tfolder is no place that can be reached: .* s3:/,
    ],
    ['--storage ftp://b/folder', 'storage', /^ftp:\/\/b\/folder is no place that can be reached: .* s3:/],
  ])('by %j is told in a sentence what to say instead', async (words, code, message) => {
    const given = words === '' ? [] : words.split(' ');
    const { status, stdout, stderr } = await runToEnd(
      python,
      ['-m', 'transfer_job.job', '--name', 'one', ...given],
      { folder },
    );
    expect([status, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout.replace(/^@td /, ''))).toEqual({
      ...{ event: 'failed', code },
      message: expect.stringMatching(message),
    });
  });
});
