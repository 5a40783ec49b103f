import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryPath } from '../../../../src/disk/files/temporary-files';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { installOnnxRuntime, removeOtherMachines } from '../../../../src/launch/engine/onnx-runtime-install';
import { onnxRuntimeFolder } from '../../../../src/launch/engine/runtime-folder';
import { installMissing, installRuntime } from '../../../../src/launch/engine/runtime-install';
import type { RuntimeProgress } from '../../../../src/launch/engine/runtime-progress';
import { tidyRuntime } from '../../../../src/launch/engine/runtime-steps';
import { wheelFor } from '../../../../src/launch/engine/runtime-wheel';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const onPosix = it.skipIf(process.platform === 'win32');

let scratch: string;
let runtimes: string;

beforeEach(() => {
  scratch = scratchFolder();
  runtimes = path.join(scratch, 'runtime');
  vi.stubEnv('TRANSFER_DESIGNER_RUNTIME', runtimes);
  return () => vi.unstubAllEnvs();
});

/** Programs that stand in for those of the `PATH`; there are no others. */
function onlyPrograms(programs: Readonly<Record<string, string>>): void {
  const folder = path.join(scratch, 'bin');
  mkdirSync(folder);
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(path.join(folder, name), `#!${process.execPath}\n${body}`);
    chmodSync(path.join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', folder);
}

async function failure(signal?: AbortSignal): Promise<{ error: unknown; steps: readonly string[] }> {
  const steps: string[] = [];
  const onProgress = ({ step }: RuntimeProgress) => steps.push(step);
  const installation = { root: scratch, bundles: path.join(scratch, 'dist') };
  const error = await installRuntime({ installation, node, onProgress, signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, steps };
}

const installScript = (body: string) => `
const fs = require('fs'), path = require('path');
const folder = path.join(process.cwd(), 'node_modules/@tensorflow/tfjs-node/scripts');
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, 'install.js'), ${JSON.stringify(body)});`;

describe('an installation of the runtime that fails', () => {
  it('says so where nothing can be written, and which setting names another folder', async () => {
    writeFileSync(runtimes, 'a file in the place of the folder');
    const { error } = await failure();
    expect(error).toMatchObject({ code: 'runtime-install' });
    expect(String(error)).toContain(`Nothing can be written in ${runtimes} (`);
    expect(String(error)).toContain('TRANSFER_DESIGNER_RUNTIME');
  });

  onPosix('says that npm is missing', async () => {
    onlyPrograms({});
    const { error } = await failure();
    expect(error).toMatchObject({ code: 'runtime-install' });
    expect(String(error)).toContain('npm is missing');
    expect(readdirSync(runtimes)).toEqual([]);
  });

  onPosix('shows what npm said, and leaves nothing behind', async () => {
    onlyPrograms({ npm: "console.error('E404 not found'); process.exit(1)" });
    const { error } = await failure();
    expect(error).toMatchObject({ code: 'runtime-install', log: expect.stringContaining('E404') });
    expect(readdirSync(runtimes)).toEqual([]);
  });

  onPosix('says all that is missing for the build, or that there is none', async () => {
    onlyPrograms({ npm: installScript('process.exit(1)') });
    const { error, steps } = await failure();
    expect(steps).toContain('download');
    const expected = wheelFor(process.platform, process.arch)
      ? /python3 with pip, g\+\+, make must be installed/
      : /no package registry carries/;
    expect(String(error)).toMatch(expected);
    expect(readdirSync(runtimes)).toEqual([]);
  });

  onPosix('builds where its own download gave an engine that does not work', async () => {
    onlyPrograms({ npm: installScript('') });
    const { error } = await failure();
    expect(String(error)).toMatch(/must be installed|no package registry carries/);
  });

  onPosix('leaves nothing behind when it is stopped', async () => {
    const begun = path.join(scratch, 'begun');
    const forEver = `require('fs').writeFileSync(${JSON.stringify(begun)}, ''); setInterval(() => {}, 1000)`;
    onlyPrograms({ npm: installScript(forEver) });
    const stop = new AbortController();
    const failing = failure(stop.signal);
    await vi.waitUntil(() => existsSync(begun), { timeout: 10_000 });
    stop.abort();
    await failing;
    expect(readdirSync(runtimes)).toEqual([]);
  });

  onPosix('clears away what a killed installation has left, but not that of a living one', async () => {
    onlyPrograms({});
    const living = temporaryPath(runtimes);
    const dead = living.replace(`-${process.pid}-`, '-999999999-');
    for (const folder of [dead, living]) mkdirSync(folder, { recursive: true });
    await failure();
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  });
});

it('an installed runtime keeps of the packages only what runs', async () => {
  const tfjsNode = path.join(scratch, 'node_modules', '@tensorflow', 'tfjs-node');
  const core = path.join(scratch, 'node_modules', '@tensorflow', 'tfjs-core', 'dist');
  const kept = [path.join(tfjsNode, 'deps', 'lib', 'lib.so'), path.join(core, 'tf-core.node.js')];
  const gone = [
    ...['deps/include/a.h', 'src/a.ts', 'binding/a.cc', 'build-tmp-napi-v8/a.o'].map((name) =>
      path.join(tfjsNode, name),
    ),
    ...['tf-core.js', 'tf-core.min.js', 'tf-core.node.js.map', 'a_test.js', 'a.d.ts'].map((name) =>
      path.join(core, name),
    ),
  ];
  for (const file of [...kept, ...gone]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
  await tidyRuntime(scratch);
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);
  expect(gone.filter((file) => existsSync(file))).toEqual([]);
});

describe('an installation of onnxruntime-node', () => {
  const others = ['darwin/arm64', 'linux/arm64', 'linux/x64', 'win32/arm64', 'win32/x64'];
  const own = `${process.platform}/${process.arch}`;
  const options = () => ({
    installation: { root: scratch, bundles: path.join(scratch, 'dist') },
    node,
    onProgress: () => undefined,
  });
  /** An npm that gets a package with libraries of all systems, and the check that it is to pass. */
  function withPackage(verdict: object): void {
    onlyPrograms({
      npm: `
const fs = require('fs'), path = require('path');
for (const machine of ${JSON.stringify([...others, own])}) {
  const folder = path.join(process.cwd(), 'node_modules/onnxruntime-node/bin/napi-v6', machine);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'onnxruntime_binding.node'), 'binding');
}`,
    });
    mkdirSync(path.join(scratch, 'dist'));
    const program = `console.log(${JSON.stringify(JSON.stringify(verdict))})`;
    writeFileSync(path.join(scratch, 'dist', 'engine-check.js'), program);
  }

  onPosix('keeps the library of this machine alone', async () => {
    withPackage({ ok: true, engine: 'onnxruntime-node 1.30.0' });
    const folder = await installOnnxRuntime(options());
    expect(folder.startsWith(onnxRuntimeFolder())).toBe(true);
    expect(readdirSync(path.join(folder, 'bin', 'napi-v6'))).toEqual([process.platform]);
    expect(readdirSync(path.join(folder, 'bin', 'napi-v6', process.platform))).toEqual([process.arch]);
  });

  onPosix('leaves nothing where it does not work here', async () => {
    withPackage({ ok: false, message: 'Illegal instruction' });
    await expect(installOnnxRuntime(options())).rejects.toThrow(/does not work here: Illegal instruction/);
    expect(readdirSync(runtimes)).toEqual([]);
  });

  it('is refused on a machine that the package has no library for, before anything is fetched', async () => {
    const machine = vi.spyOn(process, 'arch', 'get').mockReturnValue('ppc64');
    await expect(installOnnxRuntime(options())).rejects.toThrow(/has no library for .* on ppc64/);
    machine.mockRestore();
    expect(existsSync(runtimes)).toBe(false);
  });

  onPosix('that fails leaves the rest of the runtime to be installed', async () => {
    onlyPrograms({});
    const there = { id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: '/some/tfjs-node' } as const;
    const { engine, withoutOnnx } = await installMissing(options(), there);
    expect(engine).toEqual(there);
    expect(withoutOnnx).toMatchObject({ code: 'runtime-install' });
    await expect(installMissing(options(), webAssembly)).rejects.toThrow('npm is missing');
  });

  it('removes nothing of a package without libraries', async () => {
    mkdirSync(path.join(scratch, 'bare'));
    await removeOtherMachines(path.join(scratch, 'bare'));
    expect(readdirSync(path.join(scratch, 'bare'))).toEqual([]);
  });
});
