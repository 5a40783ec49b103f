/** Shares between 0 and 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the standard normal distribution, for two-sided 95 %. */
const z95 = 1.959963984540054;

/**
 * The 95 % score interval of a share, e.g. of right answers. It assumes that the trials are independent. Unlike
 * the usual p ± 2·√(p(1−p)/n) it never leaves 0..1 and stays honest with few trials and near both ends.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
 * American Statistical Association 22 (1927) 209–212; recommended in L. D. Brown, T. T. Cai, A. DasGupta,
 * "Interval estimation for a binomial proportion", Statistical Science 16 (2001) 101–133.
 *
 * @returns 0..1 where there were no trials: nothing is known then.
 * @throws RangeError unless 0 ≤ successes ≤ trials.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`There can't be ${successes} successes in ${trials} trials.`);
  }
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const square = z95 ** 2;
  const scale = 1 + square / trials;
  const middle = (share + square / (2 * trials)) / scale;
  const half = (z95 / scale) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials ** 2));
  // Both ends are exact by algebra; rounding would leave 1e-17 or so.
  return { low: successes === 0 ? 0 : middle - half, high: successes === trials ? 1 : middle + half };
}
