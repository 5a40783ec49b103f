import { valuesIn } from '../../design/base/tensor-shape';
import type { CutToMeasure } from '../../design/network/cuts-to-measure';

/**
 * What a head gets of an image at a cut: the layer's output as it is, or the mean over its places by channel.
 *
 * @param output of the layer, in the cut's shape
 */
export function headFeatures(
  output: Float32Array,
  { shape, channelsFirst, pool, features }: CutToMeasure,
): Float32Array {
  if (pool !== 'average') return output;
  const places = valuesIn(shape) / features;
  const means = new Float32Array(features);
  for (let channel = 0; channel < features; channel += 1) {
    let sum = 0;
    for (let place = 0; place < places; place += 1)
      sum += output[channelsFirst ? channel * places + place : place * features + channel] as number;
    means[channel] = sum / places;
  }
  return means;
}
