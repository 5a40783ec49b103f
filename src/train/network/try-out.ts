import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { GraphLayer } from '../../design/layer-graph';
import type { Engine } from '../engines/engine';
import { TrainFailure } from '../train-failure';
import { firstSentences, weightsOf } from './build-model';

/** Of a network that is tried out: about ten seconds without a native engine, and half a gigabyte. */
const mostMultiplyAdds = 10e9;
const mostParams = 120e6;

/** Whether a network's weights are few enough to be looked at, and for it to be tried out. */
export function isSmallEnough(layers: readonly GraphLayer[]): boolean {
  return layers.reduce((sum, { params }) => sum + params, 0) <= mostParams;
}

/**
 * Runs a network once on a grey picture. TensorFlow.js puts layers together that it then can't run: shapes are
 * checked without the batch, and some settings only when numbers come. Large networks, and those whose size the
 * pictures decide, are not tried.
 *
 * @throws TrainFailure `base-layer` that names the layer
 */
export async function tryOut(
  { tf, runsOn }: Engine,
  model: LayersModel,
  layers: readonly GraphLayer[],
): Promise<void> {
  const sum = layers.reduce((total, layer) => total + layer.multiplyAdds, 0);
  const isOpen = layers.some(({ outputShape }) => outputShape.includes(null));
  if (isOpen || sum > mostMultiplyAdds || !isSmallEnough(layers)) return;
  // Where that one does not start, the run says so.
  if (runsOn !== undefined && !(await tf.setBackend(runsOn).catch(() => false))) return;
  // Where an operation is the first to ask for a weight, the memory may grow under its hands.
  for (const weight of weightsOf(model)) tf.engine().moveData(tf.backend(), weight.read().dataId);
  let running: LayersModel['layers'][number] | undefined;
  for (const layer of model.layers) {
    const call = layer.call.bind(layer);
    layer.call = (inputs: Tensor | Tensor[], options) => {
      running = layer;
      return call(inputs, options);
    };
  }
  const shape = (layers[0]?.outputShape ?? []).map((edge) => edge ?? 1);
  try {
    tf.tidy(() => void model.predictOnBatch(tf.fill([1, ...shape], 0.5)));
  } catch (error) {
    // Another engine may have what this one has not.
    if (/not registered/.test(String(error))) return;
    const name = running === undefined ? '' : ` at "${running.name}" (${running.getClassName()})`;
    throw new TrainFailure(
      'base-layer',
      `The base's layers cannot be run${name}: ${firstSentences(error)} Convert the original model again, or choose another base.`,
    );
  }
}
