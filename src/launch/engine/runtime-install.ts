import { rm } from 'node:fs/promises';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import { runToEnd } from '../programs/run-to-end';
import { checkEngine } from './engine-check';
import type { EngineChoice } from './engine-choice';
import { engineVerdicts } from './engine-verdicts';
import { installOnnxRuntime } from './onnx-runtime-install';
import { runtimeEngine, runtimeFolder, runtimesFolder, tfjsNodePackage } from './runtime-folder';
import {
  buildBinding,
  downloadLibrary,
  installPackages,
  takeLibrary,
  tfjsNodePackages,
  tidyRuntime,
} from './runtime-steps';
import { type TensorFlowWheel, wheelFor } from './runtime-wheel';
import { moveIntoPlace, type RuntimeInstallOptions, type RuntimeWork } from './runtime-work';

/**
 * Installs what is missing of the runtime. The engine that runs ONNX bases comes first, being small, and where it can't
 * be had the other does all the same.
 *
 * @param there what was found already
 * @returns what is there now, and why the one that runs ONNX bases is not
 * @throws as `installRuntime`
 */
export async function installMissing(
  options: RuntimeInstallOptions,
  there: EngineChoice,
): Promise<{ readonly engine: EngineChoice; readonly withoutOnnx?: TransferError }> {
  let { onnxRuntime } = there;
  let withoutOnnx: TransferError | undefined;
  try {
    onnxRuntime ??= await installOnnxRuntime(options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isTransferError(error, 'runtime-install')) throw error;
    withoutOnnx = error;
  }
  const engine = there.id === runtimeEngine ? there : await installRuntime(options);
  return {
    engine: onnxRuntime === undefined ? engine : { ...engine, onnxRuntime },
    ...(withoutOnnx ? { withoutOnnx } : {}),
  };
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
    await installPackages(work, tfjsNodePackages);
    const downloaded = await downloadLibrary(work);
    if (!downloaded || !(await works(options, work.folder))) await buildFromRegistries(work);
    await tidyRuntime(work.folder);
    const name = await passCheck(options, tfjsNodePackage(work.folder));
    await moveIntoPlace(work.folder, runtimeFolder(), (folder) => works(options, folder));
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
