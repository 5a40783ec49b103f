/** A Python package that carries the TensorFlow library which tfjs-node is built against. */
export interface TensorFlowWheel {
  readonly package: string;
  readonly version: string;
  /** The Python the wheel is named for; any Python 3 can download it. */
  readonly python: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The starts of the names of the members that are needed. */
  readonly libraries: readonly string[];
  readonly headers: readonly string[];
  /** In `deps/lib`: the names that tfjs-node looks for, and the files they lead to. */
  readonly links: Readonly<Record<string, string>>;
}

/** By `platform-arch`. What is not here has no library in a package registry that tfjs-node builds against. */
const wheels: Readonly<Record<string, TensorFlowWheel>> = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    version: '2.15.1',
    python: '311',
    bytes: 207_208_420,
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
    headers: [
      'tensorflow/include/tensorflow/c/',
      'tensorflow/include/tensorflow/core/platform/',
      'tensorflow/include/tsl/',
      'tensorflow/include/xla/',
    ],
    links: {
      'libtensorflow.so.2': 'libtensorflow_cc.so.2',
      'libtensorflow.so': 'libtensorflow.so.2',
      'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    },
  },
};

export function wheelFor(platform: string, architecture: string): TensorFlowWheel | undefined {
  return wheels[`${platform}-${architecture}`];
}
