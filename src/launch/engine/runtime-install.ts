import { rename, rm } from 'node:fs/promises';
import { TransferError } from '../../design/transfer-error';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { runToEnd } from '../programs/run-to-end';
import { checkEngine } from './engine-check';
import type { EngineChoice } from './engine-choice';
import { engineVerdicts } from './engine-verdicts';
import { runtimeEngine, runtimeFolder, runtimesFolder, tfjsNodePackage } from './runtime-folder';
import type { RuntimeProgress } from './runtime-progress';
import { buildBinding, downloadLibrary, installPackages, takeLibrary, tidyRuntime } from './runtime-steps';
import { type TensorFlowWheel, wheelFor } from './runtime-wheel';
import type { RuntimeWork } from './runtime-work';

export interface RuntimeInstallOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly onProgress: (progress: RuntimeProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Installs tfjs-node into the per-user folder: by the package's own download where that works, else built
 * from what package registries carry. The folder is there whole or not at all, also when two do this at once.
 *
 * @throws TransferError `runtime-install` with what is missing; the signal's reason when it was stopped.
 */
export async function installRuntime(options: RuntimeInstallOptions): Promise<EngineChoice> {
  await removeLeftovers(runtimesFolder());
  const work: RuntimeWork = {
    folder: temporaryPath(runtimesFolder()),
    node: options.node.path,
    onProgress: options.onProgress,
    signal: options.signal,
  };
  try {
    await installPackages(work);
    const downloaded = await downloadLibrary(work);
    if (!downloaded || !(await works(options, work.folder))) await buildFromRegistries(work);
    await tidyRuntime(work.folder);
    const name = await passCheck(options, tfjsNodePackage(work.folder));
    await moveIntoPlace(options, work.folder);
    const folder = tfjsNodePackage(runtimeFolder());
    await engineVerdicts.keep(folder, options.node, name);
    return { id: runtimeEngine, name, location: folder };
  } finally {
    // What can't be removed now goes with the next installation.
    await rm(work.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

async function buildFromRegistries(work: RuntimeWork): Promise<void> {
  const wheel = wheelFor(process.platform, process.arch);
  if (!wheel) {
    throw new TransferError(
      'runtime-install',
      `tfjs-node's own download did not work, and for ${process.platform} on ${process.arch} no package registry carries a library to build it with.`,
    );
  }
  const python = await toolsFor(wheel);
  await takeLibrary(work, python, wheel);
  await buildBinding(work);
}

/** The Python to use. Looks for everything that the build needs, so that all that is missing is told at once. */
async function toolsFor(wheel: TensorFlowWheel): Promise<string> {
  const answers = async (program: string, ...words: string[]) =>
    (await runToEnd(program, words, { milliseconds: 30_000 })).status === 0;
  const missing: string[] = [];
  if (!(await answers('python3', '--version'))) missing.push('python3 with pip');
  else if (!(await answers('python3', '-m', 'pip', '--version'))) missing.push('pip for python3');
  if (!(await answers('g++', '--version'))) missing.push('g++');
  if (!(await answers('make', '--version'))) missing.push('make');
  if (missing.length === 0) return 'python3';
  throw new TransferError(
    'runtime-install',
    `tfjs-node's own download did not work, and to build it with ${wheel.package} ${wheel.version} from the package registry, ${missing.join(', ')} must be installed first.`,
  );
}

async function works(options: RuntimeInstallOptions, folder: string): Promise<boolean> {
  const { installation, node, signal } = options;
  return (await checkEngine(installation, node, tfjsNodePackage(folder), signal)).ok;
}

async function passCheck(options: RuntimeInstallOptions, folder: string): Promise<string> {
  const began = Date.now();
  const message = 'Training a tiny network as a check';
  options.onProgress({ step: 'check', message });
  const verdict = await checkEngine(options.installation, options.node, folder, options.signal);
  options.signal?.throwIfAborted();
  if (!verdict.ok) {
    throw new TransferError(
      'runtime-install',
      `tfjs-node was installed but does not work here: ${verdict.message}`,
    );
  }
  options.onProgress({ step: 'check', message, seconds: (Date.now() - began) / 1000 });
  return verdict.engine;
}

/** Puts the finished folder where engines are looked for, unless another process has just put a working one. */
async function moveIntoPlace(options: RuntimeInstallOptions, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(folder, runtimeFolder());
    } catch (error) {
      if (attempt === 3) throw error;
      const there = await checkEngine(options.installation, options.node, tfjsNodePackage(runtimeFolder()));
      if (there.ok) return;
      await rm(runtimeFolder(), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
