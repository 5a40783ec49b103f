/** Shares between 0 and 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Nobody has so many images; figures that say so come from a damaged file, and would take long to sum up. */
const mostTrials = 10_000_000;

/**
 * The probability of `successes` or more in `trials` independent ones that each succeed with probability `share`:
 * the exact upper tail of the binomial distribution, to about ten digits.
 */
export function binomialTail(successes: number, trials: number, share: number): number {
  if (successes <= 0) return 1;
  if (successes > trials || share <= 0) return 0;
  if (share >= 1) return 1;
  const odds = share / (1 - share);
  // On the side that falls away from the mean, the terms shrink from the first one on.
  if (successes > trials * share) {
    const next = (at: number) => ((trials - at) / (at + 1)) * odds;
    return summed(successes, trials, 1, next, probabilityOf(successes, trials, share));
  }
  const next = (at: number) => at / (trials - at + 1) / odds;
  return 1 - summed(successes - 1, 0, -1, next, probabilityOf(successes - 1, trials, share));
}

/**
 * The exact 95 % interval of a share, e.g. of right answers. It assumes that the trials are independent, and covers
 * the true share in at least 95 of 100 cases, however few trials there are: with 6 right of 6 it reaches from 54 to
 * 100 %.
 *
 * Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934) 404–413.
 *
 * @returns 0..1 where nothing is known: without trials, or with more than can be
 * @throws RangeError unless 0 ≤ successes ≤ trials
 */
export function exactInterval(successes: number, trials: number): Interval {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`There can't be ${successes} successes in ${trials} trials.`);
  }
  if (trials === 0 || trials > mostTrials) return { low: 0, high: 1 };
  return { low: lowEnd(successes, trials), high: 1 - lowEnd(trials - successes, trials) };
}

/**
 * The probability that a network with no better answers than always the same one does this well against it or better:
 * the exact one-sided paired test (McNemar's with the binomial distribution itself). It looks at the images on which
 * one of the two is right alone: were neither the better one, each of them would be a toss of a coin. Nothing is
 * assumed of how frequent the classes are elsewhere, so it holds where the answer to compare with is the most frequent
 * one of the same images; against the share of that class as a fixed number, a test would take an estimate for a fact.
 *
 * Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
 * Psychometrika 12 (1947) 153–157; exact: A. Agresti, "Categorical Data Analysis", 10.1.
 *
 * @param networkAlone the images on which the network is right and the other answer is not
 * @param answerAlone the images on which the other answer is right and the network is not
 */
export function pairedTest(networkAlone: number, answerAlone: number): number {
  const decided = networkAlone + answerAlone;
  return decided > mostTrials ? 1 : binomialTail(networkAlone, decided, 0.5);
}

/** The share with which so many successes or more have a probability of 2.5 %. */
function lowEnd(successes: number, trials: number): number {
  if (successes === 0) return 0;
  let low = 0;
  let high = successes / trials;
  // Halved until a double has no further digits.
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (binomialTail(successes, trials, middle) < 0.025) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function summed(from: number, to: number, step: 1 | -1, next: (at: number) => number, first: number): number {
  let term = first;
  let total = first;
  for (let at = from; at !== to && term > total * 1e-17; at += step) {
    term *= next(at);
    total += term;
  }
  return Math.min(1, total);
}

function probabilityOf(successes: number, trials: number, share: number): number {
  const ways = logFactorial(trials) - logFactorial(successes) - logFactorial(trials - successes);
  return Math.exp(ways + successes * Math.log(share) + (trials - successes) * Math.log1p(-share));
}

/** Stirling's series; exact to a double's last digits from 16 on. */
function logFactorial(value: number): number {
  if (value < 16) {
    let product = 1;
    for (let factor = 2; factor <= value; factor += 1) product *= factor;
    return Math.log(product);
  }
  const square = value ** 2;
  const rest = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / value;
  return value * Math.log(value) - value + Math.log(2 * Math.PI * value) / 2 + rest;
}
