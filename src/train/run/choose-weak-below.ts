import { weakAmongRight } from '../../design/words/weak-answers';
import { type JudgedImage, predictedLabel } from './evaluate';

/**
 * The probability below which an answer counts as none of the classes, chosen by validation images: of the `n` that were
 * judged rightly, with the probabilities of their answers sorted, the one at place `⌊(n + 1) · 5 / 100⌋` from the least,
 * counted from 1. A picture like them that is judged rightly falls below it with a probability of 5 % at most, whatever
 * the network (split conformal prediction), as far as nothing was chosen by these images.
 *
 * It is rounded down to thousandths, so that the last bits, which differ between engines, decide nothing. Of answers that
 * are wrong, and of pictures of something else, it promises nothing.
 *
 * @returns null where fewer than 19 were judged rightly, which have no such place
 */
export function chooseWeakBelow(validation: readonly JudgedImage[]): number | null {
  const right = validation.flatMap(({ label, probabilities }) =>
    predictedLabel(probabilities) === label ? [probabilities[label] ?? 0] : [],
  );
  const place = Math.floor(((right.length + 1) * weakAmongRight) / 100);
  const chosen = right.sort((one, other) => one - other)[place - 1];
  return chosen === undefined ? null : Math.floor(chosen * 1000) / 1000;
}
