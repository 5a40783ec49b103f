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
   * @returns the examples one after the other; valid until the next call
   */
  read(examples: readonly number[], epoch: number): Promise<Float32Array>;
  close(): void;
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
