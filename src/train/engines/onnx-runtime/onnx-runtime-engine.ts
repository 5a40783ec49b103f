import { isTransferError, TransferError } from '../../../design/transfer-error';
import { type GpuProvider, onGpu } from '../../../shared/engines';
import { messageOf } from '../../failures/failure-words';
import { inputLayerOf, outputLayerOf, type Topology } from '../../network/topology';
import type { NetworkWeights } from '../../network/weight-values';
import { onnxModelBytes } from '../../onnx/onnx-model';
import { networkModel, takesOneAtATime } from '../../onnx/written/network-model';
import type { Batch, FeatureEngine, RunnableNetwork } from '../engine';
import { joinedValues } from './joined-values';
import type { OnnxRuntime, RuntimeSession } from './runtime';
import { runtimeSession } from './runtime-session';

/**
 * A batch is run in pieces of this many values of the input: 6 pictures at 224×224, all 32 at 96×96. What stands between
 * layers then fits a processor's cache, which saves a tenth of the time at 224×224 and a third of the process's memory.
 */
const valuesAtOnce = 2 ** 20;

/**
 * ONNX Runtime as an engine: a network is written as an ONNX model and run as that. It takes whatever can be written so,
 * layers of Keras as well as those that came from an ONNX file.
 *
 * @param version of the engine, as people read it
 * @param gpu as of `runtimeSession`
 */
export function onnxRuntimeEngine(runtime: OnnxRuntime, version: string, gpu?: GpuProvider): FeatureEngine {
  return {
    name: gpu === undefined ? version : onGpu(version, gpu),
    folds: true,
    takes,
    async network(network, weights) {
      const model = networkModel(network, weights, { runsOn: gpu === undefined ? 'processor' : 'gpu' });
      const session = await sessionOf(network, () => runtimeSession(runtime, onnxModelBytes(model), gpu));
      return runnable(runtime, session, takesOneAtATime(network));
    },
  };
}

function takes(network: Topology, weights: NetworkWeights): boolean {
  try {
    networkModel(network, weights);
    return true;
  } catch (error) {
    if (isTransferError(error, 'base-layer', 'base-weights')) return false;
    throw error;
  }
}

async function sessionOf(network: Topology, open: () => Promise<RuntimeSession>): Promise<RuntimeSession> {
  try {
    return await open();
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
    async outputs({ values, shape }) {
      const [count = 0, ...edges] = shape;
      const size = values.length / count;
      const atOnce = isOneAtATime ? 1 : Math.max(1, Math.floor(valuesAtOnce / size));
      const pieces: Float32Array[] = [];
      for (let from = 0; from < count; from += atOnce) {
        const examples = Math.min(atOnce, count - from);
        const piece = values.subarray(from * size, (from + examples) * size);
        pieces.push(await run({ values: piece, shape: [examples, ...edges] }));
      }
      return joinedValues(pieces);
    },
    dispose: () => void session.release(),
  };
}
