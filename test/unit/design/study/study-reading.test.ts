import { describe, expect, it } from 'vitest';
import { studyDifference, studyFigures } from '../../../../src/design/study/study-figures';
import { studyReading } from '../../../../src/design/study/study-reading';
import { outcome, outcomes, studied } from '../../../fixtures/studied';

describe('the figures of a study', () => {
  it('are the mean of the seeds, with the lowest and the highest', () => {
    const yours = {
      images: 500,
      classes: 4,
      outcomes: [10, 20, 30].map((wrong, at) => outcome('frozen', 1, wrong, at + 1)),
    };
    expect(studyFigures(yours)).toEqual([
      { line: 'frozen', copied: 1, mean: expect.closeTo(0.8), low: 0.7, high: 0.9, seeds: 3 },
    ]);
  });
});

describe('the difference of two groups of trainings', () => {
  it('counts the images that one is wrong about and the other is not', () => {
    // With paired answers, p of n differing one way have the error √(p/n² − by²/n).
    const found = studyDifference([outcome('frozen', 1, 10)], [outcome('frozen', 2, 26)]);
    expect(found?.by).toBeCloseTo(0.16);
    expect(found?.error).toBeCloseTo(Math.sqrt(16 / 100 ** 2 - 0.16 ** 2 / 100));
  });

  it('is larger by as much as its seeds differ, where that is more', () => {
    const first = [0, 0, 0].map((wrong, at) => outcome('frozen', 1, wrong, at + 1));
    const second = [0, 30, 60].map((wrong, at) => outcome('frozen', 2, wrong, at + 1));
    const found = studyDifference(first, second);
    expect(found?.by).toBeCloseTo(0.3);
    expect(found?.error).toBeCloseTo(0.3 / Math.sqrt(3));
  });

  it('counts an image once that has judged with several seeds', () => {
    const same = (line: 'frozen' | 'fine-tuned', wrong: readonly string[]) =>
      [1, 2, 3, 4].map((seed) => ({ ...outcome(line, 1, 0, seed), wrong }));
    const many = studyDifference(same('frozen', []), same('fine-tuned', ['a', 'b', 'c', 'd']));
    const one = studyDifference(
      same('frozen', []).slice(0, 1),
      same('fine-tuned', ['a', 'b', 'c', 'd']).slice(0, 1),
    );
    expect(many?.error).toBeGreaterThan((one?.error ?? 1) * 0.95);
  });

  it('is none where no seed is done of both', () => {
    expect(studyDifference([outcome('frozen', 1, 1, 1)], [outcome('frozen', 2, 1, 2)])).toBeUndefined();
  });
});

describe('what a study says', () => {
  it('is the shape that Yosinski and others found: general, then specific, and fine-tuning brings it back', () => {
    const found = studyReading(studied(outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] })));
    expect(found.general).toMatchObject({ layer: 'pool2' });
    expect(found.specific).toMatchObject({ from: { layer: 'dense1' }, worst: { layer: 'dense1' } });
    expect(found.specific?.fall.by).toBeCloseTo(0.27);
    expect(found.recovered?.by).toBeCloseTo(0.26);
    expect(found.headline).toBe(
      "Up to pool2 the base's features are general; those up to dense1 are too specific for your images.",
    );
    expect(found.sentences).toMatchInlineSnapshot(`
      [
        "Copied and frozen, the layers up to pool2 do best (80 %). Those up to dense1 are specific to what the base was trained on: frozen, accuracy is lower by 27 ± 2.6 points.",
        "Fine-tuning the layers up to dense1 brings 26 ± 2.5 points of that back: all of it, as far as can be measured.",
        "From random weights the same network comes to 58 %: what is copied is worth 22 ± 2.4 points.",
      ]
    `);
  });

  it('is that nothing is too specific where deeper features do as well', () => {
    const { specific, headline, sentences } = studyReading(
      studied(outcomes({ frozen: [30, 20, 19], 'fine-tuned': [28, 20, 19] })),
    );
    expect(specific).toBeUndefined();
    expect(headline).toBe("None of the base's features is too specific for your images.");
    expect(sentences).toMatchInlineSnapshot(`
      [
        "Copied and frozen, the layers up to dense1 do best (79 %), and there are no deeper ones.",
        "Fine-tuning the layers up to dense1 makes no measurable difference (0 ± 0 points).",
        "From random weights the same network comes to 58 %: what is copied is worth 21 ± 2.4 points.",
      ]
    `);
  });

  it('is that fine-tuning does not bring it back where it does not', () => {
    const { sentences } = studyReading(
      studied(outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 44] })),
    );
    expect(sentences[1]).toBe(
      'Fine-tuning the layers up to dense1 makes no measurable difference (1 ± 0.6 points).',
    );
  });

  it('is that the base is no help where random weights do better', () => {
    const { sentences } = studyReading(
      studied(outcomes({ frozen: [40, 45, 60], 'fine-tuned': [39, 44, 50] }, 10)),
    );
    expect(sentences[2]).toContain('nothing of the base helps here');
  });

  it('tells a fall on the base’s own images from one for want of similarity', () => {
    const yours = outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] });
    const flat = studyReading(studied(yours, outcomes({ frozen: [20, 20, 20], 'fine-tuned': [20, 20, 20] })));
    expect(flat.sentences.at(-1)).toBe(
      "On the base's own images no depth is measurably worse than all of it: what is lost with your images is lost because they are other ones.",
    );
    const bent = studyReading(studied(yours, outcomes({ frozen: [50, 30, 20], 'fine-tuned': [30, 20, 20] })));
    expect(bent.control).toMatchObject({ at: { layer: 'pool1' } });
    expect(bent.sentences.at(-1)).toContain('That is no matter of similarity');
  });

  it('is little before a depth is done, and never of what is not', () => {
    expect(studyReading(studied([outcome('random', 0, 40)]))).toEqual({
      headline: 'Nothing can be said before a depth is done.',
      sentences: [],
    });
    const one = studyReading(studied([outcome('random', 0, 40), outcome('frozen', 1, 20)]));
    expect(one.recovered).toBeUndefined();
  });

  it('is to be doubted where trainings had too few epochs', () => {
    const some = outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] }).map((one) => ({
      ...one,
      unfinished: one.copied === 3,
    }));
    expect(studyReading(studied(some)).sentences.at(-1)).toBe(
      '6 of 21 trainings were still getting better when the 40 epochs were over: with more epochs the lines may lie otherwise.',
    );
  });
});
