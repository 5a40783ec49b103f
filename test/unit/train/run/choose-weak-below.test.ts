import { describe, expect, it } from 'vitest';
import { isWeak, thresholdText, weakWords } from '../../../../src/design/words/weak-answers';
import { chooseWeakBelow } from '../../../../src/train/run/choose-weak-below';
import { evaluate, type JudgedImage } from '../../../../src/train/run/evaluate';
import { readModelMetadata } from '../../../../src/train/run/model-metadata';

/** An image of the first class, whose answer is `probability` for it: right from a half on. */
const image = (probability: number): JudgedImage => ({
  file: `${probability}.png`,
  label: 0,
  probabilities: Float32Array.of(probability, 1 - probability),
});
const right = (count: number, from = 0.6, step = 0.01) =>
  Array.from({ length: count }, (_, index) => image(from + index * step));

describe('the threshold of weak answers', () => {
  it.each([
    [19, 0.6],
    [38, 0.6],
    [39, 0.61],
  ])('is of %i right answers the one at place ⌊(n + 1) / 20⌋: %d', (count, chosen) => {
    expect(chooseWeakBelow(right(count))).toBe(chosen);
  });

  it('is the same in whatever order they come', () => {
    expect(chooseWeakBelow(right(39).reverse())).toBe(0.61);
  });

  it('leaves at least 95 % of them as they are, however many there are', () => {
    for (let count = 19; count < 200; count += 1) {
      const images = right(count, 0.6, 0.002);
      const threshold = chooseWeakBelow(images);
      const kept = images.filter(({ probabilities }) => !isWeak(probabilities[0] ?? 0, threshold));
      expect(kept.length / count, `${count} images`).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('calls none of several equal ones weak', () => {
    const images = right(60, 0.75, 0);
    expect(chooseWeakBelow(images)).toBe(0.75);
    expect(evaluate(images, ['a', 'b'], 0.75).weak).toEqual({ right: 0, wrong: 0 });
  });

  it('passes over wrong answers, however sure', () => {
    const wrong = Array.from({ length: 500 }, () => image(0.01));
    expect(chooseWeakBelow([...wrong, ...right(19)])).toBe(0.6);
  });

  it.each([
    ['none', []],
    ['too few', right(18)],
    ['only wrong ones', Array.from({ length: 100 }, () => image(0.2))],
  ])('is not chosen by %s', (_, images) => {
    expect(chooseWeakBelow(images)).toBeNull();
  });

  it('is rounded down, so that an engine whose last bits differ says the same', () => {
    const sure = Array.from({ length: 19 }, () => image(0.99996));
    expect(chooseWeakBelow(sure)).toBe(0.999);
    expect(chooseWeakBelow(Array.from({ length: 19 }, () => image(1)))).toBe(1);
  });
});

describe('a result', () => {
  it('counts weak answers among the right and among the wrong ones', () => {
    const images = [image(0.7), image(0.55), image(0.45), image(0.1)];
    expect(evaluate(images, ['a', 'b'], 0.6).weak).toEqual({ right: 1, wrong: 1 });
    expect(evaluate(images, ['a', 'b'])).not.toHaveProperty('weak');
  });
});

describe('what is said of it', () => {
  it('has thousandths, since a sure network needs them', () => {
    expect([0.71, 0.998, 1].map(thresholdText)).toEqual(['71 %', '99.8 %', '100 %']);
    expect(weakWords(0.71)).toBe(
      'the likeliest class has less than 71 %; 95 % of the right answers on validation images had that and more.',
    );
  });

  it('is nothing where a model has no threshold, or none that is a share', () => {
    expect(isWeak(0.1, undefined)).toBe(false);
    const scale = { mean: [0, 0, 0], std: [1, 1, 1], channels: 'rgb' };
    const says = { classes: ['a'], input: { size: [1, 1], resize: 'pad', scale }, base: 'b', cut: 'c' };
    expect(readModelMetadata({ ...says, weakBelow: 0.4 })?.weakBelow).toBe(0.4);
    for (const weakBelow of [undefined, '0.4', 2, -1, Number.NaN])
      expect(readModelMetadata({ ...says, weakBelow })).not.toHaveProperty('weakBelow');
  });
});
