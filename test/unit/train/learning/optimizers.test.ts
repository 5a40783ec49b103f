import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OptimizerName } from '../../../../src/design/config';
import { Optimizer, type OptimizerState } from '../../../../src/train/learning/optimizers';

const start = [0.5, -2, 3, 0.001];
/** Slopes that change sign and size from step to step. */
const slopes = (step: number): number[] =>
  start.map((_, index) => Math.sin(step * 1.7 + index) / (index + 1));

function train(name: OptimizerName, steps: number, values: Float32Array, state: OptimizerState, from = 0) {
  const optimizer = new Optimizer(name, 0.01, [values.length], state);
  for (let step = from; step < from + steps; step += 1) {
    optimizer.step([{ values, gradient: Float32Array.from(slopes(step)) }]);
  }
  return optimizer.state();
}

const theirs: Readonly<Record<OptimizerName, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.01),
  momentum: () => tf.train.momentum(0.01, 0.9),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9),
  adam: () => tf.train.adam(0.01),
};
const names = Object.keys(theirs) as OptimizerName[];

describe('an optimiser', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(names)('%s moves weights as that of TensorFlow.js', (name) => {
    const own = Float32Array.from(start);
    train(name, 50, own, []);
    const variable = tf.variable(tf.tensor1d(start));
    const optimizer = theirs[name]();
    for (let step = 0; step < 50; step += 1) {
      optimizer.applyGradients({ [variable.name]: tf.tensor1d(slopes(step)) });
    }
    const expected = variable.dataSync();
    for (const [index, value] of own.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, 5);
    expect(own[0]).not.toBeCloseTo(start[0] ?? 0, 3);
  });

  it.each(names)('%s goes on from its state as if it had never stopped', (name) => {
    const whole = Float32Array.from(start);
    const ending = train(name, 9, whole, []);
    const halves = Float32Array.from(start);
    const middle = train(name, 4, halves, []);
    expect(train(name, 5, halves, structuredClone(middle), 4)).toEqual(ending);
    expect(halves).toEqual(whole);
  });

  it('refuses a state of other weights', () => {
    const state = train('adam', 1, Float32Array.of(1, 2, 3, 4), []);
    expect(() => new Optimizer('adam', 0.01, [5], state)).toThrow(RangeError);
    expect(() => new Optimizer('adam', 0.01, [4, 4], state)).toThrow(RangeError);
  });
});
