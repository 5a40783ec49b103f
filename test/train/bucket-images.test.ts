import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { type PlayedBucket, playedBucket, refuse } from '../fixtures/played-bucket';
import { nativeEngineFolder } from './run-workshop';
import { type Called, TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;
let played: PlayedBucket;
/** The file as it names folders, and as it names the same in the bucket. */
let onDisk: string;
let inBucket: string;

beforeAll(async () => {
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
  const objects: Record<string, Buffer> = { 'pets/images/../../evil.png': Buffer.from('hostile') };
  for (const folder of ['images', 'images-test']) {
    const names = await readdir(path.join(workshop.folder, folder), { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.png')))
      objects[`pets/${folder}/${name.split(path.sep).join('/')}`] = await readFile(
        path.join(workshop.folder, folder, name),
      );
  }
  played = await playedBucket(objects, { pageSize: 20 });
  onDisk = workshop.file(4);
  inBucket = onDisk
    .replace('path: images', 'path: s3://bucket/pets/images')
    .replace('test: images-test', 'test: s3://bucket/pets/images-test');
});
afterAll(async () => {
  played?.close();
  await workshop?.close();
});
beforeEach(async () => {
  played.asked.length = 0;
  played.instead = () => false;
  await rm(path.join(workshop.folder, '.transfer', 'bucket'), { recursive: true, force: true });
});

const call = (...words: readonly string[]): Promise<Called> =>
  workshop.call(words, undefined, played.environment);

async function trained(text: string) {
  await workshop.write(text);
  const called = await call('train');
  expect(called.status, called.stderr + called.stdout).toBe(0);
  return { ...called, record: await readRunRecord(path.join(workshop.folder, workshop.newestRun())) };
}

describe('a project on images in a bucket', () => {
  it('trains as on a folder of the same images, which it fetches first, and goes on with where the bucket is gone', async () => {
    const here = await trained(onDisk);
    expect(played.asked).toEqual([]);
    const there = await trained(inBucket);
    const asked = played.asked.length;
    expect(asked).toBeGreaterThan(51);
    const { dataset, result } = there.record;
    expect(dataset).toMatchObject({ trainImages: 27, validationImages: 9, testImages: 15, leftOut: [] });
    expect(dataset?.fingerprint).toBe(here.record.dataset?.fingerprint);
    expect(result?.validation).toEqual(here.record.result?.validation);
    expect(result?.test).toEqual(here.record.result?.test);

    const measured = await call('measure', '--json');
    expect(measured.status, measured.stderr).toBe(0);
    expect((await call('check', '--images')).status).toBe(0);
    expect(played.asked).toHaveLength(asked);

    played.instead = (_, response) => {
      refuse(response, 403, 'AccessDenied');
      return true;
    };
    const left = await trained(inBucket);
    expect(left.stderr).toMatch(/may not be those of now\. .* denies access/);
    expect(left.record.dataset?.fingerprint).toBe(dataset?.fingerprint);
  });

  it('asks nobody until it is told to, and says what to do', async () => {
    await workshop.write(inBucket);
    for (const command of ['check', 'plan', 'measure']) {
      const { status, stdout, stderr } = await call(command);
      expect(status, command).toBe(2);
      expect(stdout + stderr).toContain('`fetch-images` in a terminal fetches them now');
    }
    expect(played.asked).toEqual([]);
    const fetched = await call('fetch-images');
    expect(fetched.stdout).toContain('36 images of s3://bucket/pets/images are on this machine');
    expect(fetched.stdout).toContain('1 object that has a name that no file here can have (../../evil.png)');
    expect((await call('check')).status).toBe(0);
  });

  it('says why its images can not be had, and nothing is left of what was secret', async () => {
    await workshop.write(inBucket);
    played.instead = (_, response) => {
      refuse(response, 403, 'InvalidAccessKeyId');
      return true;
    };
    const { status, stderr, stdout } = await call('train');
    expect(status).toBe(2);
    expect(stderr).toContain('does not know the credentials (InvalidAccessKeyId). Check AWS_ACCESS_KEY_ID');
    expect(stderr + stdout).not.toContain('played-secret');
  });

  it.runIf(process.platform !== 'win32')(
    'keeps what has come when fetching is stopped, and goes on from there',
    async () => {
      await workshop.write(inBucket);
      let child: ChildProcess | undefined;
      played.instead = ({ key }, response) => {
        if (!key.includes('/red/')) return false;
        child?.kill('SIGINT');
        response.writeHead(200, { 'content-length': 1000 });
        response.write('begun');
        return true;
      };
      const stopped = await workshop.call(['fetch-images'], undefined, played.environment, (started) => {
        child = started;
      });
      expect(stopped.status).toBe(130);
      expect(stopped.stderr).toContain('what has come is kept');
      played.instead = () => false;
      played.asked.length = 0;
      const { stdout } = await call('fetch-images', '--json');
      const [copy] = JSON.parse(stdout).fetched;
      expect(copy).toMatchObject({ images: 36 });
      expect(copy.fetched).toBeLessThan(36);
    },
  );

  it('names them to a cluster by where they lie in the bucket', async () => {
    await workshop.write(inBucket);
    expect((await call('fetch-images')).status).toBe(0);
    const { status, stderr } = await call('export', '.', '--to', 'ray', 'for-ray');
    expect(status, stderr).toBe(0);
    const lists = path.join(workshop.folder, 'for-ray', 'images');
    const uris: string[] = [];
    for (const name of await readdir(lists)) {
      const list = await readFile(path.join(lists, name));
      const file = list.buffer.slice(list.byteOffset, list.byteOffset + list.length);
      for (const { uri } of await parquetReadObjects({ file })) uris.push(String(uri));
    }
    expect(new Set(uris).size).toBe(51);
    expect(uris.filter((uri) => !played.objects.has(uri.replace('s3://bucket/', '')))).toEqual([]);
    expect(existsSync(path.join(workshop.folder, 'evil.png'))).toBe(false);
  });
});
