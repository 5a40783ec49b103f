import { type EngineId, engineTable, onnxRuntime } from '../../shared/engines';

/** The engine that processes are to compute with. */
export type EngineChoice = {
  readonly [Id in EngineId]: {
    readonly id: Id;
    /** E.g. `tfjs-node 4.22.0`, or `WebAssembly`. */
    readonly name: string;
    /** The folder of the package that brings it, absolute; null where it is in this package's bundles. */
    readonly location: (typeof engineTable)[Id]['package'] extends null ? null : string;
    /** The folder of the onnxruntime-node that runs frozen layers, absolute; without it those of ONNX bases can't be run. */
    readonly onnxRuntime?: string;
  };
}[EngineId];

/** The one that is always there. */
export const webAssembly: EngineChoice = {
  id: 'webassembly',
  name: engineTable.webassembly.name,
  location: null,
};

/** What the environment of a process must have so that it computes with `engine`, and with no other. */
export function engineEnvironment(engine: EngineChoice): Readonly<Record<string, string>> {
  const folders = Object.entries(engineTable).flatMap(([id, { package: brought }]) =>
    brought === null ? [] : [[brought.variable, id === engine.id ? (engine.location ?? '') : '']],
  );
  // TensorFlow's remarks on the processor would bury what matters in a log; warnings still come.
  const quiet = { TF_CPP_MIN_LOG_LEVEL: process.env.TF_CPP_MIN_LOG_LEVEL ?? '1' };
  const beside = { [onnxRuntime.package.variable]: engine.onnxRuntime ?? '' };
  return { ...Object.fromEntries(folders), ...beside, ...quiet };
}
