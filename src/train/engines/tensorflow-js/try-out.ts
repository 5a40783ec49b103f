import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { TransferError } from '../../../design/transfer-error';
import { firstSentences, weightsOf } from './build-model';
import type { TensorFlowBackend } from './tensorflow';

/**
 * Runs a model once on a grey picture. TensorFlow.js puts layers together that it then can't run: shapes are checked
 * without the batch, and some settings only when numbers come.
 *
 * @throws TransferError `base-layer` that names the layer
 */
export async function tryOut({ tf, runsOn }: TensorFlowBackend, model: LayersModel): Promise<void> {
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
  const shape = model.inputs[0]?.shape.map((edge) => edge ?? 1) ?? [];
  try {
    tf.tidy(() => void model.predictOnBatch(tf.fill(shape, 0.5)));
  } catch (error) {
    // Another engine may have what this one has not.
    if (/not registered/.test(String(error))) return;
    const name = running === undefined ? '' : ` at "${running.name}" (${running.getClassName()})`;
    throw new TransferError(
      'base-layer',
      `The base's layers cannot be run${name}: ${firstSentences(error)} Convert the original model again, or choose another base.`,
    );
  }
}
