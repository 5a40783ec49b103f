import { availableParallelism } from 'node:os';
import type { GpuProvider } from '../../../shared/engines';
import type { OnnxRuntime, RuntimeSession } from './runtime';

/**
 * Makes an ONNX model ready to be run.
 *
 * @param gpu what reaches the GPU; without it all runs on the processor, as does what there is no operator for on a GPU
 * @throws Error as ONNX Runtime has it, where it can't, or where there is no such GPU
 */
export function runtimeSession(
  runtime: OnnxRuntime,
  model: Uint8Array,
  gpu?: GpuProvider,
): Promise<RuntimeSession> {
  return runtime.InferenceSession.create(model, {
    executionProviders: gpu === undefined ? ['cpu'] : [gpu, 'cpu'],
    // As DirectML asks for it.
    ...(gpu === 'dml' ? { enableMemPattern: false } : {}),
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    // Last bits depend on how many there are: all processors, so that a machine gives the same always.
    intraOpNumThreads: availableParallelism(),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      // Threads that wait for work by running in circles take time from what decodes the next pictures.
      session: { intra_op: { allow_spinning: '0' } },
      // WebGPU joins a convolution with the function behind it, and where another follows with that one in its place.
      ...(gpu === undefined
        ? {}
        : { optimization: { disable_specified_optimizers: 'ConvActivationFusion' } }),
    },
  });
}
