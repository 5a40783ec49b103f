import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransferError } from '../../../../src/design/transfer-error';
import type { DownloadLimits } from '../../../../src/disk/bases/base-download';
import { type LocateOptions, locateBase } from '../../../../src/disk/bases/base-location';
import type { BaseLook } from '../../../../src/disk/bases/base-look';
import { baseLook } from '../../../fixtures/base-look';
import { fillDisk } from '../support/full-disk';
import { modelServer, serves } from '../support/model-server';
import { baseOf, bias, floats, sha256Of, smallBase, writeBase } from '../support/small-base';
import { temporaryFolder } from '../support/temporary-folder';

const address = 'https://models.example/nets/one/model.json';
const other = baseOf([bias], floats(7, 8));

beforeEach(() => {
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
});

afterEach(() => vi.unstubAllEnvs());

function project() {
  const folder = temporaryFolder();
  const catalog = path.join(folder, 'catalog');
  writeBase(path.join(catalog, 'demo'), smallBase);
  const options: LocateOptions = {
    ...baseLook,
    downloadFolder: path.join(folder, 'downloads'),
    allowDownload: true,
    fetchPublished: () => Promise.reject(new Error('nothing is fetched')),
  };
  return { folder, catalog, options };
}

async function problemOf(promise: Promise<unknown>): Promise<TransferError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof TransferError && error.code.startsWith('base-')))
    throw new Error(`No problem, but ${String(error)}`);
  return error;
}

describe('a base on this disk', () => {
  it('is found by catalog name, folder and file', async () => {
    const { folder, catalog, options } = project();
    const mine = writeBase(path.join(folder, 'mine'), other);
    const found = { modelFile: mine, fingerprint: sha256Of(other) };
    expect(await locateBase('demo', folder, catalog, options)).toEqual({
      modelFile: path.join(catalog, 'demo', 'model.json'),
      fingerprint: sha256Of(smallBase),
      catalog: 'demo',
    });
    expect(await locateBase('./mine', folder, catalog, options)).toEqual(found);
    expect(await locateBase('mine', folder, catalog, options)).toEqual(found);
    expect(await locateBase('mine/model.json', folder, catalog, options)).toEqual(found);
    expect(await locateBase(mine, folder, catalog, options)).toEqual(found);
    expect(await locateBase('../mine', path.join(folder, 'below'), catalog, options)).toEqual(found);
  });

  it('that is unknown or missing is named, with what may be meant', async () => {
    const { folder, catalog, options } = project();
    const unknown = await problemOf(locateBase('dmeo', folder, catalog, options));
    expect([unknown.code, unknown.message]).toEqual(['base-missing', expect.stringContaining('mean demo?')]);
    const missing = await problemOf(locateBase('./demo', folder, catalog, options));
    expect([missing.code, missing.message]).toEqual([
      'base-missing',
      expect.stringContaining(path.join(folder, 'demo')),
    ]);
    mkdirSync(path.join(folder, 'empty'));
    expect((await problemOf(locateBase('./empty', folder, catalog, options))).message).toMatch(
      /no model.safetensors, nor a model.json/,
    );
    await problemOf(locateBase('../catalog/demo/..', folder, catalog, options));
  });

  it('of another format is named', async () => {
    const { folder, catalog, options } = project();
    for (const name of ['net.h5', 'net.tflite', 'net.pt']) {
      writeFileSync(path.join(folder, name), 'x');
      expect((await problemOf(locateBase(name, folder, catalog, options))).code, name).toBe('base-format');
    }
    mkdirSync(path.join(folder, 'saved'));
    writeFileSync(path.join(folder, 'saved', 'saved_model.pb'), 'x');
    expect((await problemOf(locateBase('./saved', folder, catalog, options))).message).toMatch(/SavedModel/);
  });

  it('is compared with the pinned sha256', async () => {
    const { folder, catalog, options } = project();
    const sha256 = sha256Of(smallBase);
    expect((await locateBase('demo', folder, catalog, { ...options, sha256 })).fingerprint).toBe(sha256);
    const pinned = { ...options, sha256: sha256Of(other) };
    const problem = await problemOf(locateBase('demo', folder, catalog, pinned));
    expect(problem.code).toBe('base-hash');
    expect(problem.message).toContain(sha256);
  });
});

describe('a base with an address', () => {
  async function served(answer: RequestListener, limits: Partial<DownloadLimits> = {}) {
    const { folder, catalog, options } = project();
    const { request, asked } = await modelServer(answer);
    const locate = (more: Partial<LocateOptions> = {}, from = address) =>
      locateBase(from, folder, catalog, { ...options, request, limits: { pauses: [], ...limits }, ...more });
    const kept = () => readdirSync(options.downloadFolder).filter((name) => !name.endsWith('.address'));
    return { locate, asked, kept, downloads: options.downloadFolder };
  }

  it('is downloaded once, whole, and verified each time', async () => {
    const { locate, asked, kept, downloads } = await served(serves(smallBase));
    const progress: number[] = [];
    const found = await locate({ onProgress: (done, total) => void progress.push(done, total) });
    const sha256 = sha256Of(smallBase);
    expect(found).toEqual({ modelFile: path.join(downloads, sha256, 'model.json'), fingerprint: sha256 });
    expect(asked).toEqual([
      '/nets/one/model.json',
      '/nets/one/group1-shard1of2.bin',
      '/nets/one/group1-shard2of2.bin',
    ]);
    expect(readdirSync(path.join(downloads, sha256)).sort()).toEqual([
      'group1-shard1of2.bin',
      'group1-shard2of2.bin',
      'model.json',
    ]);
    expect(progress.slice(-2)).toEqual([smallBase.modelJson.length + 24, smallBase.modelJson.length + 24]);
    expect(await locate({ allowDownload: false })).toEqual(found);
    expect(await locate({ sha256 })).toEqual(found);
    expect(asked).toHaveLength(3);
    expect(kept()).toEqual([sha256]);
  });

  it('that is one file keeps its name, whatever is in it', async () => {
    const file = Buffer.from('a whole model');
    const { locate, asked, downloads } = await served((_request, response) => void response.end(file));
    const fingerprint = createHash('sha256').update(file).digest('hex');
    const modelFile = path.join(downloads, fingerprint, 'net.whole');
    const whole: BaseLook = {
      find: async (place) => ({ modelFile: place, fingerprint }),
      filesBeside: async () => [],
    };
    const from = 'https://models.example/nets/net.whole?download=1';
    expect(await locate(whole, from)).toEqual({ modelFile, fingerprint });
    expect(readFileSync(modelFile)).toEqual(file);
    expect(await locate({ ...whole, allowDownload: false }, from)).toEqual({ modelFile, fingerprint });
    expect(asked).toHaveLength(1);
  });

  it('takes its shards from beside it, without the query of its address', async () => {
    const { locate, asked } = await served(serves(smallBase));
    await locate({}, `${address}?download=true`);
    expect(asked[0]).toBe('/nets/one/model.json?download=true');
    expect(asked[1]).toBe('/nets/one/group1-shard1of2.bin');
  });

  it('is not downloaded where that is not allowed', async () => {
    const { locate, asked } = await served(serves(smallBase));
    expect((await problemOf(locate({ allowDownload: false }))).code).toBe('base-not-downloaded');
    expect(asked).toEqual([]);
  });

  it('is kept only with the pinned sha256', async () => {
    const { locate, kept } = await served(serves(smallBase));
    expect((await problemOf(locate({ sha256: sha256Of(other) }))).code).toBe('base-hash');
    expect(kept()).toEqual([]);
    expect((await locate({ sha256: sha256Of(smallBase) })).fingerprint).toBe(sha256Of(smallBase));
  });

  it('that changes at its address after the first download is not taken unseen', async () => {
    let base = smallBase;
    const { locate, kept, downloads } = await served((request, response) => serves(base)(request, response));
    await locate();
    base = other;
    expect((await locate()).fingerprint).toBe(sha256Of(smallBase));
    writeFileSync(path.join(downloads, sha256Of(smallBase), 'group1-shard1of2.bin'), Buffer.alloc(14));
    expect((await problemOf(locate())).code).toBe('base-hash');
    expect(kept()).toEqual([]);
  });

  it('that has changed on disk is downloaded anew, or named where it can not be', async () => {
    const { locate, asked, downloads } = await served(serves(smallBase));
    const { modelFile, fingerprint } = await locate();
    for (const name of ['model.json', 'group1-shard2of2.bin']) {
      const file = path.join(downloads, fingerprint, name);
      const bytes = readFileSync(file);
      bytes[bytes.length - 1] = 0x20;
      writeFileSync(file, bytes);
      await problemOf(locate({ allowDownload: false }));
      expect((await locate()).modelFile).toBe(modelFile);
    }
    expect(asked).toHaveLength(9);
  });

  it('is downloaded by two at once', async () => {
    const { locate, kept } = await served(serves(smallBase));
    const both = await Promise.all([locate(), locate(), locate()]);
    expect(new Set(both.map(({ fingerprint }) => fingerprint))).toEqual(new Set([sha256Of(smallBase)]));
    expect(kept()).toEqual([sha256Of(smallBase)]);
  });

  it.each([
    ['404', 404, /answered 404. Check the address/],
    ['403', 403, /answered 403/],
    ['500', 500, /answered 500/],
  ])('that answers %s is named', async (_, status, reason) => {
    const { locate, kept } = await served((_request, response) => void response.writeHead(status).end());
    const problem = await problemOf(locate());
    expect([problem.code, reason.test(problem.message)]).toEqual(['base-download', true]);
    expect(problem.message).toContain(address);
    expect(kept()).toEqual([]);
  });

  it('whose shard is missing is named by the shard', async () => {
    const { locate, kept } = await served(serves({ ...smallBase, shards: {} }));
    expect((await problemOf(locate())).message).toMatch(/group1-shard1of2.bin answered 404/);
    expect(kept()).toEqual([]);
  });

  it('that gives a web page, a shard cut short or one too long is named', async () => {
    const page = await served((_request, response) => void response.end('<html></html>'));
    expect((await problemOf(page.locate())).message).toMatch(/web page/);
    const name = 'group1-shard2of2.bin';
    const short = { ...smallBase, shards: { ...smallBase.shards, [name]: Buffer.alloc(9) } };
    expect((await problemOf((await served(serves(short))).locate())).message).toMatch(/lack 1 bytes/);
    const long = { ...smallBase, shards: { ...smallBase.shards, [name]: Buffer.alloc(11) } };
    expect((await problemOf((await served(serves(long))).locate())).message).toMatch(/larger/);
  });

  it('that stalls is given up', async () => {
    const limits = { stallMilliseconds: 150 };
    const silent = await served(() => {}, limits);
    expect((await problemOf(silent.locate())).message).toMatch(/stalled/);
    const half = await served((_request, response) => void response.write('{"format":'), limits);
    expect((await problemOf(half.locate())).message).toMatch(/stalled/);
    expect(half.kept()).toEqual([]);
  });

  it('that is slow but steady is waited for', async () => {
    const slow: RequestListener = (request, response) => {
      if (!request.url?.endsWith('model.json')) return serves(smallBase)(request, response);
      let left = smallBase.modelJson;
      const timer = setInterval(() => {
        response.write(left.slice(0, 40));
        left = left.slice(40);
        if (left !== '') return;
        clearInterval(timer);
        response.end();
      }, 60);
    };
    const { locate } = await served(slow, { stallMilliseconds: 300 });
    expect((await locate()).fingerprint).toBe(sha256Of(smallBase));
  });

  it('that never ends is given up by size, or by time', async () => {
    const endless: RequestListener = (_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(1000, 0x20)), 5);
      response.on('close', () => clearInterval(timer));
    };
    const bySize = await served(endless, { totalBytes: 20_000 });
    expect((await problemOf(bySize.locate())).message).toMatch(/larger/);
    const byTime = await served(endless, { totalMilliseconds: 200 });
    expect((await problemOf(byTime.locate())).message).toMatch(/given up after 0.2 s/);
    const announced = await served(serves(smallBase), { totalBytes: smallBase.modelJson.length });
    expect((await problemOf(announced.locate())).message).toMatch(/larger/);
  });

  it('that goes on with other bytes after it broke off is held to its sha256', async () => {
    const shard = 'group1-shard2of2.bin';
    const bytes = smallBase.shards[shard] ?? Buffer.alloc(0);
    const { locate, asked, kept } = await served(
      (request, response) => {
        if (!request.url?.endsWith(shard)) return serves(smallBase)(request, response);
        if (request.headers.range !== undefined) {
          const rest = { 'content-range': `bytes 1-${bytes.length - 1}/${bytes.length}` };
          return void response.writeHead(206, rest).end(Buffer.alloc(bytes.length - 1, 7));
        }
        response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
        response.write(bytes.subarray(0, 1), () => setTimeout(() => response.destroy(), 20));
      },
      { pauses: [1] },
    );
    expect((await problemOf(locate({ sha256: sha256Of(smallBase) }))).code).toBe('base-hash');
    expect(asked).toHaveLength(4);
    expect(kept()).toEqual([]);
  });

  it('that breaks off or can not be reached is named', async () => {
    const { locate, kept } = await served((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"format":', () => response.destroy());
    });
    expect((await problemOf(locate())).message).toBe(
      `${address} broke off: the server closed the connection before all had come. Try again later; nothing was kept.`,
    );
    expect(kept()).toEqual([]);
    const request = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('no such host') }));
    expect((await problemOf(locate({ request }))).message).toMatch(/no such host/);
  });

  it.each([
    ['UND_ERR_SOCKET', /broke off: the server closed the connection/],
    ['ECONNRESET', /broke off: the connection was reset/],
    ['UND_ERR_CONNECT_TIMEOUT', /could not be reached: the server did not answer in time/],
    ['UND_ERR_HEADERS_TIMEOUT', /could not be reached: the server did not answer in time/],
    ['UND_ERR_BODY_TIMEOUT', /broke off: the server stopped sending/],
    ['ENOTFOUND', /could not be reached: there is no server of that name, or no connection/],
    ['EAI_AGAIN', /could not be reached: there is no server of that name, or no connection/],
    ['ECONNREFUSED', /could not be reached: the server refuses connections/],
    ['ENETUNREACH', /could not be reached: there is no connection/],
    ['CERT_HAS_EXPIRED', /could not be reached: its certificate is not valid \(CERT_HAS_EXPIRED\)/],
    ['EVEN_STRANGER', /could not be reached: the connection failed \(EVEN_STRANGER\)/],
  ])('whose connection fails with %s is named by what happened and what to do', async (code, reason) => {
    const { locate } = await served(serves(smallBase));
    const cause = Object.assign(new Error('other side closed'), { code });
    const { message } = await problemOf(
      locate({ request: () => Promise.reject(new TypeError('fetch failed', { cause })) }),
    );
    expect(message).toMatch(reason);
    expect(message).toMatch(/Try again later|Check /);
    expect(message.includes(code)).toBe(reason.source.includes(code));
  });

  it('may lead to another https address, and to no other', async () => {
    const moved = await served((request, response) => {
      if (!request.url?.startsWith('/nets')) return serves(smallBase)(request, response);
      response.writeHead(302, { location: request.url.replace('/nets', '/store') }).end();
    });
    expect((await moved.locate()).fingerprint).toBe(sha256Of(smallBase));
    const plain = await served((_request, response) => {
      response.writeHead(302, { location: 'http://models.example/model.json' }).end();
    });
    expect((await problemOf(plain.locate())).message).toMatch(/https only/);
    const round = await served((request, response) => {
      response.writeHead(302, { location: request.url ?? '' }).end();
    });
    expect((await problemOf(round.locate())).message).toMatch(/without end/);
  });

  it.each([
    'https://127.0.0.1/model.json',
    'https://localhost/model.json',
    'https://2130706433/model.json',
    'https://[::1]/model.json',
    'https://[::ffff:10.0.0.1]/model.json',
    'https://10.1.2.3/model.json',
    'https://172.20.0.1/model.json',
    'https://192.168.0.1/model.json',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/model.json',
    'https://[fe80::1]/model.json',
    'https://metadata.google.internal/model.json',
    'https://printer.local./model.json',
  ])('may not lead into a private network: %s', async (location) => {
    const { locate, asked, kept } = await served((_request, response) => {
      response.writeHead(302, { location }).end();
    });
    const problem = await problemOf(locate());
    expect([problem.code, problem.message]).toEqual([
      'base-download',
      expect.stringMatching(/leads on to a place in a private network/),
    ]);
    expect(problem.message).not.toContain(new URL(location).hostname);
    expect(asked).toHaveLength(1);
    expect(kept()).toEqual([]);
  });

  it.each([
    'https://ada:hunter2@models.example/nets/one/model.json',
    'https://hunter2@models.example/nets/one/model.json',
  ])('with a password in it is refused, and the password told to nobody: %s', async (from) => {
    const { locate, asked } = await served(serves(smallBase));
    for (const allowDownload of [true, false]) {
      const { code, message } = await problemOf(locate({ allowDownload }, from));
      expect(code).toBe('base-download');
      expect(message).toContain('https://models.example/nets/one/model.json');
      expect(message).not.toContain('hunter2');
    }
    expect(asked).toEqual([]);
    const { locate: led } = await served((_request, response) => {
      response.writeHead(302, { location: from }).end();
    });
    expect((await problemOf(led())).message).not.toContain('hunter2');
  });

  it.each<[string, RequestListener, Partial<DownloadLimits>]>([
    ['missing', (_request, response) => void response.writeHead(404).end('hunter3'), {}],
    ['no model', (_request, response) => void response.end('hunter3 { "password": "hunter3" }'), {}],
    ['cut off', (_request, response) => void response.end('{"format":"hunter3'), {}],
    ['of another format', (_request, response) => void response.end('{"hunter3":"hunter3"}'), {}],
    ['too large', (_request, response) => void response.end(`${' '.repeat(200)}hunter3`), { totalBytes: 10 }],
    ['silent', () => {}, { stallMilliseconds: 100 }],
    [
      'in a circle',
      (request, response) => void response.writeHead(302, { location: `${request.url}` }).end(),
      {},
    ],
    [
      'elsewhere',
      (_request, response) => void response.writeHead(302, { location: 'http://a.b/?hunter3' }).end(),
      {},
    ],
    [
      'broken off',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('hunter3', () => response.destroy());
      },
      {},
    ],
  ])('that is %s tells neither the key in its address nor what was answered', async (_, answer, limits) => {
    const { locate } = await served(answer, limits);
    const keyed = `${address}?key=hunter2`;
    const { message } = await problemOf(locate({}, keyed));
    expect(message).toContain('://');
    expect(message).not.toMatch(/hunter/);
    expect((await problemOf(locate({ allowDownload: false }, keyed))).message).not.toMatch(/hunter/);
    const failed = new TypeError('fetch failed', { cause: new Error(`bad address: ${keyed}`) });
    expect((await problemOf(locate({ request: () => Promise.reject(failed) }, keyed))).message).not.toMatch(
      /hunter/,
    );
  });

  it('is not taken for what a note says that this user has not written', async () => {
    const { locate, downloads } = await served(serves(smallBase));
    await locate();
    const [note = ''] = readdirSync(downloads).filter((name) => name.endsWith('.address'));
    const file = path.join(downloads, note);
    const written = readFileSync(file, 'utf8');
    // Another base lies there, and a note that this address is it.
    writeBase(path.join(downloads, sha256Of(other)), other);
    for (const forged of [`${sha256Of(other)}\n`, written.replace(sha256Of(smallBase), sha256Of(other))]) {
      writeFileSync(file, forged);
      expect((await problemOf(locate({ allowDownload: false }))).code).toBe('base-not-downloaded');
      expect((await locate()).fingerprint).toBe(sha256Of(smallBase));
      expect(readFileSync(file, 'utf8')).toBe(written);
    }
    writeFileSync(
      path.join(
        downloads,
        note.replace(/^./, (letter) => (letter === '0' ? '1' : '0')),
      ),
      written,
    );
    const elsewhere = `${address}?other`;
    expect((await problemOf(locate({ allowDownload: false }, elsewhere))).code).toBe('base-not-downloaded');
  });

  it.each([
    'http://models.example/model.json',
    'ftp://models.example/model.json',
    'file:///etc/passwd',
    'https://',
  ])('of the form %s is refused', async (from) => {
    const { locate, asked } = await served(serves(smallBase));
    expect((await problemOf(locate({}, from))).code).toBe('base-download');
    expect(asked).toEqual([]);
  });

  it.each([
    'https://elsewhere.example/a.bin',
    '//elsewhere.example/a.bin',
    '../a.bin',
    '/a.bin',
    '%2e%2e/a.bin',
  ])('whose shard is called %s is refused before that is asked for', async (name) => {
    const json = JSON.parse(smallBase.modelJson);
    json.weightsManifest[0].paths = [name];
    const { locate, asked } = await served(serves({ ...smallBase, modelJson: JSON.stringify(json) }));
    expect((await problemOf(locate())).code).toBe('base-outside');
    expect(asked).toHaveLength(1);
  });

  it('on a full disk leaves nothing', async () => {
    const { locate, kept } = await served(serves(smallBase));
    await fillDisk(smallBase.modelJson.length + 10);
    await expect(locate()).rejects.toMatchObject({ code: 'disk-full' });
    expect(kept()).toEqual([]);
  });
});
