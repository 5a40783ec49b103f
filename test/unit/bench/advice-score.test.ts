import { describe, expect, it } from 'vitest';
import { type Answers, accuracyOfChoice, bestElsewhere } from '../../../bench/advice/score';

/** Two plans with two seeds and four test images. */
const answers: Answers = new Map([
  ['early', ['1100', '1110']],
  ['late', ['0011', '1111']],
]);

describe('the score of a choice', () => {
  it('is the accuracy of one plan over all seeds and images, where it is always the same', () => {
    expect(accuracyOfChoice(answers, () => 'early')).toBe(5 / 8);
    expect(accuracyOfChoice(answers, () => 'late')).toBe(6 / 8);
  });

  it('takes each seed and half of the images by the plan that is chosen for it', () => {
    expect(accuracyOfChoice(answers, ({ seed }) => (seed === 0 ? 'early' : 'late'))).toBe(6 / 8);
    expect(accuracyOfChoice(answers, ({ half }) => (half === 0 ? 'late' : 'early'))).toBe(5 / 8);
  });

  it('says of a plan that was not trained that it was not', () => {
    expect(() => accuracyOfChoice(answers, () => 'never')).toThrow('was not trained with seed 0');
  });
});

describe('the best plan', () => {
  it('is the best by the other seeds and the other half of the images', () => {
    // With seed 1 and the odd images `early` is right about one of two, `late` about both.
    expect(bestElsewhere(answers, { seed: 0, half: 0 })).toBe('late');
  });

  it('is not chosen by what it is scored on', () => {
    const flattering: Answers = new Map([
      ['luck', ['1010', '0000']],
      ['steady', ['0000', '0101']],
    ]);
    expect(bestElsewhere(flattering, { seed: 0, half: 0 })).toBe('steady');
    expect(accuracyOfChoice(flattering, (fold) => bestElsewhere(flattering, fold))).toBeLessThan(0.5);
  });
});
