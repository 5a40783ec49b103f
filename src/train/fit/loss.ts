/** What a batch's logits are worth against its classes. */
export interface Judged {
  /** The sum of the examples' weighted cross-entropies. */
  readonly loss: number;
  /** How many examples have their largest logit at the true class. */
  readonly correct: number;
  /** The gradient of `loss / examples` with respect to the logits: [examples × classes]. */
  readonly gradient: Float32Array;
}

/**
 * Softmax cross-entropy, its gradient and the hits of a batch: log Σ exp(z) − z at the true class, of which the
 * gradient is softmax(z) − 1 at the true class and softmax(z) elsewhere (Bishop 2006, Pattern Recognition and
 * Machine Learning, equation 4.109). A batch has a few hundred logits: worked out in plain code, in double
 * precision, they take less time than one operation of an engine.
 *
 * @param logits [examples × classes], one example's after the other's
 * @param labels the class of each example
 * @param classWeights by class; null weighs all alike
 */
export function crossEntropy(
  logits: Float32Array,
  labels: readonly number[],
  classWeights: readonly number[] | null,
): Judged {
  const classes = logits.length / labels.length;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  let correct = 0;
  for (const [example, label] of labels.entries()) {
    const row = logits.subarray(example * classes, (example + 1) * classes);
    const best = indexOfLargest(row);
    const largest = row[best] as number;
    let sum = 0;
    for (const logit of row) sum += Math.exp(logit - largest);
    const weight = classWeights?.[label] ?? 1;
    loss += weight * (Math.log(sum) + largest - (row[label] ?? Number.NaN));
    if (best === label) correct += 1;
    for (const [index, logit] of row.entries()) {
      const share = Math.exp(logit - largest) / sum - (index === label ? 1 : 0);
      gradient[example * classes + index] = (weight * share) / labels.length;
    }
  }
  return { loss, correct, gradient };
}

/** The first of the largest. */
function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (const [index, value] of values.entries()) if (value > (values[best] as number)) best = index;
  return best;
}
