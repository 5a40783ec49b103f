import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../src/design/transfer-error';
import { locateFiles, recogniseBase } from '../../../../src/train/formats/base-files';
import { readFiles } from '../../../../src/train/formats/layers-model/layers-model';
import { readBase } from '../../../../src/train/formats/read-base';
import { baseFingerprint } from '../../../fixtures/base-look';
import { processorTime } from '../../../fixtures/processor-time';
import {
  baseOf,
  bias,
  floats,
  kernel,
  type SmallBase,
  sha256Of,
  smallBase,
  writeBase,
} from '../../disk/support/small-base';
import { temporaryFolder } from '../../disk/support/temporary-folder';

async function readBaseFiles(modelFile: string) {
  const { json, weights } = await readFiles(await locateFiles(await recogniseBase(modelFile)));
  const read = await Promise.all(weights.map(async ({ name, read }) => [name, await read()] as const));
  return {
    modelJson: json,
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weightData: new Map(read),
    fingerprint: await baseFingerprint(modelFile),
  };
}

function onDisk(base: SmallBase): string {
  return writeBase(temporaryFolder(), base);
}

/** The small base with the one group of its manifest changed. */
function changed(change: (group: { paths: unknown[]; weights: unknown[] }) => void): SmallBase {
  const json = JSON.parse(smallBase.modelJson);
  change(json.weightsManifest[0]);
  return { ...smallBase, modelJson: JSON.stringify(json) };
}

function isOfBase(error: unknown): error is TransferError {
  return error instanceof TransferError && error.code.startsWith('base-');
}

async function problemOf(modelFile: string): Promise<TransferError> {
  const error = await readBaseFiles(modelFile).catch((reason: unknown) => reason);
  if (!isOfBase(error)) throw new Error(`No problem, but ${JSON.stringify(error)}`);
  await baseFingerprint(modelFile).catch((reason: unknown) => {
    if (!isOfBase(reason)) throw reason;
  });
  return error;
}

describe('a LayersModel', () => {
  it('reads weights across shards, in the order of the manifest', async () => {
    const modelFile = onDisk(smallBase);
    const base = await readBaseFiles(modelFile);
    expect(base.modelJson).toEqual(JSON.parse(smallBase.modelJson));
    expect(base.weightSpecs).toEqual([kernel, bias]);
    expect([...base.weightData].map(([name, values]) => [name, [...values]])).toEqual([
      ['dense/kernel', [1, 2, 3, 4]],
      ['dense/bias', [5, 6]],
    ]);
    expect(base.fingerprint).toBe(sha256Of(smallBase));
    expect(await baseFingerprint(modelFile)).toBe(sha256Of(smallBase));
  });

  it('widens what was stored smaller, as TensorFlow.js does', async () => {
    const weights = [
      { ...bias, name: 'a', shape: [3], quantization: { dtype: 'uint8', scale: 0.1, min: -3 } },
      { ...bias, name: 'b', quantization: { dtype: 'uint16', scale: 0.01, min: 1 } },
      { ...bias, name: 'c', shape: [3], quantization: { dtype: 'float16' } },
      { ...bias, name: 'd', shape: [] },
    ];
    const bytes = Buffer.concat([
      // Three bytes, so that what follows stands where no 16 or 32 bit number can be seen directly.
      Buffer.from([0, 255, 1]),
      Buffer.from(Uint16Array.from([7, 65_535]).buffer),
      // 1.5, -2⁻²⁴ (the smallest there is) and the largest.
      Buffer.from(Uint16Array.from([0x3e00, 0x8001, 0x7bff]).buffer),
      floats(9),
    ]);
    const { weightData, weightSpecs } = await readBaseFiles(onDisk(baseOf(weights, bytes, 3)));
    expect(weightData.get('a')).toEqual(Float32Array.from([-3, 255 * 0.1 - 3, 0.1 - 3]));
    expect(weightData.get('b')).toEqual(Float32Array.from([7 * 0.01 + 1, 65_535 * 0.01 + 1]));
    expect(weightData.get('c')).toEqual(Float32Array.from([1.5, -(2 ** -24), 65_504]));
    expect(weightData.get('d')).toEqual(Float32Array.from([9]));
    expect(weightSpecs[3]).toEqual({ name: 'd', shape: [], dtype: 'float32' });
  });

  it("passes over what no layer can have: counters, states of random layers and an optimizer's", async () => {
    const weights = [
      { name: 'random_flip/StateVar', shape: [3], dtype: 'int32' },
      { name: 'flag', shape: [1], dtype: 'bool' },
      bias,
      { ...bias, name: 'dense/bias', group: 'optimizer' },
      { name: 'iter', shape: [], dtype: 'int32', group: 'optimizer' },
      { name: 'counted', shape: [2], dtype: 'int32', quantization: { dtype: 'uint8', scale: 1, min: 0 } },
      { ...kernel, shape: [1] },
    ];
    const bytes = Buffer.concat([
      Buffer.alloc(13, 1),
      floats(5, 6),
      // What an optimizer remembers may be anything: a training that failed is no matter to its layers.
      floats(Number.NaN, 0),
      Buffer.alloc(4),
      Buffer.alloc(2, 9),
      floats(7),
    ]);
    const { weightData, weightSpecs } = await readBaseFiles(onDisk(baseOf(weights, bytes)));
    expect(weightSpecs.map(({ name }) => name)).toEqual(['dense/bias', 'dense/kernel']);
    expect(weightData.get('dense/bias')).toEqual(Float32Array.from([5, 6]));
    expect(weightData.get('dense/kernel')).toEqual(Float32Array.from([7]));
  });

  it('reads shards whose names begin with ./, as TensorFlow.js writes for downloads', async () => {
    const json = JSON.parse(smallBase.modelJson);
    json.weightsManifest[0].paths = ['./my-model.weights.bin'];
    const shards = { 'my-model.weights.bin': floats(1, 2, 3, 4, 5, 6) };
    const base = { modelJson: JSON.stringify(json), shards };
    const modelFile = onDisk(base);
    expect((await readBaseFiles(modelFile)).weightData.get('dense/bias')).toEqual(Float32Array.from([5, 6]));
    expect(await baseFingerprint(modelFile)).toBe(sha256Of(base));
  });

  it('reads a model.json that begins with a byte order mark', async () => {
    const marked = { ...smallBase, modelJson: `\uFEFF${smallBase.modelJson}` };
    expect((await readBaseFiles(onDisk(marked))).weightSpecs).toEqual([kernel, bias]);
  });

  it('reads several groups, and shards in folders below', async () => {
    const json = JSON.parse(smallBase.modelJson);
    json.weightsManifest = [
      { paths: ['kernel.bin'], weights: [kernel] },
      { paths: ['bias.bin'], weights: [bias] },
    ];
    const shards = { 'bias.bin': floats(5, 6), 'kernel.bin': floats(1, 2, 3, 4) };
    const { weightData } = await readBaseFiles(onDisk({ modelJson: JSON.stringify(json), shards }));
    expect(weightData.get('dense/bias')).toEqual(Float32Array.from([5, 6]));
  });
});

describe('a model.json that is none', () => {
  it.each([
    ['', /empty/, 'base-format'],
    ['{"format":"layers-model","modelTop', /not valid JSON/, 'base-damaged'],
    ['<!DOCTYPE html><html>404</html>', /web page/, 'base-format'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1', /Git LFS/, 'base-format'],
    ['\x89HDF\r\n\x1a\n', /HDF5 says/, 'base-damaged'],
    ['PK\x03\x04', /ZIP/, 'base-format'],
    ['[]', /no network/, 'base-format'],
    ['null', /no network/, 'base-format'],
    ['{"name":"package"}', /no network/, 'base-format'],
    ['{"format":"graph-model","modelTopology":{"node":[]}}', /GraphModel/, 'base-format'],
    ['{"modelTopology":{"node":[]}}', /GraphModel/, 'base-format'],
    ['{"format":"tfjs-next","modelTopology":{}}', /"tfjs-next"/, 'base-format'],
    ['{"format":"layers-model","modelTopology":{}}', /without weights/, 'base-format'],
    ['{"modelTopology":{},"weightsManifest":[]}', /without weights/, 'base-format'],
    ['{"modelTopology":{},"weightsManifest":[1]}', /weightsManifest/, 'base-damaged'],
    [
      '{"modelTopology":{},"weightsManifest":[{"paths":"a","weights":[]}]}',
      /weightsManifest/,
      'base-damaged',
    ],
  ])('%j is named', async (text, reason, code) => {
    const modelFile = path.join(temporaryFolder(), 'model.json');
    writeFileSync(modelFile, Buffer.from(text, 'latin1'));
    const problem = await problemOf(modelFile);
    expect(problem.message).toMatch(reason);
    expect(problem.message).toContain(modelFile);
    expect(problem.code).toBe(code);
  });

  it('is not read where it is huge', async () => {
    const modelFile = path.join(temporaryFolder(), 'model.json');
    writeFileSync(modelFile, '{');
    truncateSync(modelFile, 40 * 1024 ** 2);
    expect((await problemOf(modelFile)).message).toMatch(/too much/);
  });

  it('is named where it is missing or a folder', async () => {
    const folder = temporaryFolder();
    expect((await problemOf(path.join(folder, 'model.json'))).code).toBe('base-missing');
    expect((await problemOf(folder)).message).toMatch(/holds no model\.safetensors, nor a model\.json/);
    mkdirSync(path.join(folder, 'model.json'));
    expect((await problemOf(folder)).message).toMatch(/holds no model\.safetensors, nor a model\.json/);
  });
});

describe('weights that can not be right', () => {
  it.each([
    ['no name', { shape: [2], dtype: 'float32' }, /without name/],
    ['no shape', { name: 'x', dtype: 'float32' }, /without name or shape/],
    ['a negative shape', { name: 'x', shape: [-2], dtype: 'float32' }, /without name or shape/],
    ['a broken shape', { name: 'x', shape: [1.5], dtype: 'float32' }, /without name or shape/],
    ['long integers', { name: 'x', shape: [2], dtype: 'int64' }, /int64/],
    ['a type of the language', { name: 'x', shape: [2], dtype: 'constructor' }, /constructor/],
    ['no type', { name: 'x', shape: [2] }, /undefined/],
    ['an unknown quantisation', { ...bias, quantization: { dtype: 'int4' } }, /quantised/],
    ['no scale', { ...bias, quantization: { dtype: 'uint8', min: 0 } }, /quantised/],
    ['null for quantisation', { ...bias, quantization: null }, /quantised/],
  ])('with %s are named', async (_, weight, reason) => {
    const base = changed((group) => {
      group.weights = [weight];
    });
    expect((await problemOf(onDisk(base))).message).toMatch(reason);
  });

  it('that are listed twice are named', async () => {
    const twice = baseOf([bias, bias], floats(1, 2, 3, 4));
    expect((await problemOf(onDisk(twice))).message).toMatch(/dense\/bias twice/);
    const shards = changed((group) => {
      group.paths = ['a.bin', 'A.bin'];
    });
    expect((await problemOf(onDisk(shards))).message).toMatch(/file A.bin twice/);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('that hold %d are named', async (value) => {
    const base = baseOf([kernel], floats(1, 2, value, 4));
    const dense = { class_name: 'Dense', config: { name: 'dense', units: 2, batch_input_shape: [null, 2] } };
    const modelTopology = { class_name: 'Sequential', config: { name: 'net', layers: [dense] } };
    const modelJson = JSON.stringify({ ...JSON.parse(base.modelJson), modelTopology });
    await expect(readBase(onDisk({ ...base, modelJson }))).rejects.toThrow(
      new RegExp(`dense/kernel .* ${value} at place 2`),
    );
  });

  it('of more bytes than a computer has are refused before they are asked for', async () => {
    const base = changed((group) => {
      group.weights = [{ ...kernel, shape: [1e9, 1e9] }];
    });
    expect((await problemOf(onDisk(base))).code).toBe('base-damaged');
  });
});

describe('shards', () => {
  it('that are cut short, too long or missing are named', async () => {
    for (const bytes of [0, 1, 13, 15]) {
      const modelFile = onDisk(smallBase);
      const shard = path.join(path.dirname(modelFile), 'group1-shard1of2.bin');
      truncateSync(shard, bytes);
      const problem = await problemOf(modelFile);
      expect(problem.code).toBe('base-damaged');
      expect(problem.message).toMatch(new RegExp(`hold ${bytes + 10} bytes .* need 24`));
    }
    const modelFile = onDisk(smallBase);
    rmSync(path.join(path.dirname(modelFile), 'group1-shard2of2.bin'));
    const problem = await problemOf(modelFile);
    expect([problem.code, /group1-shard2of2/.test(problem.message)]).toEqual(['base-missing', true]);
  });

  it('in the wrong order, or not all there, are named', async () => {
    const [first, second] = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
    for (const paths of [[second, first], [first], [second]]) {
      const base = changed((group) => {
        group.paths = paths;
      });
      expect((await problemOf(onDisk(base))).message).toMatch(/not all of them, or not in order/);
    }
  });

  it.each([
    '../other/a.bin',
    'a/../../b.bin',
    '/etc/passwd',
    'C:\\a.bin',
    'C:a.bin',
    '..\\a.bin',
    'https://example.com/a.bin',
    '//example.com/a.bin',
    '%2e%2e/a.bin',
    'a.bin?x=1',
    'a\0.bin',
    './../a.bin',
    './model.json',
    './',
    'a/./b.bin',
    'a//b.bin',
    'model.json',
    '',
    7,
  ])('named %j are refused', async (name) => {
    const base = changed((group) => {
      group.paths = [name];
    });
    expect((await problemOf(onDisk(base))).code).toBe('base-outside');
  });

  it('that are links out of the folder are refused', async () => {
    const modelFile = onDisk(smallBase);
    const shard = path.join(path.dirname(modelFile), 'group1-shard1of2.bin');
    const elsewhere = path.join(temporaryFolder(), 'bytes.bin');
    writeFileSync(elsewhere, readFileSync(shard));
    rmSync(shard);
    symlinkSync(elsewhere, shard);
    expect((await problemOf(modelFile)).code).toBe('base-outside');
  });

  it('that are links within the folder are read', async () => {
    const modelFile = onDisk(smallBase);
    const shard = path.join(path.dirname(modelFile), 'group1-shard1of2.bin');
    writeFileSync(`${shard}.real`, readFileSync(shard));
    rmSync(shard);
    symlinkSync(path.basename(`${shard}.real`), shard);
    expect((await readBaseFiles(modelFile)).fingerprint).toBe(sha256Of(smallBase));
  });
});

describe('a model.json of hundreds of thousands of names', () => {
  const many = 300_000;
  const fill = Array.from({ length: many }, (_, index) => index);

  it.each([
    ['weights', { paths: ['a.bin'], weights: fill.map((n) => ({ ...bias, name: `w${n}`, shape: [0] })) }],
    ['shards', { paths: fill.map((n) => `${n}.bin`), weights: [bias] }],
  ])('is read or refused within seconds: %s', async (_, group) => {
    const json = { format: 'layers-model', modelTopology: {}, weightsManifest: [group] };
    const modelFile = onDisk({ modelJson: JSON.stringify(json), shards: { 'a.bin': Buffer.alloc(0) } });
    const used = processorTime();
    const outcome = await baseFingerprint(modelFile).catch((error: unknown) => error);
    expect(used()).toBeLessThan(5000);
    expect(typeof outcome === 'string' || isOfBase(outcome)).toBe(true);
    expect(String(outcome).length).toBeLessThan(1000);
  });
});

it('the fingerprint of a base changes with every byte', async () => {
  const modelFile = onDisk(smallBase);
  const folder = path.dirname(modelFile);
  for (const name of ['model.json', 'group1-shard1of2.bin', 'group1-shard2of2.bin']) {
    const file = path.join(folder, name);
    const before = readFileSync(file);
    const bytes = Buffer.from(before);
    // The last letter of a layer's class, or the lowest bit of a number: still a model.
    const place = name === 'model.json' ? before.indexOf('Model"') + 4 : bytes.length - 4;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await baseFingerprint(modelFile), name).not.toBe(sha256Of(smallBase));
    writeFileSync(file, before);
  }
  expect(await baseFingerprint(modelFile)).toBe(sha256Of(smallBase));
});
