import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KerasWeightsBase, StatedHash } from '../../../../src/catalog/catalog-base';
import { kerasMobileNetV1 } from '../../../../src/catalog/keras-mobilenet-v1';
import { TransferError } from '../../../../src/design/transfer-error';
import type { Request } from '../../../../src/disk/bases/bounded-fetch';
import { locatePublished, type PublishedOptions } from '../../../../src/disk/bases/published-base';
import { publishedPlace } from '../../../../src/disk/bases/published-place';
import { temporaryFolder } from '../support/temporary-folder';

const file = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
const digest = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');
const sha256 = digest('sha256', file);
const md5: StatedHash = { algorithm: 'md5', digits: digest('md5', file) };

function baseWith(hash: StatedHash | undefined): KerasWeightsBase {
  const { hash: _, ...source } = (kerasMobileNetV1[0] as KerasWeightsBase).source;
  const address = 'https://storage.googleapis.com/nets/net_tf.h5';
  return {
    ...(kerasMobileNetV1[0] as KerasWeightsBase),
    ...{ name: 'net', title: 'Net' },
    source: { ...source, address, bytes: 4800, ...(hash === undefined ? {} : { hash }) },
  };
}

const stated = baseWith(md5);
const unstated = baseWith(undefined);

beforeEach(() => {
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME', 'TRANSFER_DESIGNER_BASES'])
    vi.stubEnv(name, temporaryFolder());
});

afterEach(() => vi.unstubAllEnvs());

/** A server on this machine in place of the one that publishes; what was asked of it. */
async function published(answer: RequestListener = (_request, response) => void response.end(file)) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const request: Request = (address, init) => {
    expect(new URL(address).host).toBe('storage.googleapis.com');
    return fetch(`http://127.0.0.1:${port}${new URL(address).pathname}`, init);
  };
  const options: PublishedOptions = {
    ...{ allowDownload: true, request, limits: { pauses: [1] } },
    find: async (place) => ({ modelFile: place, fingerprint: digest('sha256', readFileSync(place)) }),
    filesBeside: async () => [],
    fetchPublished: () => Promise.reject(new Error('No package registry is asked.')),
  };
  return {
    asked,
    locate: (base: KerasWeightsBase, more: Partial<PublishedOptions> = {}, pinned?: string) =>
      locatePublished(base, pinned, { ...options, ...more }),
  };
}

/** The first 2000 bytes, and then the end of the connection. */
function sendAndBreakOff(response: ServerResponse): void {
  response.write(file.subarray(0, 2000));
  response.socket?.destroySoon();
}

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof TransferError)) throw new Error(`No problem, but ${String(error)}`);
  return `${error.code}: ${error.message}`;
}

const kept = () => readdirSync(path.resolve(publishedPlace(stated), '../..'));

describe('a published file of weights', () => {
  it('is fetched once, under the name that it is published by, and taken without the network from then on', async () => {
    const { locate, asked } = await published();
    const place = path.join(
      String(process.env.TRANSFER_DESIGNER_BASES),
      `net-${md5.digits.slice(0, 12)}`,
      'net_tf.h5',
    );
    const found = { modelFile: place, fingerprint: sha256, catalog: 'net' };
    expect(await locate(stated)).toEqual(found);
    expect(readFileSync(place).equals(file)).toBe(true);
    expect(await locate(stated, { allowDownload: false })).toEqual(found);
    expect(asked).toHaveLength(1);
  });

  it('is not fetched where that is not allowed, and says how large it is and where it will come from', async () => {
    const { locate, asked } = await published();
    expect(await problemOf(locate(stated, { allowDownload: false }))).toBe(
      'base-not-downloaded: Net (about 4.8 kB) has not been fetched yet. Training fetches it from storage.googleapis.com, once for all projects.',
    );
    expect(asked).toEqual([]);
  });

  it('tells how much has come of how much, going by the number of weights', async () => {
    const { locate } = await published();
    const told: (readonly [number, number])[] = [];
    await locate(stated, { onProgress: (...progress) => void told.push(progress) });
    expect(told[0]?.[1]).toBeGreaterThanOrEqual(4800);
    expect(told.at(-1)).toEqual([5000, 5000]);
  });

  it('is refused where it is not the one whose hash is stated, and nothing is kept', async () => {
    const { locate } = await published((_request, response) => void response.end(file.subarray(1)));
    expect(await problemOf(locate(stated))).toMatch(
      /^base-hash: The md5 of https:\/\/storage.* instead of \w{32}, which its publisher states/,
    );
    expect(kept()).toEqual([]);
  });

  it.each<StatedHash['algorithm']>(['md5', 'sha256'])('is held to a stated %s', async (algorithm) => {
    const { locate } = await published();
    const digits = digest(algorithm, file);
    expect((await locate(baseWith({ algorithm, digits }))).fingerprint).toBe(sha256);
    const other = digits.replace(/./, (first) => (first === '0' ? '1' : '0'));
    expect(await problemOf(locate(baseWith({ algorithm, digits: other })))).toContain(`The ${algorithm} of`);
  });

  it('whose transfer broke off is gone on with where it broke', async () => {
    const { locate, asked } = await published((request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const range = { 'content-range': `bytes ${start}-4999/5000` };
      response.writeHead(start > 0 ? 206 : 200, {
        etag: '"one"',
        'content-length': 5000 - start,
        ...(start > 0 ? range : {}),
      });
      if (start > 0) response.end(file.subarray(start));
      else sendAndBreakOff(response);
    });
    expect((await locate(stated)).fingerprint).toBe(sha256);
    expect(asked).toEqual([undefined, 'bytes=2000-']);
  });

  it('that is cut short each time is not taken', async () => {
    const { locate } = await published((_request, response) => {
      response.writeHead(200, { 'content-length': 5000 });
      sendAndBreakOff(response);
    });
    expect(await problemOf(locate(stated))).toMatch(/^base-download: .*broke off/);
    expect(kept()).toEqual([]);
  });

  it('is given up where far more comes than it has weights', async () => {
    const { locate } = await published(
      (_request, response) => void response.end(Buffer.alloc(6 * 1024 ** 2)),
    );
    expect(await problemOf(locate(stated))).toMatch(/^base-download: .*larger than it should be/);
  });

  it('that was changed on this disk is fetched anew, or named where it can not be', async () => {
    const { locate, asked } = await published();
    const { modelFile } = await locate(stated);
    writeFileSync(modelFile, 'changed');
    expect(await problemOf(locate(stated, { allowDownload: false }))).toMatch(/^base-hash: /);
    expect(await locate(stated)).toMatchObject({ fingerprint: sha256 });
    expect(readFileSync(modelFile).equals(file)).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('that can not even be looked into is fetched anew where it has changed, and only there', async () => {
    const { locate, asked } = await published();
    const { modelFile } = await locate(stated);
    let looks = 0;
    const find = async (place: string) => {
      looks += 1;
      if (looks % 2 === 1) throw new TransferError('base-damaged', 'It took too long.');
      return { modelFile: place, fingerprint: digest('sha256', readFileSync(place)) };
    };
    expect(await problemOf(locate(stated, { find }))).toBe('base-damaged: It took too long.');
    writeFileSync(modelFile, 'changed');
    looks = 0;
    expect(await locate(stated, { find })).toMatchObject({ fingerprint: sha256 });
    expect(asked).toHaveLength(2);
  });

  it('stays where it is while it can not be had anew', async () => {
    const { locate } = await published();
    const { modelFile } = await locate(stated);
    writeFileSync(modelFile, 'changed');
    const offline = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('offline') }));
    expect(await problemOf(locate(stated, { request: offline, limits: { pauses: [] } }))).toMatch(
      /^base-download: /,
    );
    expect(readFileSync(modelFile, 'utf8')).toBe('changed');
  });

  it('that was put into the folder by other means is taken by its stated hash', async () => {
    const { locate, asked } = await published();
    const place = publishedPlace(stated);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, file);
    expect((await locate(stated, { allowDownload: false })).fingerprint).toBe(sha256);
    expect(asked).toEqual([]);
  });

  it('that was put there and is another is not', async () => {
    const { locate } = await published();
    const place = publishedPlace(stated);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, file.subarray(1));
    expect(await problemOf(locate(stated, { allowDownload: false }))).toMatch(/^base-hash: The md5 of /);
  });

  it('must also be the one that the file pins', async () => {
    const { locate } = await published();
    expect((await locate(stated, {}, sha256)).fingerprint).toBe(sha256);
    expect(await problemOf(locate(stated, {}, '0'.repeat(64)))).toMatch(/^base-hash: The sha256 of /);
  });
});

describe('a published file of which no hash is stated', () => {
  it('is told to be one before it is fetched', async () => {
    const { locate } = await published();
    expect(await problemOf(locate(unstated, { allowDownload: false }))).toMatch(
      /states no hash, so what comes first/,
    );
  });

  it('is what came first, whatever is at its address later', async () => {
    let bytes = file;
    const { locate, asked } = await published((_request, response) => void response.end(bytes));
    const { modelFile } = await locate(unstated);
    expect(path.basename(path.dirname(modelFile))).toBe('net');
    bytes = Buffer.from('another network');
    expect((await locate(unstated)).fingerprint).toBe(sha256);
    writeFileSync(modelFile, bytes);
    expect(await problemOf(locate(unstated))).toMatch(/^base-hash: .*the model has changed/);
    expect(asked).toHaveLength(2);
  });

  it('is known again in a folder that several users share', async () => {
    const { locate, asked } = await published();
    await locate(unstated);
    for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
    expect((await locate(unstated, { allowDownload: false })).fingerprint).toBe(sha256);
    expect(asked).toHaveLength(1);
  });
});
