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

/** What reaches a GPU through ONNX Runtime, by its name there; as people know it. */
export const gpuProviders = { webgpu: 'WebGPU', dml: 'DirectML', coreml: 'CoreML' } as const;

export type GpuProvider = keyof typeof gpuProviders;

/** Names the way to the GPU to processes that may use it; whoever starts this program asks for it by any value. */
export const gpuVariable = 'TRANSFER_DESIGNER_GPU';

/** The name of an engine with its version, where it computes on the GPU. */
export function onGpu(engine: string, provider: GpuProvider): string {
  return `${engine}${gpuMark}(${gpuProviders[provider]})`;
}

const gpuMark = ' on the GPU ';

/** Whether that is the name of an engine that computes on the GPU. */
export function isOnGpu(engine: string): boolean {
  return engine.includes(gpuMark);
}

export type EngineId = keyof typeof engineTable;
