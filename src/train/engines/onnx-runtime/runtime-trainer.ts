import { TransferError } from '../../../design/transfer-error';
import type { GpuProvider } from '../../../shared/engines';
import { howToInstallRuntime } from '../../../shared/runtime-words';
import type { Engine, TrainingPhase } from '../engine';
import { onnxRuntimeEngine } from './onnx-runtime-engine';
import type { OnnxRuntime } from './runtime';
import { RuntimePhase } from './runtime-phase';

/**
 * ONNX Runtime as an engine that trains as well: every phase is compiled to a graph of plain operators.
 *
 * @param initialWeights as of any engine that trains; there is no operator for it
 * @param version as of `onnxRuntimeEngine`
 * @param gpu as of `runtimeSession`
 */
export function runtimeTrainer(
  runtime: OnnxRuntime,
  version: string,
  initialWeights: Engine['initialWeights'],
  gpu?: GpuProvider,
): Engine {
  const engine = onnxRuntimeEngine(runtime, version, gpu);
  const { name } = engine;
  return {
    ...engine,
    initialWeights,
    async phase(task): Promise<TrainingPhase> {
      const phase = await RuntimePhase.of(runtime, task, gpu);
      if (!('layer' in phase)) return phase;
      throw new TransferError(
        'engine-cannot-train',
        `${name} can't train through "${phase.layer}" (${phase.className}) as it is set; tfjs-node can. ${howToInstallRuntime} Then resume the run.`,
      );
    },
  };
}
