/** How many in a hundred right answers may be taken for weak. */
export const weakAmongRight = 5;

/**
 * Whether an answer is so weak that the picture passes for none of the classes: less sure than nearly all right answers
 * on validation images were.
 *
 * @param probability of the likeliest class
 * @param weakBelow as `chooseWeakBelow` chose it; undefined or null where nothing did
 */
export function isWeak(probability: number, weakBelow: number | null | undefined): boolean {
  return typeof weakBelow === 'number' && probability < weakBelow;
}

/** What a weak answer is called in the place of a class. */
export const noneOfThese = 'None of these';

/** A threshold, which is a whole number of thousandths: `71 %`, `99.8 %`. */
export function thresholdText(weakBelow: number): string {
  return `${Number((weakBelow * 100).toFixed(1))} %`;
}

/** What makes an answer weak, as a sentence to stand after it. */
export function weakWords(weakBelow: number): string {
  return `the likeliest class has less than ${thresholdText(weakBelow)}; ${100 - weakAmongRight} % of the right answers on validation images had that and more.`;
}
