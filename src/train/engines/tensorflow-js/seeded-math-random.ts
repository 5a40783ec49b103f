import { seededRandom } from '../../../design/images/random';

/**
 * Runs `work` with `Math.random` seeded from `parts`. TensorFlow.js draws initial weights and dropout masks from
 * it and offers no other way to repeat them. The process runs one thing at a time, so nobody else draws.
 */
export async function withSeededMathRandom<Result>(
  parts: readonly (string | number)[],
  work: () => Promise<Result>,
): Promise<Result> {
  const original = Math.random;
  Math.random = seededRandom(...parts);
  try {
    return await work();
  } finally {
    Math.random = original;
  }
}
