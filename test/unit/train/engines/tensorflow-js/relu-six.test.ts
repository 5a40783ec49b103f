import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fuseReluSix } from '../../../../../src/train/engines/tensorflow-js/relu-six';

const inputs = [-7, -0.5, 0, 0.25, 3, 6, 6.5, 100];

function answers(maxValue: number, fused: boolean): { values: number[]; slopes: number[] } {
  const model = tf.sequential({ layers: [tf.layers.reLU({ maxValue, inputShape: [inputs.length] })] });
  if (fused) fuseReluSix(tf, model);
  const run = (x: tf.Tensor): tf.Tensor => model.apply(x) as tf.Tensor;
  const x = tf.tensor2d([inputs]);
  return {
    values: [...run(x).dataSync()],
    slopes: [
      ...tf
        .grad((given) => run(given).sum())(x)
        .dataSync(),
    ],
  };
}

describe('a ReLU capped at 6', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('has the same values and slopes when it is one operation', () => {
    expect(answers(6, true)).toEqual(answers(6, false));
    expect(answers(6, true).values).toEqual([0, 0, 0, 0.25, 3, 6, 6, 6]);
  });

  it('with another cap is left alone', () => {
    expect(answers(4, true).values).toEqual([0, 0, 0, 0.25, 3, 4, 4, 4]);
  });

  it('is one operation', async () => {
    const model = tf.sequential({ layers: [tf.layers.reLU({ maxValue: 6, inputShape: [2] })] });
    fuseReluSix(tf, model);
    const { kernelNames } = await tf.profile(() => model.apply(tf.zeros([1, 2])) as tf.Tensor);
    expect(kernelNames).toEqual(['Relu6']);
  });
});
