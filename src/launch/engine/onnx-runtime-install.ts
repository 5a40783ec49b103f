import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import { checkOnnxRuntime } from './engine-check';
import { engineVerdicts } from './engine-verdicts';
import lock from './onnxruntime-package-lock.json';
import { onnxRuntimeFolder, onnxRuntimePackage, runtimesFolder } from './runtime-folder';
import { installPackages } from './runtime-steps';
import { moveIntoPlace, type RuntimeInstallOptions, type RuntimeWork, watched } from './runtime-work';

/** The machines that the package has a library for, by Node's names of system and processor. */
const machines: ReadonlySet<string> = new Set([
  ...['linux x64', 'linux arm64', 'darwin arm64', 'win32 x64', 'win32 arm64'],
]);

/**
 * Installs onnxruntime-node into the per-user folder: the package that npm gets has its libraries inside, of all
 * systems, of which this machine's is kept. The folder is there whole or not at all.
 *
 * @returns the package's folder
 * @throws TransferError `runtime-install` with what is missing; the signal's reason when it was stopped
 */
export async function installOnnxRuntime(options: RuntimeInstallOptions): Promise<string> {
  const { installation, node, onProgress, signal } = options;
  if (!machines.has(`${process.platform} ${process.arch}`)) {
    throw new TransferError(
      'runtime-install',
      `onnxruntime-node has no library for ${process.platform} on ${process.arch}, so ONNX bases can't be trained on here.`,
    );
  }
  await removeLeftovers(runtimesFolder());
  const work: RuntimeWork = {
    ...{ folder: temporaryPath(runtimesFolder()), node: node.path },
    ...{ onProgress, signal },
  };
  const check = (folder: string) => checkOnnxRuntime(installation, node, onnxRuntimePackage(folder), signal);
  try {
    await installPackages(work, lock);
    await removeOtherMachines(onnxRuntimePackage(work.folder));
    const passed = await watched(
      work,
      'check',
      'Computing a tiny network as a check',
      undefined,
      async () => {
        const verdict = await check(work.folder);
        return { verdict, status: verdict.ok ? 0 : 1 };
      },
    );
    const { verdict } = passed;
    if (!verdict.ok) {
      throw new TransferError(
        'runtime-install',
        `onnxruntime-node was installed but does not work here: ${verdict.message}`,
      );
    }
    await moveIntoPlace(work.folder, onnxRuntimeFolder(), async (folder) => (await check(folder)).ok);
    const folder = onnxRuntimePackage(onnxRuntimeFolder());
    await engineVerdicts.keep(folder, node, verdict.engine);
    return folder;
  } finally {
    // What can't be removed now goes with the next installation.
    await rm(work.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

/** They are five sixths of the package. */
export async function removeOtherMachines(folder: string): Promise<void> {
  const binaries = path.join(folder, 'bin');
  for (const version of await namesIn(binaries)) {
    const systems = path.join(binaries, version);
    await removeOthers(systems, process.platform);
    await removeOthers(path.join(systems, process.platform), process.arch);
  }
}

async function removeOthers(folder: string, kept: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (name !== kept) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
