import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { TransferError } from '../../../design/transfer-error';
import { firstSentences } from './build-model';
import { moveToRun } from './move-to-run';
import type { TensorFlowBackend } from './tensorflow';

/**
 * Runs a model once on a grey picture. TensorFlow.js puts layers together that it then can't run: shapes are checked
 * without the batch, and some settings only when numbers come.
 *
 * @throws TransferError `base-layer` that names the layer
 */
export async function tryOut(backend: TensorFlowBackend, model: LayersModel): Promise<void> {
  const { tf } = backend;
  // Where networks can't be run, the run says so.
  if (!(await moveToRun(backend, model))) return;
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
