import { createRequire } from 'node:module';
import path from 'node:path';
import { engineTable, onnxRuntime } from '../../shared/engines';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { checkEngine, checkOnnxRuntime, type EngineVerdict, nativeLibrary } from './engine-check';
import { type EngineChoice, webAssembly } from './engine-choice';
import { type EngineVerdicts, engineVerdicts } from './engine-verdicts';
import { onnxRuntimeFolder, onnxRuntimePackage, runtimeFolder, tfjsNodePackage } from './runtime-folder';

const tfjsNode = engineTable['tfjs-node'];

export interface EngineSearch {
  readonly engine: EngineChoice;
  /** Packages that are there but did not pass, with what was wrong, for the user. */
  readonly refused: readonly RefusedEngine[];
}

export interface RefusedEngine {
  /** Of the package. */
  readonly name: string;
  readonly folder: string;
  readonly message: string;
}

export interface EngineSearchOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  /**
   * The folder of a tfjs-node package to try first; the empty string asks for WebAssembly. By default what the
   * environment variable `TRANSFER_DESIGNER_TFJS_NODE` says.
   */
  readonly setting?: string | undefined;
  readonly signal?: AbortSignal;
  readonly verdicts?: EngineVerdicts;
  readonly check?: (folder: string) => Promise<EngineVerdict>;
}

/**
 * The first tfjs-node that has passed its check: the one that was asked for, the per-user one, or the one in
 * this package's own modules. WebAssembly where there is none. Beside it the onnxruntime-node that the environment
 * variable `TRANSFER_DESIGNER_ONNXRUNTIME` names, or the per-user one. Never rejects.
 */
export async function findEngine(options: EngineSearchOptions): Promise<EngineSearch> {
  const { installation, node, signal } = options;
  const setting = options.setting ?? process.env[tfjsNode.package.variable];
  const trains = await firstThatWorks(options, {
    name: tfjsNode.name,
    setting,
    folders: [tfjsNodePackage(runtimeFolder()), ownPackage(installation) ?? []].flat(),
    check: (folder) => checkEngine(installation, node, folder, signal),
  });
  const runsOnnx = await firstThatWorks(options, {
    name: onnxRuntime.name,
    setting: process.env[onnxRuntime.package.variable],
    folders: [onnxRuntimePackage(onnxRuntimeFolder())],
    check: (folder) => checkOnnxRuntime(installation, node, folder, signal),
  });
  const { found } = trains;
  const engine: EngineChoice =
    found === undefined ? webAssembly : { id: 'tfjs-node', name: found.engine, location: found.folder };
  return {
    engine: runsOnnx.found === undefined ? engine : { ...engine, onnxRuntime: runsOnnx.found.folder },
    refused: [...trains.refused, ...runsOnnx.refused],
  };
}

interface Candidates {
  readonly name: string;
  /** Tried before all others; none is where it is empty. */
  readonly setting: string | undefined;
  readonly folders: readonly string[];
  readonly check: (folder: string) => Promise<EngineVerdict>;
}

async function firstThatWorks(
  options: EngineSearchOptions,
  { name, setting, folders, ...candidates }: Candidates,
): Promise<{ found?: { folder: string; engine: string }; refused: readonly RefusedEngine[] }> {
  if (setting === '') return { refused: [] };
  const { node, verdicts = engineVerdicts, check = candidates.check } = options;
  const asked = setting === undefined ? [] : [path.resolve(setting)];
  const refused: RefusedEngine[] = [];
  for (const folder of [...asked, ...folders]) {
    const known = await verdicts.passed(folder, node);
    if (known) return { found: { folder, engine: known }, refused };
    if (!(await nativeLibrary(folder))) {
      if (asked.includes(folder))
        refused.push({ name, folder, message: `there is no built ${name} in this folder` });
      continue;
    }
    const verdict = await check(folder);
    if (verdict.ok) {
      await verdicts.keep(folder, node, verdict.engine);
      return { found: { folder, engine: verdict.engine }, refused };
    }
    refused.push({ name, folder, message: verdict.message });
  }
  return { refused };
}

function ownPackage(installation: Installation): string | undefined {
  try {
    const require = createRequire(path.join(installation.root, 'package.json'));
    return path.dirname(require.resolve(`${tfjsNode.package.name}/package.json`));
  } catch {
    return undefined;
  }
}
