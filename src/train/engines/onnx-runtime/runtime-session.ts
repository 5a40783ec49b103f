import { availableParallelism } from 'node:os';
import type { OnnxRuntime, RuntimeSession } from './runtime';

/** Makes an ONNX model ready to be run on the processor. @throws Error as ONNX Runtime has it, where it can't */
export function runtimeSession(runtime: OnnxRuntime, model: Uint8Array): Promise<RuntimeSession> {
  return runtime.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    // Last bits depend on how many there are: all processors, so that a machine gives the same always.
    intraOpNumThreads: availableParallelism(),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Threads that wait for work by running in circles take time from what decodes the next pictures.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}
