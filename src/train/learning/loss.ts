/** What a batch's logits are worth against its classes. */
export interface BatchScore {
  /** The sum of the examples' weighted cross-entropies. */
  readonly loss: number;
  /** How many examples have their largest logit at the true class. */
  readonly correct: number;
}

/**
 * Softmax cross-entropy and the hits of a batch: log Σ exp(z) − z at the true class. A batch has a few hundred
 * logits: worked out in plain code, in double precision, they take less time than one operation of an engine.
 *
 * @param logits [examples × classes], one example's after the other's
 * @param labels the class of each example
 * @param classWeights by class; null weighs all alike
 */
export function crossEntropy(
  logits: Float32Array,
  labels: readonly number[],
  classWeights: readonly number[] | null,
): BatchScore {
  let loss = 0;
  let correct = 0;
  for (const [example, label] of labels.entries()) {
    const { row, best, largest, sum } = exponentialsOf(logits, labels, example);
    loss += (classWeights?.[label] ?? 1) * (Math.log(sum) + largest - (row[label] ?? Number.NaN));
    if (best === label) correct += 1;
  }
  return { loss, correct };
}

/**
 * The gradient of `loss / examples` with respect to the logits, [examples × classes]: softmax(z) − 1 at the true
 * class and softmax(z) elsewhere (Bishop 2006, Pattern Recognition and Machine Learning, equation 4.109). The
 * parameters are those of `crossEntropy`.
 */
export function crossEntropyGradient(
  logits: Float32Array,
  labels: readonly number[],
  classWeights: readonly number[] | null,
): Float32Array {
  const gradient = new Float32Array(logits.length);
  for (const [example, label] of labels.entries()) {
    const { row, largest, sum } = exponentialsOf(logits, labels, example);
    const weight = classWeights?.[label] ?? 1;
    const into = gradient.subarray(example * row.length);
    row.forEach((logit, index) => {
      const share = Math.exp(logit - largest) / sum - (index === label ? 1 : 0);
      into[index] = (weight * share) / labels.length;
    });
  }
  return gradient;
}

/** An example's logits, the first and the value of the largest, and Σ exp(z − largest), which can't overflow. */
function exponentialsOf(logits: Float32Array, labels: readonly number[], example: number) {
  const classes = logits.length / labels.length;
  const row = logits.subarray(example * classes, (example + 1) * classes);
  const best = indexOfLargest(row);
  const largest = row[best] as number;
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - largest);
  return { row, best, largest, sum };
}

/** The first of the largest. */
function indexOfLargest(values: Float32Array): number {
  let best = 0;
  values.forEach((value, index) => {
    if (value > (values[best] as number)) best = index;
  });
  return best;
}
