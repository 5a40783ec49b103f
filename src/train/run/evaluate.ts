import { isWeak } from '../../design/words/weak-answers';
import type { Evaluation, WrongImage } from '../../shared/run-events';

/** An image as the model saw it: its true class and the probability of each class. */
export interface JudgedImage {
  readonly file: string;
  readonly label: number;
  readonly probabilities: Float32Array;
}

/** The class with the largest probability; the first of several. */
export function predictedLabel(probabilities: Float32Array): number {
  let best = 0;
  for (let label = 1; label < probabilities.length; label += 1) {
    if ((probabilities[label] ?? 0) > (probabilities[best] ?? 0)) best = label;
  }
  return best;
}

/**
 * Accuracy, balanced accuracy (the mean recall of the classes that occur), mean cross-entropy, the confusion
 * matrix and the images that went wrong, the surest mistakes first.
 *
 * @param weakBelow the probability below which an answer is weak; null where none was chosen, and none are counted
 */
export function evaluate(
  judged: readonly JudgedImage[],
  classes: readonly string[],
  weakBelow: number | null = null,
): Evaluation {
  const confusion = classes.map(() => classes.map(() => 0));
  const wrong: WrongImage[] = [];
  const weak = { right: 0, wrong: 0 };
  let loss = 0;
  for (const { file, label, probabilities } of judged) {
    const predicted = predictedLabel(probabilities);
    const row = confusion[label];
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + 1;
    // The smallest positive float keeps an impossible answer's loss finite.
    loss -= Math.log(Math.max(probabilities[label] ?? 0, 1.2e-38));
    const probability = probabilities[predicted] ?? 0;
    if (isWeak(probability, weakBelow)) weak[predicted === label ? 'right' : 'wrong'] += 1;
    if (predicted !== label) {
      wrong.push({ file, label: classes[label] ?? '', predicted: classes[predicted] ?? '', probability });
    }
  }
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const recalls = confusion.flatMap((row, label) => {
    const total = totals[label] ?? 0;
    return total === 0 ? [] : [(row[label] ?? 0) / total];
  });
  const images = judged.length;
  const share = (count: number): number => (images === 0 ? 0 : count / images);
  return {
    images,
    accuracy: share(images - wrong.length),
    balancedAccuracy:
      recalls.length === 0 ? 0 : recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    loss: share(loss),
    majority: share(Math.max(0, ...totals)),
    confusion,
    wrong: wrong.sort((one, other) => other.probability - one.probability),
    ...(weakBelow === null ? {} : { weak }),
  };
}

/** The largest difference between two lists of probabilities; NaN if one has what the other lacks. */
export function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = Math.abs((one[index] ?? Number.NaN) - (other[index] ?? Number.NaN));
    // NaN is at most nothing: whoever compares sees a difference.
    if (Number.isNaN(difference)) return difference;
    largest = Math.max(largest, difference);
  }
  return largest;
}
