import { describe, expect, it } from 'vitest';
import { BatchMemory, type ExampleSource, readAhead } from '../../../../src/train/fit/example-source';

/** Examples that are their own numbers, in memory that is used again; every reading is noted. */
function numbered(labels: readonly number[]) {
  const memory = new BatchMemory();
  const asked: (readonly number[])[] = [];
  const source: ExampleSource = {
    labels,
    shape: [2],
    async read(examples) {
      asked.push(examples);
      const values = memory.take(2 * examples.length);
      for (const [place, example] of examples.entries()) values.fill(example, 2 * place, 2 * place + 2);
      return values;
    },
    close() {},
  };
  return { source, asked };
}

const batches = [[4, 0], [1, 3], [2]];

describe('batches that are read ahead', () => {
  it('come in order with their labels, each whole while the next one is read', async () => {
    const { source, asked } = numbered([5, 6, 7, 8, 9]);
    const seen: unknown[] = [];
    for await (const { batch, labels } of readAhead(source, batches, 1)) {
      seen.push([batch.shape, [...batch.values], labels, asked.length]);
    }
    expect(seen).toEqual([
      [[2, 2], [4, 4, 0, 0], [9, 5], 2],
      [[2, 2], [1, 1, 3, 3], [6, 8], 3],
      [[1, 2], [2, 2], [7], 3],
    ]);
  });

  it('are read no further than one ahead of whoever stops', async () => {
    const { source, asked } = numbered([0, 0, 0, 0, 0]);
    for await (const _ of readAhead(source, batches, 1)) break;
    expect(asked).toEqual(batches.slice(0, 2));
  });

  it('fail where reading one fails, at its turn', async () => {
    const { source } = numbered([0, 0, 0, 0, 0]);
    const failing = {
      ...source,
      read: (examples: readonly number[]) =>
        examples.includes(3) ? Promise.reject(new Error('gone')) : source.read(examples, 1),
    };
    const seen: number[] = [];
    const all = async () => {
      for await (const { labels } of readAhead(failing, batches, 1)) seen.push(labels.length);
    };
    await expect(all()).rejects.toThrow('gone');
    expect(seen).toEqual([2]);
  });
});
