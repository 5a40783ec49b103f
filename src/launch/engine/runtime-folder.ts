import os from 'node:os';
import path from 'node:path';
import { userDataFolder } from '../../disk/files/user-secret';
import { type EngineId, engineTable, onnxRuntime } from '../../shared/engines';

/** The engine that the training runtime is. */
export const runtimeEngine = 'tfjs-node' satisfies EngineId;

/** The version of tfjs-node that this package is made for. */
export const tfjsNodeVersion = '4.22.0';

/** The version of onnxruntime-node that is put beside it. */
export const onnxRuntimeVersion = '1.30.0';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The per-user folder that holds native engines and what is known of them, absolute. The terminal and the
 * editor share it. `TRANSFER_DESIGNER_RUNTIME` puts it elsewhere.
 */
export function runtimesFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (environment.TRANSFER_DESIGNER_RUNTIME) return path.resolve(environment.TRANSFER_DESIGNER_RUNTIME);
  return path.join(userDataFolder(environment, platform, home), 'transfer-designer', 'runtime');
}

/** The folder of this version's engine for this machine, absolute; it is there whole or not at all. */
export function runtimeFolder(): string {
  return folderOf('tfjs-node', tfjsNodeVersion);
}

/** The same for onnxruntime-node. */
export function onnxRuntimeFolder(): string {
  return folderOf(onnxRuntime.name, onnxRuntimeVersion);
}

function folderOf(name: string, version: string): string {
  return path.join(runtimesFolder(), `${name}-${version}-${process.platform}-${process.arch}`);
}

/** The package of tfjs-node below a folder that npm installed into. */
export function tfjsNodePackage(folder: string): string {
  return path.join(folder, 'node_modules', engineTable[runtimeEngine].package.name);
}

/** The same of onnxruntime-node. */
export function onnxRuntimePackage(folder: string): string {
  return path.join(folder, 'node_modules', onnxRuntime.package.name);
}
