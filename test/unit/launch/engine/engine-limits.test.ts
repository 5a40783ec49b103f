import { describe, expect, it } from 'vitest';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { engineHindrance } from '../../../../src/launch/engine/engine-limits';
import { demoLike } from '../../../fixtures/layer-graphs';

describe('what keeps an engine from training', () => {
  it('is a base that is an ONNX file where nothing runs those, and nothing else', () => {
    const keras = demoLike({ name: 'keras' });
    const onnx = { ...keras, trainsBase: false } as const;
    const withOnnx = { ...webAssembly, onnxRuntime: '/onnxruntime-node' };
    expect(engineHindrance({ graph: onnx }, webAssembly)).toMatch(
      /^This base is an ONNX file, .+none that works\.$/,
    );
    for (const [graph, engine] of [
      [onnx, withOnnx],
      [keras, webAssembly],
      [keras, withOnnx],
    ] as const)
      expect(engineHindrance({ graph }, engine)).toBeUndefined();
  });
});
