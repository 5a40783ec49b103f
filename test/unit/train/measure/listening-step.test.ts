import { describe, expect, it } from 'vitest';
import { compileAnswer } from '../../../../src/train/compiler/network-graph';
import { listeningStep } from '../../../../src/train/measure/listening-step';
import { shiftsOf } from '../../../../src/train/measure/statistics-of-layers';
import { inputLayer, type Topology } from '../../../../src/train/network/topology';
import type { NetworkWeights } from '../../../../src/train/network/weight-values';

const network: Topology = {
  name: 'net',
  layers: [
    inputLayer('image', [4, 4, 3]),
    { name: 'bn', className: 'BatchNormalization', config: { epsilon: 0 }, inbound: ['image'] },
    { name: 'relu', className: 'Activation', config: { activation: 'relu' }, inbound: ['bn'] },
  ],
};

function stored(means: readonly number[], variances: readonly number[]): NetworkWeights {
  const shape = [means.length];
  const ones = { shape, values: new Float32Array(means.length).fill(1) };
  return new Map([
    ['bn/gamma', ones],
    ['bn/beta', { shape, values: new Float32Array(means.length) }],
    ['bn/moving_mean', { shape, values: Float32Array.from(means) }],
    ['bn/moving_variance', { shape, values: Float32Array.from(variances) }],
  ]);
}

describe('a step that is listened to', () => {
  const weights = stored([1, 2, 3], [1, 4, 9]);

  it('gives, behind its output, of each channel a mean and a mean square', () => {
    const { network: listening, heard } = listeningStep(network, new Set(['bn']), weights);
    expect(heard).toBe(6);
    const graph = compileAnswer(listening, weights);
    expect('answer' in graph && graph.answer.shape).toEqual([null, 4 * 4 * 3 + 6]);
  });

  it.each([
    ['nothing is named', network, []],
    [
      'the step begins behind the batch normalisation',
      { ...network, layers: [inputLayer('bn', [4, 4, 3]), network.layers[2]!] },
      ['bn'],
    ],
  ])('is as it was where %s', (_, step, listened) => {
    expect(listeningStep(step, new Set(listened), weights)).toEqual({ network: step, heard: 0 });
  });
});

describe('the shift of a batch normalisation', () => {
  const shiftOf = (rows: readonly (readonly number[])[]) => {
    const values = Float32Array.from(rows.flat());
    const heard = { rows: rows.length, columns: 4, values };
    return shiftsOf(heard, ['bn'], network, stored([1, -1], [1, 4]))[0]?.shift;
  };

  it('is 0 where means and deviations of all images together are those stored', () => {
    expect(shiftOf([[1, -1, 2, 5]])).toBe(0);
    // Two images, one of them all dark: what counts is what both have together.
    expect(
      shiftOf([
        [2, 1, 4, 9],
        [0, -3, 0, 1],
      ]),
    ).toBeCloseTo(0, 6);
  });

  it('is 1 for means a deviation away, and for values that are all the same', () => {
    expect(shiftOf([[2, 1, 5, 5]])).toBeCloseTo(1, 6);
    expect(shiftOf([[1, -1, 1, 1]])).toBeCloseTo(1, 6);
  });

  it('is left out where what is given is no number', () => {
    expect(shiftOf([[Number.NaN, -1, 2, 5]])).toBeUndefined();
  });
});
