import { TransferError } from '../../../design/transfer-error';
import { messageOf } from '../../failures/failure-words';
import { inputLayerOf, outputLayerOf, type Topology } from '../../network/topology';
import { onnxModelBytes } from '../../onnx/onnx-model';
import { canBeWritten, networkModel, takesOneAtATime } from '../../onnx/written/network-model';
import type { Batch, FeatureEngine, RunnableNetwork } from '../engine';
import type { OnnxRuntime, RuntimeSession } from './runtime';
import { runtimeSession } from './runtime-session';

/**
 * ONNX Runtime as an engine: a network is written as an ONNX model and run as that. It is asked for networks with layers
 * that came from an ONNX file; those of Keras layers alone are TensorFlow.js's.
 *
 * @param name with its version
 */
export function onnxRuntimeEngine(runtime: OnnxRuntime, name: string): FeatureEngine {
  return {
    name,
    takes: canBeWritten,
    async network(network, weights) {
      const session = await sessionOf(runtime, network, onnxModelBytes(networkModel(network, weights)));
      return runnable(runtime, session, takesOneAtATime(network));
    },
  };
}

async function sessionOf(
  runtime: OnnxRuntime,
  network: Topology,
  model: Uint8Array,
): Promise<RuntimeSession> {
  try {
    return await runtimeSession(runtime, model);
  } catch (error) {
    throw new TransferError(
      'base-layer',
      `ONNX Runtime can't put the layers from "${inputLayerOf(network).name}" to "${outputLayerOf(network).name}" together: ${messageOf(error)}`,
    );
  }
}

function runnable(runtime: OnnxRuntime, session: RuntimeSession, isOneAtATime: boolean): RunnableNetwork {
  const { inputNames, outputNames } = session;
  const [input = ''] = inputNames;
  const [output = ''] = outputNames;
  const run = async ({ values, shape }: Batch): Promise<Float32Array> => {
    const outputs = await session.run({ [input]: new runtime.Tensor('float32', values, shape) });
    return outputs[output]?.data as Float32Array;
  };
  return {
    async outputs(batch) {
      if (!isOneAtATime) return run(batch);
      const [count = 0, ...edges] = batch.shape;
      const size = batch.values.length / count;
      const each: Float32Array[] = [];
      for (let at = 0; at < count; at += 1) {
        const values = batch.values.subarray(at * size, (at + 1) * size);
        each.push(await run({ values, shape: [1, ...edges] }));
      }
      return joined(each);
    },
    dispose: () => void session.release(),
  };
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    end += piece.length;
  }
  return all;
}
