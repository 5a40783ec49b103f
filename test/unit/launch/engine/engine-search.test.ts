import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkEngine, type EngineVerdict } from '../../../../src/launch/engine/engine-check';
import { engineEnvironment, webAssembly } from '../../../../src/launch/engine/engine-choice';
import { findEngine } from '../../../../src/launch/engine/engine-search';
import {
  onnxRuntimeFolder,
  onnxRuntimePackage,
  runtimeFolder,
  tfjsNodePackage,
} from '../../../../src/launch/engine/runtime-folder';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const passes = async (): Promise<EngineVerdict> => ({ ok: true, engine: 'tfjs-node 4.22.0' });
const fails = async (): Promise<EngineVerdict> => ({ ok: false, message: 'Illegal instruction' });

let scratch: string;
let installation: { root: string; bundles: string };

beforeEach(() => {
  scratch = scratchFolder();
  installation = { root: path.join(scratch, 'own'), bundles: path.join(scratch, 'own', 'dist') };
  vi.stubEnv('TRANSFER_DESIGNER_RUNTIME', path.join(scratch, 'runtime'));
  vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', undefined);
  vi.stubEnv('TRANSFER_DESIGNER_ONNXRUNTIME', undefined);
  return () => vi.unstubAllEnvs();
});

function builtPackage(folder: string): string {
  mkdirSync(path.join(folder, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(path.join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), 'binding');
  writeFileSync(path.join(folder, 'package.json'), '{"version":"4.22.0"}');
  return folder;
}

function onnxRuntimeIn(folder: string): string {
  const binaries = path.join(folder, 'bin', 'napi-v6', process.platform, process.arch);
  mkdirSync(binaries, { recursive: true });
  writeFileSync(path.join(binaries, 'onnxruntime_binding.node'), 'binding');
  return folder;
}

describe('the environment of a process that computes', () => {
  it('lets the C library of Linux keep memory for tfjs-node, unless the user wants it otherwise', () => {
    const tfjsNode = { id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: '/tfjs-node' } as const;
    const kept = {
      MALLOC_MMAP_THRESHOLD_: '4294967296',
      MALLOC_TRIM_THRESHOLD_: '4294967296',
      MALLOC_TOP_PAD_: '268435456',
    };
    expect(engineEnvironment(tfjsNode, 'linux', {})).toMatchObject(kept);
    const own = { MALLOC_TOP_PAD_: '0', TF_CPP_MIN_LOG_LEVEL: '0' };
    expect(engineEnvironment(tfjsNode, 'linux', own)).toMatchObject({ ...kept, ...own });
    for (const [engine, system] of [
      [tfjsNode, 'darwin'],
      [tfjsNode, 'win32'],
      [webAssembly, 'linux'],
    ] as const)
      expect(Object.keys(engineEnvironment(engine, system, {})).join()).not.toContain('MALLOC');
  });
});

describe('the search for an engine', () => {
  it('finds onnxruntime-node beside tfjs-node or in its place, unless the environment says none', async () => {
    const users = onnxRuntimeIn(onnxRuntimePackage(onnxRuntimeFolder()));
    const name = 'onnxruntime-node 1.30.0';
    const { engine } = await findEngine({
      ...{ installation, node },
      check: async () => ({ ok: true, engine: name }),
    });
    expect(engine).toEqual({ id: 'onnxruntime-node', name, location: users, onnxRuntime: users });
    expect(engineEnvironment(engine)).toMatchObject({
      TRANSFER_DESIGNER_TFJS_NODE: '',
      TRANSFER_DESIGNER_ONNXRUNTIME: users,
    });
    const asked = onnxRuntimeIn(path.join(scratch, 'asked'));
    vi.stubEnv('TRANSFER_DESIGNER_ONNXRUNTIME', asked);
    expect((await findEngine({ installation, node, check: passes })).engine.onnxRuntime).toBe(asked);
    vi.stubEnv('TRANSFER_DESIGNER_ONNXRUNTIME', '');
    expect((await findEngine({ installation, node, check: passes })).engine).toBe(webAssembly);
    const tfjsNode = builtPackage(tfjsNodePackage(runtimeFolder()));
    vi.stubEnv('TRANSFER_DESIGNER_ONNXRUNTIME', asked);
    const both = await findEngine({ installation, node, check: passes });
    expect(both.engine).toMatchObject({ id: 'tfjs-node', location: tfjsNode, onnxRuntime: asked });
  });

  it('trains all the same where onnxruntime-node does not pass, and tells it', async () => {
    const users = onnxRuntimeIn(onnxRuntimePackage(onnxRuntimeFolder()));
    const tfjsNode = builtPackage(tfjsNodePackage(runtimeFolder()));
    const check = (folder: string) => (folder === users ? fails() : passes());
    const { engine, refused } = await findEngine({ installation, node, check });
    expect(engine).toEqual({ id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: tfjsNode });
    expect(refused).toEqual([{ name: 'onnxruntime-node', folder: users, message: 'Illegal instruction' }]);
  });

  it('ends with WebAssembly where there is no package', async () => {
    const found = await findEngine({ installation, node, check: passes });
    expect(found).toEqual({ engine: webAssembly, refused: [] });
    expect(engineEnvironment(found.engine)).toMatchObject({ TRANSFER_DESIGNER_TFJS_NODE: '' });
  });

  it('takes the one that was asked for before the per-user one before its own', async () => {
    const own = builtPackage(path.join(installation.root, 'node_modules', '@tensorflow', 'tfjs-node'));
    expect((await findEngine({ installation, node, check: passes })).engine.location).toBe(own);
    const users = builtPackage(tfjsNodePackage(runtimeFolder()));
    expect((await findEngine({ installation, node, check: passes })).engine.location).toBe(users);
    const asked = builtPackage(path.join(scratch, 'asked'));
    const { engine } = await findEngine({ installation, node, check: passes, setting: asked });
    expect(engine).toEqual({ id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: asked });
    expect(engineEnvironment(engine)).toMatchObject({ TRANSFER_DESIGNER_TFJS_NODE: asked });
  });

  it('goes on after one that does not pass, and tells it', async () => {
    const asked = builtPackage(path.join(scratch, 'asked'));
    const users = builtPackage(tfjsNodePackage(runtimeFolder()));
    const check = (folder: string) => (folder === asked ? fails() : passes());
    const found = await findEngine({ installation, node, check, setting: asked });
    expect(found.engine.location).toBe(users);
    expect(found.refused).toEqual([{ name: 'tfjs-node', folder: asked, message: 'Illegal instruction' }]);
  });

  it('tells that the folder it was given holds no built tfjs-node', async () => {
    const found = await findEngine({
      installation,
      node,
      check: passes,
      setting: path.join(scratch, 'none'),
    });
    expect(found.engine).toBe(webAssembly);
    expect(found.refused[0]?.message).toContain('no built tfjs-node');
  });

  it('never checks a package without its native library', async () => {
    mkdirSync(path.join(tfjsNodePackage(runtimeFolder()), 'lib'), { recursive: true });
    const check = vi.fn(passes);
    await findEngine({ installation, node, check });
    expect(check).not.toHaveBeenCalled();
  });

  it('leaves tfjs-node out by the empty setting', async () => {
    builtPackage(tfjsNodePackage(runtimeFolder()));
    vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', '');
    expect((await findEngine({ installation, node, check: passes })).engine).toBe(webAssembly);
  });

  it('checks one that has passed only again when its library or the Node has changed', async () => {
    const users = builtPackage(tfjsNodePackage(runtimeFolder()));
    const check = vi.fn(passes);
    const search = (version = node.version) =>
      findEngine({ installation, node: { ...node, version }, check });
    await search();
    expect((await search()).engine.location).toBe(users);
    expect(check).toHaveBeenCalledTimes(1);
    await search('99.0.0');
    expect(check).toHaveBeenCalledTimes(2);
    utimesSync(path.join(users, 'lib', 'napi-v8', 'tfjs_binding.node'), 1, 1);
    await search();
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('checks one that has failed every time', async () => {
    builtPackage(tfjsNodePackage(runtimeFolder()));
    const check = vi.fn(fails);
    await findEngine({ installation, node, check });
    await findEngine({ installation, node, check });
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('survives a broken file of verdicts', async () => {
    const users = builtPackage(tfjsNodePackage(runtimeFolder()));
    writeFileSync(path.join(scratch, 'runtime', 'engine-checks.json'), '{"half');
    expect((await findEngine({ installation, node, check: passes })).engine.location).toBe(users);
  });
});

describe('the check of an engine', () => {
  function checkWith(program: string): Promise<EngineVerdict> {
    mkdirSync(installation.bundles, { recursive: true });
    writeFileSync(path.join(installation.bundles, 'engine-check.js'), program);
    return checkEngine(installation, node, '/some/tfjs-node');
  }

  it('gives the answer of its process, whatever else that prints', async () => {
    const answer =
      "console.log('noise'); console.log(JSON.stringify({ ok: true, engine: process.env.TRANSFER_DESIGNER_TFJS_NODE }))";
    expect(await checkWith(answer)).toEqual({ ok: true, engine: '/some/tfjs-node' });
    const refusal = "console.log(JSON.stringify({ ok: false, message: 'no fit' }))";
    expect(await checkWith(refusal)).toEqual({ ok: false, message: 'no fit' });
  });

  it('fails where the process dies', async () => {
    expect(await checkWith("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ ok: false });
    expect(await checkWith("console.error('Error: bad'); process.exit(7)")).toEqual({
      ok: false,
      message: 'Error: bad',
    });
    expect(await checkWith('')).toMatchObject({ ok: false });
  });
});
