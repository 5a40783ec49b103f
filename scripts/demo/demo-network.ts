import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { pictureEdge } from './picture';

const seed = 100;
/** Small data means few steps: statistics with the usual momentum of 0.99 would lag behind. */
const batchNormMomentum = 0.9;

/** Edges, shapes, higher-level features. Each block ends by halving width and height. */
const blocks = [
  { filters: 32, kernelSize: 5, strides: 2 },
  { filters: 64, kernelSize: 5, strides: 1 },
  { filters: 192, kernelSize: 3, strides: 1 },
] as const;
const denseUnits = [256, 64] as const;

/** What new heads are built upon: the last layer before the classifier. */
export const featureLayerName = `dense${denseUnits.length}`;
export const classifierName = `dense${denseUnits.length + 1}`;

/**
 * The network of the demonstration base, not yet trained.
 * Input `[batch, 64, 64, 3]` in -1..1; output `[batch, classCount]`, probabilities.
 */
export function buildDemoNetwork(tf: TensorFlow, classCount: number): tfjs.LayersModel {
  let lastSeed = seed;
  const kernelInitializer = (): ReturnType<TensorFlow['initializers']['glorotUniform']> => {
    lastSeed += 1;
    return tf.initializers.glorotUniform({ seed: lastSeed });
  };
  const input = tf.input({ shape: [pictureEdge, pictureEdge, 3], name: 'image' });
  let tensor: tfjs.SymbolicTensor = input;
  const add = (layer: tfjs.layers.Layer): void => {
    tensor = layer.apply(tensor) as tfjs.SymbolicTensor;
  };
  for (const [index, block] of blocks.entries()) {
    const number = index + 1;
    add(
      tf.layers.conv2d({
        ...block,
        padding: 'same',
        // Batch normalisation's beta is the bias.
        useBias: false,
        kernelInitializer: kernelInitializer(),
        name: `conv${number}`,
      }),
    );
    add(tf.layers.batchNormalization({ momentum: batchNormMomentum, name: `conv${number}_bn` }));
    add(tf.layers.reLU({ name: `conv${number}_relu` }));
    add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `pool${number}` }));
  }
  add(tf.layers.flatten({ name: 'flatten' }));
  for (const [index, units] of denseUnits.entries()) {
    const name = `dense${index + 1}`;
    add(tf.layers.dense({ units, activation: 'relu', kernelInitializer: kernelInitializer(), name }));
  }
  add(
    tf.layers.dense({
      units: classCount,
      activation: 'softmax',
      kernelInitializer: kernelInitializer(),
      name: classifierName,
    }),
  );
  return tf.model({ inputs: input, outputs: tensor, name: 'demo' });
}
