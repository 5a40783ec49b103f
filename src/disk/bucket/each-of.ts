/** Does something with each, so many at once; where one fails, no further one is begun, and those that were have ended. */
export async function eachOf<Item>(
  atOnce: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let hasFailed = false;
  const workers = Array.from({ length: atOnce }, async () => {
    for (const item of left) {
      if (hasFailed) return;
      await work(item).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  });
  // All of them, so that nothing goes on behind an error.
  const ended = await Promise.allSettled(workers);
  const failed = ended.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failed) throw failed.reason;
}
