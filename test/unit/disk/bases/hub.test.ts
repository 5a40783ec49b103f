import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocateOptions, locateBase } from '../../../../src/disk/bases/base-location';
import type { BaseLook } from '../../../../src/disk/bases/base-look';
import { hubFileAddress, listingAddress, revisionAddress } from '../../../../src/disk/bases/hub';
import { baseLook } from '../../../fixtures/base-look';
import { commit, hub, listedEntry, type Repository, repository } from '../support/hub-server';
import { modelServer } from '../support/model-server';
import { baseOf, bias, floats } from '../support/small-base';
import { temporaryFolder } from '../support/temporary-folder';

const small = baseOf([bias], floats(7, 8));
const layersModel: Repository = {
  'README.md': Buffer.from('# A network'),
  'model.json': Buffer.from(small.modelJson),
  'group1-shard1of1.bin': { large: floats(7, 8) },
};
const weights = { large: Buffer.from('weights of a network') };
const config = Buffer.from('{"architecture":"tf_efficientnet_lite0"}');

/** Takes any file for a base, with the settings beside it. */
const anyBase: BaseLook = {
  async find(place) {
    const hash = createHash('sha256').update(readFileSync(place));
    for (const { names } of await anyBase.filesBeside(place))
      for (const name of names) hash.update(readFileSync(path.join(path.dirname(place), name)));
    return { modelFile: place, fingerprint: hash.digest('hex') };
  },
  filesBeside: async (modelFile) => {
    const folder = path.dirname(modelFile);
    return readdirSync(folder)
      .filter((name) => name.endsWith('config.json'))
      .map((name) => ({ names: [name], bytes: readFileSync(path.join(folder, name)).length }));
  },
};

beforeEach(() => {
  vi.stubEnv('HF_TOKEN', '');
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
});
afterEach(() => vi.unstubAllEnvs());

async function served(answer: RequestListener, look: BaseLook = baseLook) {
  const folder = temporaryFolder();
  const downloads = path.join(folder, 'downloads');
  const { request, asked, told } = await modelServer(answer, ['huggingface.co', 'cas-bridge.xethub.hf.co']);
  const options: LocateOptions = {
    ...{ ...look, request, downloadFolder: downloads, allowDownload: true, limits: { pauses: [] } },
    fetchPublished: () => Promise.reject(new Error('nothing is fetched')),
  };
  const locate = (reference: string, more: Partial<LocateOptions> = {}) =>
    locateBase(reference, folder, path.join(folder, 'catalog'), { ...options, ...more });
  return { locate, asked, told, downloads };
}

const pinned = `hf:timm/net.in1k@${commit}`;

it('the hub is asked at the addresses that it documents', () => {
  expect(revisionAddress(repository)).toBe('https://huggingface.co/api/models/timm/net.in1k/revision/main');
  expect(listingAddress(repository, commit)).toBe(
    `https://huggingface.co/api/models/timm/net.in1k/tree/${commit}?recursive=true`,
  );
  expect(hubFileAddress(repository, commit, 'a b/model.onnx')).toBe(
    `https://huggingface.co/timm/net.in1k/resolve/${commit}/a%20b/model.onnx`,
  );
});

describe('a base of the Hugging Face hub', () => {
  it('is downloaded once with the files that belong to it, and is the commit that it names', async () => {
    const { locate, asked, downloads } = await served(hub(layersModel));
    const progress: number[] = [];
    const found = await locate(pinned, { onProgress: (done) => void progress.push(done) });
    expect(found.pinned).toBe(pinned);
    expect(readdirSync(path.dirname(found.modelFile)).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    expect(path.dirname(found.modelFile)).toBe(path.join(downloads, found.fingerprint));
    expect(progress.at(-1)).toBe(small.modelJson.length + 8);
    const before = asked.length;
    expect(await locate(pinned, { allowDownload: false })).toEqual(found);
    expect(await locate(pinned, { sha256: found.fingerprint })).toEqual(found);
    expect(asked).toHaveLength(before);
  });

  it('that names no commit is that of the first download from then on, which is told', async () => {
    let moved = false;
    const branch = hub(layersModel, (asked, response) => {
      if (!moved || !asked.includes('/revision/')) return false;
      response.end(JSON.stringify({ sha: 'b'.repeat(40) }));
      return true;
    });
    const { locate } = await served(branch);
    const found = await locate('hf:timm/net.in1k');
    expect(found.pinned).toBe(pinned);
    moved = true;
    expect(await locate('hf:timm/net.in1k')).toEqual(found);
    rmSync(path.dirname(found.modelFile), { recursive: true });
    expect(await locate('hf:timm/net.in1k')).toEqual(found);
    expect(await locate('hf:timm/net.in1k@main').catch((error: Error) => error)).toMatchObject({
      message: expect.stringContaining('answered 404. There is no such repository or commit'),
    });
  });

  it('brings the files that say how it takes pictures, of its folder or of the repository', async () => {
    const files = {
      'onnx/model.onnx': weights,
      'config.json': config,
      'onnx/config.json': Buffer.from('{"architecture":"other"}'),
      'preprocessor_config.json': Buffer.from('{"do_resize":true}'),
    };
    const { locate } = await served(hub(files), anyBase);
    const { modelFile } = await locate(pinned);
    const content = (name: string) => readFileSync(path.join(path.dirname(modelFile), name), 'utf8');
    expect([path.basename(modelFile), content('config.json'), content('preprocessor_config.json')]).toEqual([
      'model.onnx',
      '{"architecture":"other"}',
      '{"do_resize":true}',
    ]);
  });

  it('that was not downloaded yet is downloaded by training alone', async () => {
    const { locate, asked } = await served(hub(layersModel));
    await expect(locate(pinned, { allowDownload: false })).rejects.toMatchObject({
      code: 'base-not-downloaded',
    });
    expect(asked).toEqual([]);
  });

  it('has the sha256 that the file pins', async () => {
    const { locate, downloads } = await served(hub(layersModel));
    await expect(locate(pinned, { sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'base-hash' });
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('is not taken by the word of a folder that came from elsewhere', async () => {
    const { locate, downloads } = await served(hub(layersModel));
    await locate('hf:timm/net.in1k');
    vi.stubEnv('XDG_DATA_HOME', temporaryFolder());
    vi.stubEnv('LOCALAPPDATA', temporaryFolder());
    vi.stubEnv('HOME', temporaryFolder());
    await expect(locate('hf:timm/net.in1k', { allowDownload: false })).rejects.toMatchObject({
      code: 'base-not-downloaded',
    });
    expect(readdirSync(downloads).length).toBeGreaterThan(1);
  });
});

describe('the file of a repository that is the base', () => {
  const timm = { 'model.safetensors': weights, 'pytorch_model.bin': weights, 'config.json': config };
  const transformers = {
    'model.safetensors': weights,
    'tf_model.h5': weights,
    'onnx/model.onnx': weights,
    'onnx/model_fp16.onnx': weights,
    'config.json': Buffer.from('{"model_type":"resnet"}'),
  };
  it.each<[string, Repository, string, string]>([
    ['a LayersModel before all', { ...layersModel, 'net.h5': weights }, '', 'model.json'],
    ['a Keras file', { 'net.keras': weights, 'model.safetensors': weights }, '', 'net.keras'],
    ['timm’s safetensors', timm, '', 'model.safetensors'],
    [
      'timm’s safetensors, also beside an ONNX file',
      { ...timm, 'model.onnx': weights },
      '',
      'model.safetensors',
    ],
    ['the ONNX file where the weights are those of transformers', transformers, '', 'model.onnx'],
    [
      'weights of PyTorch where there is nothing else',
      { 'pytorch_model.bin': weights },
      '',
      'pytorch_model.bin',
    ],
    ['the one that is named', transformers, '/onnx/model_fp16.onnx', 'model_fp16.onnx'],
    [
      'the one in the folder that is named',
      { ...timm, 'small/model.safetensors': weights },
      '/small',
      'model.safetensors',
    ],
  ])('is %s', async (_, files, named, expected) => {
    const { locate } = await served(hub(files), { ...anyBase, filesBeside: async () => [] });
    expect(path.basename((await locate(`${pinned}${named}`)).modelFile)).toBe(expected);
  });

  it('is asked for where there are several, or none: with what there is', async () => {
    const several = await served(hub({ 'a.keras': weights, 'b.keras': weights }), anyBase);
    await expect(several.locate(pinned)).rejects.toMatchObject({
      code: 'base-format',
      message: expect.stringContaining(
        `holds several models, a.keras and b.keras. Name one of them: ${pinned}/…`,
      ),
    });
    const none = await served(hub({ 'README.md': config, 'data/a.csv': config }), anyBase);
    await expect(none.locate(pinned)).rejects.toMatchObject({
      code: 'base-missing',
      message: expect.stringContaining('no model that can be a base: there are README.md and data/a.csv.'),
    });
    await expect(none.locate(`${pinned}/net.onnx`)).rejects.toThrow(/ at net\.onnx: there are README/);
  });
});

describe('a token for the hub', () => {
  it('goes to the hub alone, not to where that leads, nor into files and messages', async () => {
    vi.stubEnv('HF_TOKEN', ' hf_secret ');
    const { locate, told, downloads } = await served(hub(layersModel));
    await locate('hf:timm/net.in1k');
    const hosts = (authorization: string | undefined) =>
      new Set(told.flatMap((one) => (one.authorization === authorization ? [one.host] : [])));
    expect(hosts('Bearer hf_secret')).toEqual(new Set(['huggingface.co']));
    expect(hosts(undefined)).toEqual(new Set(['cas-bridge.xethub.hf.co']));
    for (const name of readdirSync(downloads, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ))
      expect(readFileSync(path.join(name.parentPath, name.name), 'latin1')).not.toContain('hf_secret');
  });

  it.each([401, 403])('is asked for where the hub answers %s', async (status) => {
    const { locate } = await served((_, response) => void response.writeHead(status).end());
    const problem = await locate(pinned).catch((error: Error) => error);
    expect(problem).toMatchObject({
      code: 'base-download',
      message: expect.stringContaining('into HF_TOKEN'),
    });
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    const refused = await locate(pinned).catch((error: Error) => error);
    expect(String(refused)).toMatch(
      /the token in HF_TOKEN may not read it.*https:\/\/huggingface.co\/timm\/net.in1k\./,
    );
    expect(String(refused)).not.toContain('hf_secret');
  });
});

describe('a repository that can not be believed', () => {
  const listing = (entries: unknown, link?: string) =>
    hub(layersModel, (asked, response) => {
      if (!asked.includes('/tree/')) return false;
      response.writeHead(200, link === undefined ? {} : { link: `<${link}>; rel="next"` });
      response.end(typeof entries === 'string' ? entries : JSON.stringify(entries));
      return true;
    });
  const entry = listedEntry('model.json', config);

  it.each<[string, RequestListener, RegExp]>([
    ['lists a name that leads out of it', listing([{ ...entry, path: '../model.json' }]), /leads out of it/],
    ['lists an absolute name', listing([{ ...entry, path: '/etc/model.json' }]), /leads out of it/],
    ['lists without end', listing(`[${' '.repeat(9 * 1024 ** 2)}]`), /larger than it should be/],
    ['lists pages without end', listing([entry], listingAddress(repository, commit)), /more files than/],
    ['leads its list elsewhere', listing([entry], 'https://elsewhere.example/tree'), /goes on elsewhere/],
    ['lists nothing that is a list', listing({ error: 'x' }), /does not list its files/],
    ['lists no JSON', listing('<html>'), /other than JSON/],
    ['lists a file without a hash', listing([{ ...entry, oid: 'x' }]), /without its hash/],
    ['lists a file without a size', listing([{ ...entry, size: -1 }]), /without name or size/],
  ])('is refused: one that %s', async (_, answer, reason) => {
    const { locate, downloads } = await served(answer);
    const problem = await locate(pinned).catch((error: Error) => error);
    expect(problem).toMatchObject({ name: 'TransferError', message: expect.stringMatching(reason) });
    expect(() => readdirSync(downloads)).toThrow();
  });

  it.each([
    ['a small one', 'model.json', `${small.modelJson} `],
    ['a large one', 'group1-shard1of1.bin', 'other678'],
  ])('is refused where a file has another hash than it lists: %s', async (_, name, content) => {
    const answer = hub(layersModel, (asked, response) => {
      if (!asked.endsWith(`/resolve/${commit}/${name}`)) return false;
      response.end(content);
      return true;
    });
    const { locate, downloads } = await served(answer);
    await expect(locate(pinned)).rejects.toMatchObject({
      code: 'base-hash',
      message: expect.stringMatching(new RegExp(`${name} is .* which its publisher states`)),
    });
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('is refused where a file that belongs to the base is not listed', async () => {
    const { 'group1-shard1of1.bin': _, ...rest } = layersModel;
    const { locate } = await served(hub(rest));
    await expect(locate(pinned)).rejects.toThrow(
      /group1-shard1of1\.bin belongs to the base, and is not there/,
    );
  });

  it('leads to no private place', async () => {
    const answer = hub(layersModel, (asked, response) => {
      if (!asked.endsWith('/model.json')) return false;
      response.writeHead(302, { location: 'https://192.168.0.1/model.json' }).end();
      return true;
    });
    const { locate } = await served(answer);
    await expect(locate(pinned)).rejects.toThrow(/private network/);
  });

  it('that breaks off is named, and leaves nothing', async () => {
    const answer = hub(layersModel, (asked, response) => {
      if (!asked.endsWith('/model.json')) return false;
      response.writeHead(200, { 'content-length': 1000 }).write('{"format"');
      response.destroy();
      return true;
    });
    const { locate, downloads } = await served(answer);
    await expect(locate(pinned)).rejects.toMatchObject({ code: 'base-download' });
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('that was changed on disk is downloaded anew', async () => {
    const { locate } = await served(hub(layersModel));
    const { modelFile } = await locate(pinned);
    writeFileSync(path.join(path.dirname(modelFile), 'group1-shard1of1.bin'), Buffer.alloc(8));
    expect((await locate(pinned)).modelFile).toBe(modelFile);
    expect(readFileSync(path.join(path.dirname(modelFile), 'group1-shard1of1.bin'))).toEqual(floats(7, 8));
  });
});
