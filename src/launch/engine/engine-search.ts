import { createRequire } from 'node:module';
import path from 'node:path';
import { engineTable, type GpuProvider, gpuProviders, gpuVariable, onnxRuntime } from '../../shared/engines';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { checkEngine, checkGpu, checkOnnxRuntime, type EngineVerdict, nativeLibrary } from './engine-check';
import { type EngineChoice, webAssembly } from './engine-choice';
import { type EngineVerdicts, engineVerdicts } from './engine-verdicts';
import { onnxRuntimeFolder, onnxRuntimePackage, runtimeFolder, tfjsNodePackage } from './runtime-folder';

const tfjsNode = engineTable['tfjs-node'];

export interface EngineSearch {
  readonly engine: EngineChoice;
  /** Packages that are there but did not pass, with what was wrong, for the user. */
  readonly refused: readonly RefusedEngine[];
  /** Why no GPU can be used, for the user; only where one was looked for. */
  readonly noGpu?: string;
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
   * The folder of a tfjs-node package to try first; the empty string asks for none. By default what the environment
   * variable `TRANSFER_DESIGNER_TFJS_NODE` says.
   */
  readonly setting?: string | undefined;
  readonly signal?: AbortSignal;
  readonly verdicts?: EngineVerdicts;
  readonly check?: (folder: string) => Promise<EngineVerdict>;
  /** Whether a GPU is to be looked for as well; by default whether `TRANSFER_DESIGNER_GPU` says anything. */
  readonly gpu?: boolean;
}

/**
 * The first tfjs-node that has passed its check: the one that was asked for, the per-user one, or the one in
 * this package's own modules. Beside it the onnxruntime-node that the environment variable
 * `TRANSFER_DESIGNER_ONNXRUNTIME` names, or the per-user one, which trains where there is no tfjs-node; WebAssembly where
 * there is neither. A GPU is one that the onnxruntime-node reaches. Never rejects.
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
  const engine = chosen(trains.found, runsOnnx.found);
  const refused = [...trains.refused, ...runsOnnx.refused];
  if (!(options.gpu ?? Boolean(process.env[gpuVariable]))) return { engine, refused };
  const gpu = await findGpu(options, runsOnnx.found);
  if (gpu.found === undefined) return { engine, refused, noGpu: gpu.reasons };
  return { engine: { ...engine, gpu: gpu.found }, refused };
}

/** The first way to a GPU that passes its check. A driver may change at any time, so that is not remembered. */
async function findGpu(
  { installation, node, signal }: EngineSearchOptions,
  onnx: FoundPackage | undefined,
): Promise<{ readonly found?: GpuProvider; readonly reasons: string }> {
  if (onnx === undefined)
    return { reasons: `it is reached through ${onnxRuntime.name}, and there is none that works` };
  const reasons: string[] = [];
  for (const provider of gpuProvidersHere()) {
    const verdict = await checkGpu(installation, node, onnx.folder, provider, signal);
    if (verdict.ok) return { found: provider, reasons: '' };
    reasons.push(`${gpuProviders[provider]}: ${verdict.message}`);
  }
  return { reasons: reasons.join('; ') || `${onnx.engine} reaches none on this system` };
}

/** What onnxruntime-node's binaries for a system bring, the first to be tried first. */
export function gpuProvidersHere(
  platform: string = process.platform,
  architecture: string = process.arch,
): readonly GpuProvider[] {
  if (platform === 'win32') return ['webgpu', 'dml'];
  if (platform === 'darwin') return ['webgpu', 'coreml'];
  return architecture === 'x64' ? ['webgpu'] : [];
}

interface FoundPackage {
  readonly folder: string;
  /** With its version. */
  readonly engine: string;
}

function chosen(tensorFlow: FoundPackage | undefined, onnx: FoundPackage | undefined): EngineChoice {
  const beside = onnx === undefined ? {} : { onnxRuntime: onnx.folder };
  if (tensorFlow !== undefined)
    return { id: 'tfjs-node', name: tensorFlow.engine, location: tensorFlow.folder, ...beside };
  if (onnx !== undefined)
    return { id: 'onnxruntime-node', name: onnx.engine, location: onnx.folder, ...beside };
  return webAssembly;
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
): Promise<{ readonly found?: FoundPackage; readonly refused: readonly RefusedEngine[] }> {
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
