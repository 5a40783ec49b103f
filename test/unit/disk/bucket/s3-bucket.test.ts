import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Bucket, type BucketObject, openBucket } from '../../../../src/disk/bucket/bucket';
import { type PlayedBucket, playedBucket, refuse } from '../../../fixtures/played-bucket';
import { temporaryFolder } from '../support/temporary-folder';

afterEach(() => vi.unstubAllEnvs());

async function opened(
  ...given: Parameters<typeof playedBucket>
): Promise<{ played: PlayedBucket; bucket: Bucket }> {
  const played = await playedBucket(...given);
  onTestFinished(() => played.close());
  for (const [name, value] of Object.entries(played.environment)) vi.stubEnv(name, value);
  const bucket = await openBucket(played.name);
  onTestFinished(() => bucket.close());
  return { played, bucket };
}

async function listed(bucket: Bucket, prefix: string): Promise<readonly BucketObject[]> {
  const all: BucketObject[] = [];
  for await (const page of bucket.list(prefix)) all.push(...page);
  return all;
}

describe('a bucket', () => {
  it('is listed to its last page, with names as they are', async () => {
    const names = ['a/1 +%.png', 'a/2&<ä>.png', 'a/3\u0001.png', 'a/4.png', 'a/5.png', 'b/6.png'];
    const { bucket, played } = await opened(Object.fromEntries(names.map((name) => [name, name])), {
      pageSize: 2,
    });
    const objects = await listed(bucket, 'a/');
    expect(objects.map(({ key }) => key)).toEqual(names.slice(0, 5));
    expect(objects[3]).toEqual({ key: 'a/4.png', bytes: 7, etag: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(played.asked.map(({ method, isSigned }) => [method, isSigned])).toEqual(
      Array(3).fill(['GET', true]),
    );
  });

  it('gives an object as a file, and takes one', async () => {
    const { bucket, played } = await opened({ 'a/1.png': 'picture' });
    const folder = temporaryFolder();
    const file = path.join(folder, 'one.png');
    const told: number[] = [];
    const object = await bucket.fetch('a/1.png', file, { onBytes: (bytes) => told.push(bytes) });
    expect(readFileSync(file, 'utf8')).toBe('picture');
    expect(object).toEqual(await bucket.look('a/1.png'));
    expect(told).toEqual([7]);
    writeFileSync(file, 'another');
    await bucket.put('b/ä 2.png', file);
    await bucket.put('b/3.json', Buffer.from('{}'));
    expect([...played.objects.keys()]).toEqual(['a/1.png', 'b/ä 2.png', 'b/3.json']);
    expect(await bucket.read('b/ä 2.png', 7)).toEqual(Buffer.from('another'));
    await expect(bucket.read('b/ä 2.png', 6)).rejects.toThrow(/larger than it can be/);
    await bucket.remove('b/3.json');
    await bucket.remove('b/3.json');
    expect([...played.objects.keys()]).toEqual(['a/1.png', 'b/ä 2.png']);
  });

  it('gives no more of an object than it may have, and no list without an end', async () => {
    const { bucket, played } = await opened({ 'a/1.png': 'picture' });
    const folder = temporaryFolder();
    const fetched = bucket.fetch('a/1.png', path.join(folder, 'one.png'), { most: 6 });
    await expect(fetched).rejects.toThrow(/larger than it can be \(over 6 bytes\)/);
    expect(readdirSync(folder)).toEqual([]);
    played.instead = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      const page = '<IsTruncated>true</IsTruncated><NextContinuationToken>on</NextContinuationToken>';
      response.end(`<?xml version="1.0"?><ListBucketResult>${page}</ListBucketResult>`);
      return true;
    };
    await expect(listed(bucket, 'a/')).rejects.toThrow(/lists its objects without an end/);
  });

  it('tells what is not there from what can not be had, and leaves no file of it', async () => {
    const { bucket } = await opened({});
    const folder = temporaryFolder();
    expect(await bucket.fetch('none.png', path.join(folder, 'one.png'))).toBeUndefined();
    expect(await bucket.read('none.png', 10)).toBeUndefined();
    expect(await bucket.look('none.png')).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is asked again where an answer breaks off, and counts no byte twice', async () => {
    const { bucket, played } = await opened({ 'a.png': Buffer.alloc(100_000, 7) });
    let broken = 0;
    played.instead = ({ method }, response) => {
      if (method !== 'GET' || broken > 0) return false;
      broken += 1;
      response.writeHead(200, { 'content-length': 100_000 });
      response.write(Buffer.alloc(40_000, 7), () => response.destroy());
      return true;
    };
    const folder = temporaryFolder();
    let bytes = 0;
    await bucket.fetch('a.png', path.join(folder, 'a.png'), { onBytes: (more) => (bytes += more) });
    expect(bytes).toBe(100_000);
    expect(readFileSync(path.join(folder, 'a.png'))).toEqual(Buffer.alloc(100_000, 7));
    expect(readdirSync(folder)).toEqual(['a.png']);
  });

  it('is left at once when that is wished, with nothing half-written', async () => {
    const { bucket, played } = await opened({ 'a.png': Buffer.alloc(100_000) });
    const stop = new AbortController();
    played.instead = (_, response) => {
      response.writeHead(200, { 'content-length': 100_000 });
      response.write(Buffer.alloc(10));
      return true;
    };
    const folder = temporaryFolder();
    const fetching = bucket.fetch('a.png', path.join(folder, 'a.png'), {
      signal: stop.signal,
      onBytes: () => stop.abort(new Error('enough')),
    });
    await expect(fetching).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is public answers those who have no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const played = await playedBucket({ 'a/1.png': 'picture' });
    onTestFinished(() => played.close());
    for (const [name, value] of Object.entries(played.environment))
      vi.stubEnv(name, /KEY/.test(name) ? undefined : value);
    const bucket = await openBucket(played.name);
    onTestFinished(() => bucket.close());
    expect(await listed(bucket, '')).toHaveLength(1);
    expect(played.asked.map(({ isSigned }) => isSigned)).toEqual([false]);
    played.instead = (_, response) => {
      refuse(response, 403, 'AccessDenied');
      return true;
    };
    await expect(listed(bucket, '')).rejects.toThrow(/is not public, and no credentials for it were found/);
  });

  it.each([
    [403, 'AccessDenied', 'bucket-refused', /needs the permission s3:ListBucket/],
    [403, 'InvalidAccessKeyId', 'bucket-refused', /does not know the credentials/],
    [400, 'ExpiredToken', 'bucket-refused', /no longer good/],
    [404, 'NoSuchBucket', 'bucket-missing', /is not there\. Check its name/],
    [301, 'PermanentRedirect', 'bucket-refused', /another region/],
    [418, 'Teapot', 'bucket-refused', /answers 418 \(Teapot\)/],
  ])('says what to do about %i %s', async (status, word, code, message) => {
    const { bucket, played } = await opened();
    played.instead = (_, response) => {
      refuse(response, status, word);
      return true;
    };
    const failed = listed(bucket, '');
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(failed).rejects.not.toThrow(/played-secret/);
  });

  it('that is none, but a page to log in, says so', async () => {
    const { bucket, played } = await opened();
    played.instead = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Log in<br></html>');
      return true;
    };
    await expect(listed(bucket, '')).rejects.toMatchObject({
      code: 'bucket-unreachable',
      message: expect.stringContaining('something that no store of objects does'),
    });
  });

  it('that nobody answers for says so', async () => {
    const { bucket, played } = await opened();
    played.close();
    await expect(listed(bucket, '')).rejects.toMatchObject({
      code: 'bucket-unreachable',
      message: expect.stringMatching(/ECONNREFUSED.*AWS_ENDPOINT_URL/),
    });
  });
});
