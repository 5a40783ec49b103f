import { statisticsShift } from '../../design/base/scale-fit';
import type { MeasuredShift } from '../../design/measurement';
import { storedStatistics } from '../network/stored-statistics';
import type { Topology } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import type { FeatureTable } from './feature-table';
import { channelsOf } from './listening-step';

/**
 * How far what batch normalisations are given lies from what they were trained on.
 *
 * @param heard by image, of each layer in the order of the data: the means of its channels, then their mean squares
 */
export function shiftsOf(
  heard: FeatureTable,
  listened: readonly string[],
  topology: Topology,
  weights: NetworkWeights,
): readonly MeasuredShift[] {
  const means = new Float64Array(heard.columns);
  for (let row = 0, at = 0; row < heard.rows; row += 1)
    for (let column = 0; column < heard.columns; column += 1, at += 1)
      means[column] = (means[column] as number) + (heard.values[at] as number) / heard.rows;
  let place = 0;
  return inOrder(topology, listened).flatMap((layer) => {
    const channels = channelsOf(layer.name, weights);
    const own = means.subarray(place, place + channels);
    const squares = means.subarray(place + channels, place + 2 * channels);
    place += 2 * channels;
    const variances = squares.map((square, channel) => Math.max(0, square - (own[channel] as number) ** 2));
    const { epsilon, ...stored } = storedStatistics(
      layer,
      (name) => weights.get(`${layer.name}/${name}`)?.values,
    );
    const shift = statisticsShift({ means: own, variances }, stored, epsilon);
    return Number.isFinite(shift) ? [{ layer: layer.name, shift }] : [];
  });
}

function inOrder({ layers }: Topology, names: readonly string[]) {
  const wanted = new Set(names);
  return layers.filter(({ name }) => wanted.has(name));
}
