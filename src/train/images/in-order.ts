/**
 * Works on items some ahead of the consumer, and gives the results in the items' order. Memory holds at most
 * `ahead` results, however many items there are.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = work(item);
      // It may fail before its turn to be waited for comes.
      result.catch(() => undefined);
      started.push(result);
      if (started.length > ahead) yield await (started.shift() as Promise<Result>);
    }
    for (let next = started.shift(); next !== undefined; next = started.shift()) yield await next;
  } finally {
    // Whoever stops early is not to be told of failures in what it never asked for.
    await Promise.allSettled(started);
  }
}
