import { TransferError } from '../../../design/transfer-error';
import { howToInstallRuntime } from '../../../shared/runtime-words';
import type { Engine, TrainingPhase } from '../engine';
import { onnxRuntimeEngine } from './onnx-runtime-engine';
import type { OnnxRuntime } from './runtime';
import { RuntimePhase } from './runtime-phase';

/**
 * ONNX Runtime as an engine that trains as well: every phase is compiled to a graph of plain operators.
 *
 * @param name with its version
 * @param initialWeights as of any engine that trains; there is no operator for it
 */
export function runtimeTrainer(
  runtime: OnnxRuntime,
  name: string,
  initialWeights: Engine['initialWeights'],
): Engine {
  return {
    ...onnxRuntimeEngine(runtime, name),
    initialWeights,
    async phase(task): Promise<TrainingPhase> {
      const phase = await RuntimePhase.of(runtime, task);
      if (!('layer' in phase)) return phase;
      throw new TransferError(
        'engine-cannot-train',
        `${name} can't train through "${phase.layer}" (${phase.className}) as it is set; tfjs-node can. ${howToInstallRuntime} Then resume the run.`,
      );
    },
  };
}
