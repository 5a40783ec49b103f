import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hub } from '../support/hub-server';
import { certificateFile, httpsServer, proxyTo } from '../support/loopback';
import { serves } from '../support/model-server';
import { sha256Of, smallBase } from '../support/small-base';
import { temporaryFolder } from '../support/temporary-folder';

const address = 'https://models.example/net/model.json';
const fingerprint = sha256Of(smallBase);
const script = path.join(import.meta.dirname, '../support/locate-base.ts');

/** What a process says that downloads a base in an environment of its own. */
function located(
  environment: Readonly<Record<string, string>>,
  from = address,
  sha256?: string,
): Promise<string> {
  const folder = temporaryFolder();
  const given = ['--import', 'tsx', script, from, folder, ...(sha256 === undefined ? [] : [sha256])];
  const outer = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  const env = {
    ...Object.fromEntries(outer),
    ...{ XDG_DATA_HOME: folder, LOCALAPPDATA: folder, HOME: folder, NODE_EXTRA_CA_CERTS: certificateFile },
    ...environment,
  };
  return new Promise((resolve) =>
    execFile(process.execPath, given, { env }, (_error, output, errors) =>
      resolve(`${output}${errors}`.trim()),
    ),
  );
}

describe('a download in the terminal', () => {
  it.each<[string, (proxy: string) => Record<string, string>]>([
    [
      'https_proxy, before that in capitals',
      (proxy) => ({ https_proxy: proxy, HTTPS_PROXY: 'http://a.example' }),
    ],
    ['HTTP_PROXY, where there is no other', (proxy) => ({ HTTP_PROXY: `http://${proxy}/` })],
  ])('goes by the proxy of %s', async (_, environment) => {
    const proxy = await proxyTo(await httpsServer(serves(smallBase)));
    expect(await located(environment(proxy.address))).toBe(fingerprint);
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set(['models.example:443']));
  });

  it('of a base of the Hugging Face hub goes to the hub and to where it keeps large files', async () => {
    const files = {
      'model.json': Buffer.from(smallBase.modelJson),
      ...Object.fromEntries(Object.entries(smallBase.shards).map(([name, large]) => [name, { large }])),
    };
    const proxy = await proxyTo(await httpsServer(hub(files)));
    const environment = { HTTPS_PROXY: proxy.address, HF_TOKEN: 'hf_secret' };
    expect(await located(environment, 'hf:timm/net.in1k')).toBe(fingerprint);
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(
      new Set(['huggingface.co:443', 'cas-bridge.xethub.hf.co:443']),
    );
  });

  it('gives the proxy the name and password that stand in its address', async () => {
    const proxy = await proxyTo(await httpsServer(serves(smallBase)));
    expect(await located({ HTTPS_PROXY: `http://ada:secret@${proxy.address}` })).toBe(fingerprint);
    expect(proxy.asked[0]?.password).toBe('ada:secret');
  });

  it('goes past the proxy to what NO_PROXY names', async () => {
    const port = await httpsServer(serves(smallBase));
    const proxy = await proxyTo(port);
    const environment = { HTTPS_PROXY: proxy.address, NO_PROXY: 'elsewhere.example, LOCALHOST' };
    expect(await located(environment, `https://localhost:${port}/model.json`)).toBe(fingerprint);
    expect(proxy.asked).toEqual([]);
  });

  it('goes by the proxy to what NO_PROXY does not name', async () => {
    const port = await httpsServer(serves(smallBase));
    const proxy = await proxyTo(port);
    const from = `https://localhost:${port}/model.json`;
    expect(await located({ HTTPS_PROXY: proxy.address, no_proxy: 'host' }, from)).toBe(fingerprint);
    expect(proxy.asked[0]?.target).toBe(`localhost:${port}`);
  });

  it('goes on by the proxy after it broke off', async () => {
    const [shard = ''] = Object.keys(smallBase.shards);
    const ranges: (string | undefined)[] = [];
    const port = await httpsServer((request, response) => {
      if (!request.url?.endsWith(shard)) return serves(smallBase)(request, response);
      const bytes = smallBase.shards[shard] ?? Buffer.alloc(0);
      ranges.push(request.headers.range);
      if (ranges.length > 1) {
        const rest = { 'content-range': `bytes 3-${bytes.length - 1}/${bytes.length}` };
        return void response.writeHead(206, rest).end(bytes.subarray(3));
      }
      response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
      response.write(bytes.subarray(0, 3), () => setTimeout(() => response.destroy(), 300));
    });
    expect(await located({ HTTPS_PROXY: (await proxyTo(port)).address })).toBe(fingerprint);
    expect(ranges).toEqual([undefined, 'bytes=3-']);
  });

  it('is held to its sha256 by way of a proxy, too', async () => {
    const proxy = await proxyTo(await httpsServer(serves(smallBase)));
    const pinned = '0'.repeat(64);
    expect(await located({ HTTPS_PROXY: proxy.address }, address, pinned)).toContain(
      `is ${fingerprint} instead of ${pinned}`,
    );
  });

  it('takes no certificate of the proxy for that of the server', async () => {
    const proxy = await proxyTo(await httpsServer(serves(smallBase)));
    const from = 'https://elsewhere.example/model.json';
    expect(await located({ HTTPS_PROXY: proxy.address }, from)).toMatch(
      /its certificate is not valid \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    );
  });

  it('takes the certificates of NODE_EXTRA_CA_CERTS, and no others', async () => {
    const proxy = await proxyTo(await httpsServer(serves(smallBase)));
    const said = await located({ HTTPS_PROXY: proxy.address, NODE_EXTRA_CA_CERTS: '' });
    expect(said).toMatch(/its certificate is not valid \(\w+\).*NODE_EXTRA_CA_CERTS/);
  });

  it('is not led to a private network by way of a proxy', async () => {
    const proxy = await proxyTo(
      await httpsServer((_request, response) => {
        response.writeHead(302, { location: 'https://10.1.2.3/model.json' }).end();
      }),
    );
    expect(await located({ HTTPS_PROXY: proxy.address })).toMatch(/private network/);
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set(['models.example:443']));
  });

  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'refuses',
      async () => ({ HTTPS_PROXY: `http://ada:secret@${(await proxyTo(0, 407)).address}` }),
      /could not be reached: its proxy answered 407\. Check HTTPS_PROXY/,
    ],
    [
      'is not there',
      async () => ({ https_proxy: 'http://ada:secret@127.0.0.1:1' }),
      /the server refuses connections.*https_proxy is set: check that proxy, too/,
    ],
    [
      'has no address',
      async () => ({ HTTPS_PROXY: 'http://ada:secret@' }),
      /its proxy has no address\. Write HTTPS_PROXY as/,
    ],
  ])('whose proxy %s says so, and tells no password', async (_, environment, words) => {
    const said = await located(await environment());
    expect(said).toMatch(words);
    expect(said).not.toMatch(/ada|secret/);
  });
});
