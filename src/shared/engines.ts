/** What is known of an engine that runs are trained with, before any is looked for. */
export interface EngineFacts {
  /** As people read it; where it is used its version comes behind. */
  readonly name: string;
  /**
   * The npm package that brings it, and the environment variable that names the package's folder to the processes that
   * use it; null where it is in this package's own bundles.
   */
  readonly package: { readonly name: string; readonly variable: string } | null;
}

export const engineTable = {
  'tfjs-node': {
    name: 'tfjs-node',
    package: { name: '@tensorflow/tfjs-node', variable: 'TRANSFER_DESIGNER_TFJS_NODE' },
  },
  'onnxruntime-node': {
    name: 'onnxruntime-node',
    package: { name: 'onnxruntime-node', variable: 'TRANSFER_DESIGNER_ONNXRUNTIME' },
  },
  webassembly: { name: 'WebAssembly', package: null },
} as const satisfies Readonly<Record<string, EngineFacts>>;

/** What runs frozen layers beside whatever engine trains, those of ONNX files it alone, and trains where tfjs-node is not. */
export const onnxRuntime = engineTable['onnxruntime-node'];

export type EngineId = keyof typeof engineTable;
