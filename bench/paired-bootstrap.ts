import { seededRandom } from '../src/design/images/random';

/** One seed's answers of both arms on the same test images: 1 right, 0 wrong, by class. */
export interface PairedAnswers {
  readonly one: readonly (readonly number[])[];
  readonly other: readonly (readonly number[])[];
}

export interface BootstrapInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The mean difference in balanced accuracy of two arms with its 95 % percentile interval (Efron and Tibshirani,
 * An Introduction to the Bootstrap, 1993, section 13.3). Each of the resamples draws seeds, and within each class
 * test images, with replacement; both arms get the same draw.
 */
export function pairedBootstrap(seeds: readonly PairedAnswers[], resamples = 10_000): BootstrapInterval {
  const random = seededRandom('paired bootstrap');
  const pick = (count: number): number => Math.floor(random() * count);
  // One image's difference, averaged over its class, is all that a balanced accuracy's difference is made of.
  const gaps = seeds.map(({ one, other }) =>
    one.map((answers, label) => answers.map((answer, image) => answer - (other[label]?.[image] ?? 0))),
  );
  const difference = mean(gaps.map((classes) => mean(classes.map(mean))));
  const draws: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    // Seeds share the test images, so one draw of images serves all of them.
    const images = (gaps[0] ?? []).map((answers) => answers.map(() => pick(answers.length)));
    const drawnSeeds = gaps.map(() => gaps[pick(gaps.length)] ?? []);
    const balanced = (classes: readonly (readonly number[])[]): number =>
      mean(classes.map((answers, label) => mean((images[label] ?? []).map((image) => answers[image] ?? 0))));
    draws.push(mean(drawnSeeds.map(balanced)));
  }
  draws.sort((low, high) => low - high);
  return {
    difference,
    low: draws[Math.floor(0.025 * resamples)] ?? Number.NaN,
    high: draws[Math.ceil(0.975 * resamples) - 1] ?? Number.NaN,
  };
}
