import type { Optimizer } from '@tensorflow/tfjs';
import type { OptimizerName } from '../../design/config';
import type { TensorFlow } from '../engines/engine';
import type { WeightValues } from '../network/weight-values';

/** An optimiser's state in plain memory, in its own order: the step count, then its moments. Empty when fresh. */
export type OptimizerState = readonly (WeightValues & { readonly name: string })[];

/** Keras's usual values for momentum and decay; TensorFlow.js's own for the rest. */
export function createOptimizer(tf: TensorFlow, name: OptimizerName, learningRate: number): Optimizer {
  switch (name) {
    case 'adam':
      return tf.train.adam(learningRate);
    case 'sgd':
      return tf.train.sgd(learningRate);
    case 'momentum':
      return tf.train.momentum(learningRate, 0.9);
    case 'rmsprop':
      return tf.train.rmsprop(learningRate, 0.9);
  }
}

/** Copies an optimiser's state out of the engine. */
export async function readOptimizer(optimizer: Optimizer): Promise<OptimizerState> {
  const weights = await optimizer.getWeights();
  return weights.map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    values: Float32Array.from(tensor.dataSync()),
  }));
}

/** Gives an optimiser a state that was read from one of the same kind, for the same variables. */
export async function restoreOptimizer(
  tf: TensorFlow,
  optimizer: Optimizer,
  state: OptimizerState,
): Promise<void> {
  if (state.length === 0) return;
  const tensors = state.map(({ name, shape, values }) => ({ name, tensor: tf.tensor(values, [...shape]) }));
  await optimizer.setWeights(tensors);
  for (const { tensor } of tensors) tensor.dispose();
}
