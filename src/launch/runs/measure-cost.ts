import type { LayerGraph } from '../../design/layer-graph';
import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { EngineId } from '../../shared/engines';

/** Of a processor of two cores, a few years old, by the native engines: what was measured here, rounded up. */
const rates = {
  /** Finding an engine, starting processes, reading the base. */
  startSeconds: 1.5,
  /** Reading and scaling a picture. */
  pictureSeconds: 0.003,
  /** Of the base, batch normalisations listened to. */
  multiplyAddsASecond: 8e9,
  /** Of products of rows, by the engine. */
  productsASecond: 10e9,
  /** Of all that plain JavaScript computes. */
  stepsASecond: 0.75e9,
} as const;

/** What a measurement's time depends on. */
export interface MeasureWork {
  readonly graph: Pick<LayerGraph, 'layers'>;
  readonly cuts: readonly CutToMeasure[];
  readonly images: number;
  /** Whether the images' features are in the cache. */
  readonly isKept: boolean;
  readonly engine: EngineId;
}

/** WebAssembly runs images so many times as long as the native engines. */
const webAssemblyTimes = 10;

/** About how many seconds a measurement will take. */
export function expectedMeasureSeconds({ graph, cuts, images, isKept, engine }: MeasureWork): number {
  const last = graph.layers.findIndex(({ name }) => name === cuts.at(-1)?.layer);
  const multiplyAdds = graph.layers.slice(0, last + 1).reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  const times = engine === 'webassembly' ? webAssemblyTimes : 1;
  const image = rates.pictureSeconds + (times * multiplyAdds) / rates.multiplyAddsASecond;
  const judged = cuts.reduce((sum, { features }) => {
    const size = Math.min(images, features);
    // Products of all pairs of images, twice; the factor of the regression with all images by it, and the form of LogME.
    return (
      sum +
      (2 * images ** 2 * features) / rates.productsASecond +
      (0.4 * size ** 3 + 0.8 * images * size ** 2) / rates.stepsASecond
    );
  }, 0);
  return rates.startSeconds + (isKept ? 0 : images * image) + judged;
}
