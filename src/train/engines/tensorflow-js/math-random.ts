/**
 * Runs `work` with `Math.random` drawing from `random`. TensorFlow.js draws initial weights and dropout masks from it
 * and offers no other way to repeat them. The process runs one thing at a time, so nobody else draws.
 */
export async function withMathRandom<Result>(
  random: () => number,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const original = Math.random;
  Math.random = random;
  try {
    return await work();
  } finally {
    Math.random = original;
  }
}
