import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { outputsInBatches } from './accuracy';
import { classifierName, featureLayerName } from './demo-network';
import type { Picture } from './picture';

/**
 * Divides the features (the output of the layer before the classifier) by their root mean square over the pictures
 * and multiplies the classifier's kernel by the same number: what the base says stays the same, and a new head gets
 * features of unit size. Adam moves a weight by about the learning rate a step whatever the features' size, so a
 * head on features of size 3 overshoots small data that the same head on unit size fits.
 * @returns the root mean square that was divided by
 */
export function giveFeaturesUnitSize(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  pictures: readonly Picture[],
): number {
  const featureLayer = model.getLayer(featureLayerName);
  const output = featureLayer.output as tfjs.SymbolicTensor;
  const size = rootMeanSquare(tf, tf.model({ inputs: model.inputs, outputs: output }), pictures);
  // A dense layer's weights are its kernel and its bias; after ReLU both scale the output alike.
  scaleWeights(tf, featureLayer, [1 / size, 1 / size]);
  scaleWeights(tf, model.getLayer(classifierName), [size, 1]);
  return size;
}

function rootMeanSquare(tf: TensorFlow, features: tfjs.LayersModel, pictures: readonly Picture[]): number {
  let sum = 0;
  let count = 0;
  for (const { outputs } of outputsInBatches(tf, features, pictures)) {
    for (const value of outputs) sum += value * value;
    count += outputs.length;
  }
  return Math.sqrt(sum / count);
}

function scaleWeights(tf: TensorFlow, layer: tfjs.layers.Layer, factors: readonly number[]): void {
  tf.tidy(() => layer.setWeights(layer.getWeights().map((weight, index) => weight.mul(factors[index] ?? 1))));
}
