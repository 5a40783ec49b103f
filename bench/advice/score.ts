/** Of each plan of a grid, by seed: 1 and 0 by test image, right and wrong. */
export type Answers = ReadonlyMap<string, readonly string[]>;

/** What is scored at once: one seed's answers to one half of the test images. The rest may be used to choose. */
export interface Fold {
  readonly seed: number;
  /** Of the images with an even place, or an odd one. */
  readonly half: 0 | 1;
}

/** Each seed with each half. */
export function foldsOf(seeds: number): readonly Fold[] {
  return Array.from({ length: 2 * seeds }, (_, at) => ({
    seed: Math.floor(at / 2),
    half: (at % 2) as 0 | 1,
  }));
}

/**
 * The accuracy of plans that are chosen, 0 to 1: the mean over all folds of what the plan chosen for a fold is worth there.
 *
 * @param choose gives a plan of the grid
 */
export function accuracyOfChoice(answers: Answers, choose: (fold: Fold) => string): number {
  const folds = foldsOf(seedsIn(answers));
  return mean(folds.map((fold) => accuracyIn(answers, choose(fold), fold)));
}

/** The plan that is best by the other seeds' answers to the other half of the images: nothing of the fold itself. */
export function bestElsewhere(answers: Answers, { seed, half }: Fold): string {
  const others = foldsOf(seedsIn(answers)).filter((fold) => fold.seed !== seed && fold.half !== half);
  const plans = [...answers.keys()].map((plan) => ({
    plan,
    accuracy: mean(others.map((fold) => accuracyIn(answers, plan, fold))),
  }));
  return plans.reduce((best, one) => (one.accuracy > best.accuracy ? one : best)).plan;
}

function accuracyIn(answers: Answers, plan: string, { seed, half }: Fold): number {
  const own = answers.get(plan)?.[seed];
  if (own === undefined) throw new RangeError(`The plan "${plan}" was not trained with seed ${seed}.`);
  return mean([...own].filter((_, at) => at % 2 === half).map(Number));
}

function seedsIn(answers: Answers): number {
  return answers.values().next().value?.length ?? 0;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
