import type { Batch } from '../engines/engine';
import { inOrder } from '../images/in-order';

/** Labelled examples that can be read a batch at a time: cached features, cached pixels or image files. */
export interface ExampleSource {
  /** The class of each example, as an index into the plan's classes. */
  readonly labels: readonly number[];
  /** Shape of one example, without the batch axis. */
  readonly shape: readonly number[];
  /**
   * Reads examples in the order given. Which view of an example it is, or how it is augmented, depends on the
   * epoch alone.
   *
   * @param epoch from 1 while training; 0 for the images as they are
   * @returns the examples one after the other; valid until the second call from then
   */
  read(examples: readonly number[], epoch: number): Promise<Float32Array>;
  close(): void;
}

/** Reads batches in order, each while the one before is made use of. */
export async function* readAhead(
  source: ExampleSource,
  batches: readonly (readonly number[])[],
  epoch: number,
): AsyncGenerator<{ readonly batch: Batch; readonly labels: readonly number[] }> {
  yield* inOrder(batches, 1, async (examples) => ({
    batch: { values: await source.read(examples, epoch), shape: [examples.length, ...source.shape] },
    labels: examples.map((example) => source.labels[example] ?? 0),
  }));
}

/** Memory for batches that are read ahead: a piece is the caller's until the second one after it is asked for. */
export class BatchMemory {
  #next = new Float32Array(0);
  #last = new Float32Array(0);

  take(values: number): Float32Array {
    const piece = this.#next.length < values ? new Float32Array(values) : this.#next;
    this.#next = this.#last;
    this.#last = piece;
    return piece.subarray(0, values);
  }
}

/** The example numbers 0..count-1 in consecutive batches. */
export function batchesOf(examples: readonly number[], batchSize: number): (readonly number[])[] {
  const batches: (readonly number[])[] = [];
  for (let start = 0; start < examples.length; start += batchSize) {
    batches.push(examples.slice(start, start + batchSize));
  }
  return batches;
}

/** 0, 1, …, count - 1. */
export function firstNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
