import type { LayersModel } from '@tensorflow/tfjs';
import { weightsOf } from './build-model';
import type { TensorFlowBackend } from './tensorflow';

/** Takes a model to where networks are run. @returns whether there is such a place */
export async function moveToRun({ tf, runsOn }: TensorFlowBackend, model: LayersModel): Promise<boolean> {
  if (runsOn !== undefined && !(await tf.setBackend(runsOn).catch(() => false))) return false;
  // Where an operation is the first to ask for a weight, the memory may grow under its hands.
  for (const weight of weightsOf(model)) tf.engine().moveData(tf.backend(), weight.read().dataId);
  return true;
}
