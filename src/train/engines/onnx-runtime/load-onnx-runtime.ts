import { createRequire } from 'node:module';
import path from 'node:path';
import { TransferError } from '../../../design/transfer-error';
import { type GpuProvider, gpuProviders, gpuVariable, onnxRuntime } from '../../../shared/engines';
import { howToInstallRuntime } from '../../../shared/runtime-words';
import { messageOf } from '../../failures/failure-words';
import type { Engine, FeatureEngine, GpuEngines } from '../engine';
import { onnxRuntimeEngine } from './onnx-runtime-engine';
import type { OnnxRuntime } from './runtime';
import { runtimeTrainer } from './runtime-trainer';

/** onnxruntime-node from the folder that the environment names; none where it names none. */
export async function onnxRuntimeEngines(environment: NodeJS.ProcessEnv): Promise<readonly FeatureEngine[]> {
  return named(environment).map(({ runtime, name }) => onnxRuntimeEngine(runtime, name));
}

/** The same as an engine that trains. @param initialWeights as of any such */
export async function onnxRuntimeTrainers(
  environment: NodeJS.ProcessEnv,
  initialWeights: Engine['initialWeights'],
): Promise<readonly Engine[]> {
  return named(environment).map(({ runtime, name }) => runtimeTrainer(runtime, name, initialWeights));
}

/**
 * The GPU as ONNX Runtime reaches it by the way that the environment names, and the same engine on the processor; undefined
 * where it names none. Whether there is such a GPU shows where something is to run on it.
 */
export function onnxRuntimeOnGpu(
  environment: NodeJS.ProcessEnv,
  initialWeights: Engine['initialWeights'],
): GpuEngines | undefined {
  const gpu = Object.keys(gpuProviders).find((provider) => provider === environment[gpuVariable]);
  const [loaded] = named(environment);
  if (gpu === undefined || loaded === undefined) return undefined;
  const { runtime, name } = loaded;
  return {
    gpu: runtimeTrainer(runtime, name, initialWeights, gpu as GpuProvider),
    processor: runtimeTrainer(runtime, name, initialWeights),
  };
}

function named(environment: NodeJS.ProcessEnv): ReturnType<typeof loadOnnxRuntime>[] {
  const folder = environment[onnxRuntime.package.variable];
  return folder ? [loadOnnxRuntime(folder)] : [];
}

/** ONNX Runtime as the onnxruntime-node package in `folder` brings it. @throws TransferError `engine` if it does not load */
export function loadOnnxRuntime(folder: string): { readonly runtime: OnnxRuntime; readonly name: string } {
  const require = createRequire(__filename);
  try {
    const runtime = require(folder) as OnnxRuntime;
    const { version } = require(path.join(folder, 'package.json')) as { version: string };
    return { runtime, name: `${onnxRuntime.name} ${version}` };
  } catch (error) {
    throw new TransferError(
      'engine',
      `onnxruntime-node in ${folder} does not load: ${messageOf(error)}. ${howToInstallRuntime}`,
    );
  }
}
