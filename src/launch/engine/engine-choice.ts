import { type EngineId, engineTable, type GpuProvider, gpuVariable, onnxRuntime } from '../../shared/engines';

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
    /** How that reaches a GPU on which it computes as on the processor; only where one was asked for. */
    readonly gpu?: GpuProvider;
  };
}[EngineId];

/** The one that is always there. */
export const webAssembly: EngineChoice = {
  id: 'webassembly',
  name: engineTable.webassembly.name,
  location: null,
};

/**
 * The C library of Linux hands memory of the size of a batch's activations back to the system after every operation of
 * TensorFlow's, and has it anew, filled with zeros, for the next one: a third of the time of a base at 224×224 on some machines.
 * So it is told to keep what it has, in bytes.
 */
const keptMemory = {
  MALLOC_MMAP_THRESHOLD_: String(4 * 1024 ** 3),
  MALLOC_TRIM_THRESHOLD_: String(4 * 1024 ** 3),
  MALLOC_TOP_PAD_: String(256 * 1024 ** 2),
};

/**
 * What the environment of a process must have so that it computes with `engine`, and with no other. What the user has set of
 * it that asks for no engine stays.
 */
export function engineEnvironment(
  engine: EngineChoice,
  system = process.platform,
  own: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  const folders = Object.entries(engineTable).flatMap(([id, { package: brought }]) =>
    brought === null ? [] : [[brought.variable, id === engine.id ? (engine.location ?? '') : '']],
  );
  // TensorFlow's remarks on the processor would bury what matters in a log; warnings still come.
  const isTensorFlowsOnLinux = engine.id === 'tfjs-node' && system === 'linux';
  const usual = { TF_CPP_MIN_LOG_LEVEL: '1', ...(isTensorFlowsOnLinux ? keptMemory : {}) };
  const beside = {
    [onnxRuntime.package.variable]: engine.onnxRuntime ?? '',
    [gpuVariable]: engine.gpu ?? '',
  };
  const asUsual = Object.entries(usual).map(([name, value]) => [name, own[name] ?? value]);
  return { ...Object.fromEntries([...folders, ...asUsual]), ...beside };
}
