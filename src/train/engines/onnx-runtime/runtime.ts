/** What is used of the package `onnxruntime-node`; its own types would have to be installed with all of it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => RuntimeTensor;
}

export interface SessionOptions {
  readonly executionProviders?: readonly string[];
  readonly enableMemPattern?: boolean;
  readonly graphOptimizationLevel?: 'all';
  readonly executionMode?: 'sequential';
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
  /** 3: errors alone. */
  readonly logSeverityLevel?: 3;
  /** Settings of the library by their names there, as a tree. */
  readonly extra?: object;
}

export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}
