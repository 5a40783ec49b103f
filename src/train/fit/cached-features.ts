import type { FeatureReader } from '../../disk/features/feature-reader';
import { type Views, viewOfEpoch } from '../images/views';
import { BatchMemory, type ExampleSource } from './example-source';

/** Outputs of the frozen prefix, read from the cache. Row `example × views + view` of the reader is a view. */
export class CachedFeatures implements ExampleSource {
  readonly #memory = new BatchMemory();

  constructor(
    readonly labels: readonly number[],
    readonly shape: readonly number[],
    private readonly reader: FeatureReader,
    private readonly views: Views,
  ) {}

  read(examples: readonly number[], epoch: number): Promise<Float32Array> {
    const values = this.shape.reduce((total, size) => total * size, 1) * examples.length;
    const view = viewOfEpoch(epoch, this.views);
    const into = this.#memory.take(values);
    this.reader.readRows(
      examples.map((example) => example * this.views.count + view),
      into,
    );
    return Promise.resolve(into);
  }

  close(): void {
    this.reader.close();
  }
}
