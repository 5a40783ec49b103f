import { describe, expect, it } from 'vitest';
import {
  contradicts,
  fitLimits,
  fittingScale,
  scalesToTry,
  shiftBy,
  statisticsShift,
} from '../../../../src/design/base/scale-fit';
import { scaleNumbers } from '../../../../src/design/base/scale-numbers';
import type { Scale } from '../../../../src/design/config';
import type { ScaleMeasurement } from '../../../../src/design/scale-measurement';

const numbers = { mean: [127, 127, 127], std: [128, 128, 128], channels: 'rgb' } as const;

const measured = (
  trials: readonly (readonly [Scale, number])[],
  pictures: number = fitLimits.pictures,
): ScaleMeasurement => ({
  fingerprint: 'f',
  pictures,
  trials: trials.map(([scale, shift]) => ({ scale, shift })),
});

describe('the shift of statistics', () => {
  const stored = { means: [0, 10], variances: [1, 4] };

  it('is nothing where they are alike', () => {
    expect(statisticsShift(stored, stored, 0.001)).toBe(0);
  });

  it('counts means in deviations and deviations as ratios, over all channels', () => {
    // ((2 − 0) / 1)² + (3 / 1 − 1)² = 8, and ((10 − 10) / 2)² + (1 / 2 − 1)² = 0.25.
    expect(statisticsShift({ means: [2, 10], variances: [9, 1] }, stored, 0)).toBeCloseTo(8.25 / 2, 12);
  });

  it('is 1 where all values are the same, at the mean', () => {
    expect(statisticsShift({ means: [0, 10], variances: [0, 0] }, stored, 0)).toBe(1);
  });

  it('is nothing for channels that were always 0 and are, and large where they are not any more', () => {
    const dead = { means: [0], variances: [0] };
    expect(statisticsShift(dead, dead, 0.001)).toBe(0);
    expect(statisticsShift({ means: [1], variances: [1] }, dead, 0.001)).toBeGreaterThan(900);
  });

  it('is not a number where a value is none, or there are no channels', () => {
    expect(statisticsShift({ means: [Number.NaN, 10], variances: [1, 4] }, stored, 0.001)).toBeNaN();
    expect(statisticsShift({ means: [0], variances: [1] }, stored, 0.001)).toBeNaN();
    expect(statisticsShift({ means: [], variances: [] }, { means: [], variances: [] }, 0.001)).toBeNaN();
  });
});

describe('the scale that fits', () => {
  it('is the one of the least shift, with the next one', () => {
    const trials = [
      ['0..1', 0.9],
      ['torch', 0.03],
      ['caffe', 4000],
    ] as const;
    expect(fittingScale(measured(trials))).toEqual({
      scale: 'torch',
      shift: 0.03,
      next: { scale: '0..1', shift: 0.9 },
    });
  });

  it('is told from the usual ones alone: numbers of the file may be another way to write one of them', () => {
    const fit = fittingScale(
      measured([
        ['-1..1', 0.03],
        [numbers, 0.029],
        ['0..1', 0.5],
      ]),
    );
    expect(fit).toMatchObject({ scale: '-1..1', next: { scale: '0..1' } });
  });

  it.each([
    [
      'too few pictures were looked at',
      measured(
        [
          ['0..1', 0.01],
          ['torch', 1],
        ],
        fitLimits.pictures - 1,
      ),
    ],
    [
      'none fits',
      measured([
        ['0..1', fitLimits.shift * 1.01],
        ['torch', 100],
      ]),
    ],
    [
      'another fits nearly as well',
      measured([
        ['0..1', 0.1],
        ['torch', 0.1 * fitLimits.timesWorse * 0.99],
      ]),
    ],
    ['there is nothing to compare with', measured([['0..1', 0.01]])],
    ['nothing gave numbers', measured([])],
  ])('is not told where %s', (_, measurement) => {
    expect(fittingScale(measurement)).toBeUndefined();
  });

  it('speaks against what the file says only where that is many times worse', () => {
    const measurement = measured([
      ['-1..1', 0.1],
      ['0..1', 0.49],
      ['torch', 0.5],
      [numbers, 0.11],
    ]);
    const fit = fittingScale(measurement);
    if (!fit) throw new Error('Nothing fits.');
    const against = (scale: Scale) => contradicts(shiftBy(measurement, scale), fit);
    expect([against('-1..1'), against(numbers), against('0..1'), against('torch')]).toEqual([
      ...[false, false, false, true],
    ]);
    // What gave no number was tried all the same.
    expect(against('0..255')).toBe(true);
  });
});

it('the scales to try are the usual ones and the numbers of the file', () => {
  const usual = Object.keys(scaleNumbers);
  expect(scalesToTry(undefined)).toEqual(usual);
  expect(scalesToTry('torch')).toEqual(usual);
  expect(scalesToTry(numbers)).toEqual([...usual, numbers]);
});
