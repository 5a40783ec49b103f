import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/design/images/random';
import { crossEntropy, crossEntropyGradient } from '../../../../src/train/learning/loss';

const random = seededRandom('loss');
const logits = Float32Array.from({ length: 5 * 4 }, () => random() * 6 - 3);
const labels = [0, 3, 1, 1, 2];

describe('cross-entropy of a batch', () => {
  it('is −log of the true class’s softmax, summed', () => {
    const expected = labels.map((label, example) => {
      const row = [...logits.slice(example * 4, example * 4 + 4)].map(Math.exp);
      return -Math.log((row[label] ?? 0) / row.reduce((sum, value) => sum + value));
    });
    expect(crossEntropy(logits, labels, null).loss).toBeCloseTo(
      expected.reduce((sum, value) => sum + value),
      10,
    );
  });

  it.each([
    ['all alike', null],
    ['classes weighted', [1, 2.5, 0.5, 4]],
  ])('has the gradient of its mean, %s', (_, weights) => {
    const gradient = crossEntropyGradient(logits, labels, weights);
    const step = 2 ** -10;
    for (const index of logits.keys()) {
      const moved = (by: number): number => {
        const changed = Float32Array.from(logits);
        changed[index] = (changed[index] ?? 0) + by;
        return crossEntropy(changed, labels, weights).loss / labels.length;
      };
      expect(gradient[index]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 4);
    }
  });

  it('counts hits by the first of the largest logits', () => {
    expect(crossEntropy(Float32Array.of(1, 2, 2, 2, 5, 5), [1, 2], null).correct).toBe(1);
  });

  it('stays exact where exponentials overflow or vanish', () => {
    const logits = Float32Array.of(1000, -1000);
    expect(crossEntropy(logits, [1], null).loss).toBe(2000);
    expect([...crossEntropyGradient(logits, [1], null)]).toEqual([1, -1]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('of a logit %d is no number', (bad) => {
    expect(crossEntropy(Float32Array.of(0, bad), [0], null).loss).toBeNaN();
  });
});
