import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { ChannelStatistics } from '../../../design/base/scale-fit';
import type { Listener } from '../engine';
import { moveToRun } from './move-to-run';
import type { TensorFlowBackend } from './tensorflow';

/** See `InspectedNetwork`. */
export async function listen(
  backend: TensorFlowBackend,
  model: LayersModel,
  layers: readonly string[],
): Promise<Listener | undefined> {
  if (!(await moveToRun(backend, model))) return undefined;
  const { tf } = backend;
  let heard = new Map<string, ChannelStatistics>();
  for (const name of layers) {
    const layer = model.getLayer(name);
    const call = layer.call.bind(layer);
    layer.call = (inputs: Tensor | Tensor[], options) => {
      const [input, ...others] = [inputs].flat();
      if (input !== undefined && others.length === 0) {
        const allButLast = input.shape.slice(0, -1).map((_, axis) => axis);
        const { mean, variance } = tf.moments(input, allButLast);
        heard.set(name, { means: mean.dataSync(), variances: variance.dataSync() });
      }
      return call(inputs, options);
    };
  }
  return ({ values, shape }) => {
    heard = new Map();
    tf.tidy(() => void model.predictOnBatch(tf.tensor(values, [...shape])));
    return heard;
  };
}
