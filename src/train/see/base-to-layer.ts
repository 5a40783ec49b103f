import type { MapsQuestion, PicturesQuestion } from '../../shared/seen';
import type { FeatureEngine } from '../engines/engine';
import { type Engines, engineFor } from '../engines/load-engines';
import { readBase } from '../formats/read-base';
import { type NetworkOnPixels, networkOnPixels } from '../images/network-on-pixels';
import { withInputSize } from '../network/sized-input';
import { type Topology, upTo } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** A base from its pictures up to a layer. */
export interface BaseToLayer {
  readonly engine: FeatureEngine;
  readonly topology: Topology;
  readonly weights: NetworkWeights;
}

/** @throws TransferError `base-…` where it can't be read, `engine` where none runs it */
export async function baseToLayer(
  { base: place, input, layer }: Pick<MapsQuestion | PicturesQuestion, 'base' | 'input' | 'layer'>,
  engines: Engines,
): Promise<BaseToLayer> {
  const base = await readBase(place, input.size);
  const topology = upTo(withInputSize(base.topology, input.size), layer.name);
  return { engine: engineFor(topology, base.weights, engines), topology, weights: base.weights };
}

export function onPixels(
  { engine, topology, weights }: BaseToLayer,
  input: MapsQuestion['input'],
): Promise<NetworkOnPixels> {
  return networkOnPixels(engine, topology, weights, input);
}
