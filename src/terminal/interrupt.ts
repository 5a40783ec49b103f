/** One press can arrive twice, since `npm` passes it on to what it has started. */
const echo = 400;

/**
 * Calls `onPress` with 1, 2 … each time the user presses Ctrl+C, in place of what Node does then.
 * @returns gives Ctrl+C back to Node
 */
export function onInterrupt(onPress: (count: number) => void): () => void {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  const listener = () => {
    if (Date.now() - last < echo) return;
    last = Date.now();
    count += 1;
    onPress(count);
  };
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
}
