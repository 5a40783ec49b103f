import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mendSeparable } from '../../../../../src/train/engines/tensorflow-js/dilated-convolution';
import { mendGradients } from '../../../../../src/train/engines/tensorflow-js/mend-gradients';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const layers = tf.layers;
const dilations = [2, 3].flatMap((rate) =>
  ['same', 'valid'].flatMap((padding) =>
    [1, 2, 3].map((kernel) => ({ rate, padding: padding as 'same', kernel })),
  ),
);

const cases: readonly (readonly [string, () => tf.layers.Layer])[] = [
  ...dilations.flatMap(({ rate, padding, kernel }) => {
    const settings = { filters: 2, kernelSize: kernel, dilationRate: rate, padding };
    return [
      [
        `a convolution of ${kernel} with holes of ${rate}, ${padding}`,
        () => layers.conv2d({ ...settings, activation: 'tanh', biasInitializer: 'randomNormal' }),
      ],
      [
        `a separable convolution of ${kernel} with holes of ${rate}, ${padding}`,
        () => layers.separableConv2d({ ...settings, useBias: false }),
      ],
    ] as const;
  }),
  ['holes of 2 and 3', () => layers.conv2d({ filters: 2, kernelSize: [2, 3], dilationRate: [2, 3] })],
  ['a threshold', () => layers.thresholdedReLU({ theta: 0.25 })],
  [
    'layer normalisation without scale',
    () => layers.layerNormalization({ scale: false, betaInitializer: 'randomNormal' }),
  ],
  ['layer normalisation without centre', () => layers.layerNormalization({ center: false, axis: [1, 2, 3] })],
  ['layer normalisation without either', () => layers.layerNormalization({ scale: false, center: false })],
];

describe('a layer whose gradient TensorFlow.js has not', () => {
  it.each(cases)('gives the same and has one: %s', (_, make) => {
    const input = tf.input({ shape: [9, 11, 3] });
    const model = tf.model({ inputs: input, outputs: make().apply(input) as tf.SymbolicTensor });
    const pictures = tf.randomUniform([2, 9, 11, 3], -1, 1, 'float32', 7);
    const before = model.predict(pictures) as tf.Tensor;
    mendSeparable(tf, model);
    mendGradients(tf, model);
    const after = model.predict(pictures) as tf.Tensor;
    expect(after.shape).toEqual(before.shape);
    expect(tf.max(tf.abs(tf.sub(before, after))).dataSync()[0]).toBeLessThan(1e-5);
    const gradient = tf.grad((values) =>
      tf.sum(tf.square(model.apply(values, { training: true }) as tf.Tensor)),
    )(pictures);
    expect(gradient.shape).toEqual(pictures.shape);
    expect(Number.isFinite(tf.sum(gradient).dataSync()[0])).toBe(true);
  });
});
