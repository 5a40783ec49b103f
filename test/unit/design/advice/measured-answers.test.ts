import { describe, expect, it } from 'vitest';
import { measuredAnswers } from '../../../../src/design/advice/measured-answers';
import type { GrowthPoint, MeasuredCut, Measurement } from '../../../../src/design/measurement';

function cut(layer: string, accuracy: number, behindBest = 0, behindBestError = 0): MeasuredCut {
  return {
    ...{ layer, features: 8, accuracy, error: 0.02, balancedAccuracy: accuracy },
    ...{ behindBest, behindBestError, neighbours: accuracy, logMe: 0 },
  };
}

function answers(cuts: readonly MeasuredCut[], growth: readonly GrowthPoint[] = [], majority = 0.25) {
  const measurement: Measurement = {
    ...{ fingerprint: 'f', images: 400, classes: 4, unreadable: 0, majority },
    ...{ cuts, growth },
  };
  return measuredAnswers(measurement);
}

const grown = (half: number, all: number): readonly GrowthPoint[] => [
  { images: 200, accuracy: half, error: 0.02 },
  { images: 400, accuracy: all, error: 0.02 },
];

describe('what follows from a measurement', () => {
  it('is nothing where no cut was measured', () => {
    expect(answers([])).toBeUndefined();
  });

  it('is to cut as deep as is behind the best by half its error at most', () => {
    const cuts = [cut('early', 0.8), cut('middle', 0.79, 0.01, 0.02), cut('late', 0.7, 0.1, 0.03)];
    expect(answers(cuts)?.cut).toMatchObject({ layer: 'middle', accuracy: 0.79 });
    expect(answers(cuts)?.cut.text).toContain('early does no better by more than chance');
    expect(answers([cut('early', 0.8), cut('late', 0.78, 0.02, 0.03)])?.cut.layer).toBe('early');
  });

  it('is a warning where no cut tells the classes apart', () => {
    expect(answers([cut('only', 0.27)])?.cut.text).toContain('none of the cuts tells these classes apart');
    expect(answers([cut('only', 0.6)])?.cut.text).not.toContain('none of the cuts');
  });

  it.each([
    ['similar', 0.01, 0.02],
    ['no measurable difference', 0.03, 0.02],
    ['different', 0.05, 0.02],
  ])('is that images are %s where the last features are behind by %d ± %d', (answer, behind, error) => {
    const cuts = [cut('early', 0.8), cut('late', 0.8 - behind, behind, error)];
    expect(answers(cuts)?.similarity).toMatchObject({ answer, value: behind, error });
  });

  it('is that images are similar where the last features are the best', () => {
    expect(answers([cut('early', 0.5, 0.3, 0.02), cut('late', 0.8)])?.similarity.answer).toBe('similar');
  });

  it('is that more images help where accuracy climbs by more than its error', () => {
    const cuts = [cut('only', 0.8)];
    expect(answers(cuts, grown(0.6, 0.8))?.more).toMatchObject({ answer: 'more images help' });
    expect(answers(cuts, grown(0.79, 0.8))?.more).toMatchObject({ answer: 'no measurable difference' });
    expect(answers(cuts, grown(0.85, 0.8))?.more).toMatchObject({ answer: 'no measurable difference' });
    expect(answers(cuts, [])?.more.text).toContain('too few images');
  });
});
