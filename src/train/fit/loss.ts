import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../engines/engine';

/**
 * Cross-entropy of softmax(logits) against the classes, of each example: log Σ exp(z) − z at the true class.
 *
 * @param logits [batch, classes]
 * @param oneHot [batch, classes]
 * @returns [batch]
 */
export function crossEntropy(tf: TensorFlow, logits: Tensor, oneHot: Tensor): Tensor1D {
  const trueLogits = tf.sum(tf.mul(logits, oneHot), -1);
  return tf.sub(tf.logSumExp(logits, -1), trueLogits) as Tensor1D;
}

/** How many examples have their largest logit at the true class; a scalar. */
export function correctCount(tf: TensorFlow, logits: Tensor, labels: Tensor1D): Tensor {
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, -1), labels), 'int32'));
}

/** Labels of a batch as tensors. */
export function labelTensors(
  tf: TensorFlow,
  labels: readonly number[],
  classes: number,
): { labels: Tensor1D; oneHot: Tensor2D } {
  const tensor = tf.tensor1d([...labels], 'int32');
  return { labels: tensor, oneHot: tf.cast(tf.oneHot(tensor, classes), 'float32') as Tensor2D };
}
