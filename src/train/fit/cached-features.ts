import type { FeatureReader } from '../../disk/features/feature-reader';
import { type Views, viewOfEpoch } from '../images/views';
import type { ExampleSource } from './example-source';

/** Outputs of the frozen prefix, read from the cache. Row `example × views + view` of the reader is a view. */
export class CachedFeatures implements ExampleSource {
  private buffer = new Float32Array(0);

  constructor(
    readonly labels: readonly number[],
    readonly shape: readonly number[],
    private readonly reader: FeatureReader,
    private readonly views: Views,
  ) {}

  read(examples: readonly number[], epoch: number): Promise<Float32Array> {
    const values = this.shape.reduce((total, size) => total * size, 1) * examples.length;
    if (this.buffer.length < values) this.buffer = new Float32Array(values);
    const view = viewOfEpoch(epoch, this.views);
    const into = this.buffer.subarray(0, values);
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
