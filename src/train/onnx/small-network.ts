import { inputLayer, type Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { onnxLayerConfig, onnxNodes } from './onnx-layer';

/** A network of one layer of ONNX nodes, with what it gives for two pictures of 2 by 2: enough to see that they are run. */
export function smallOnnxNetwork(): {
  readonly topology: Topology;
  readonly weights: NetworkWeights;
  readonly batch: { readonly values: Float32Array; readonly shape: readonly number[] };
  readonly expected: readonly number[];
} {
  const graph = {
    node: [
      { opType: 'Flatten', name: 'flat', input: ['picture'], output: ['flat'] },
      { opType: 'MatMul', name: 'sums', input: ['flat', 'kernel'], output: ['sums'] },
      { opType: 'Relu', name: 'positive', input: ['sums'], output: ['positive'] },
    ],
    input: [{ name: 'picture' }],
    output: [{ name: 'positive' }],
  };
  const config = onnxLayerConfig(graph, { opsets: { '': 17 }, weights: { kernel: 'kernel' } });
  const kernel = Float32Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? 1 : -0.5));
  return {
    topology: {
      name: 'check',
      layers: [
        inputLayer('picture', [2, 2, 3]),
        { name: 'nodes', className: onnxNodes, config, inbound: ['picture'] },
      ],
    },
    weights: new Map([['nodes/kernel', { shape: [12, 2], values: kernel }]]),
    batch: { values: Float32Array.from({ length: 24 }, (_, at) => (at < 12 ? 1 : -2)), shape: [2, 2, 2, 3] },
    expected: [12, 0, 0, 12],
  };
}
