import type { PlanInput } from '../../design/plan';
import { TransferError } from '../../design/transfer-error';
import type { LayerOfBase, LayerOfRun, LayerPlace, SeenLayer } from '../../shared/seen';
import type { FeatureEngine } from '../engines/engine';
import { type Engines, engineFor } from '../engines/load-engines';
import { readBase } from '../formats/read-base';
import { type NetworkOnPixels, networkOnPixels } from '../images/network-on-pixels';
import { withInputSize } from '../network/sized-input';
import { type Topology, upTo } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { openRunNetwork } from './run-network';

/** A network from its pictures up to a layer. */
export interface NetworkToLayer {
  readonly engine: FeatureEngine;
  readonly topology: Topology;
  readonly weights: NetworkWeights;
  readonly input: PlanInput;
  readonly layer: SeenLayer;
}

/**
 * @throws TransferError `base-…` where it can't be read, `engine` where none runs it; for a run as `openSavedModel`, and
 *   `see-impossible` where its network has no such layer
 */
export function networkToLayer(place: LayerPlace, engines: Engines): Promise<NetworkToLayer> {
  return 'runFolder' in place ? runToLayer(place, engines) : baseToLayer(place, engines);
}

async function baseToLayer(
  { base: place, input, layer }: LayerOfBase,
  engines: Engines,
): Promise<NetworkToLayer> {
  const base = await readBase(place, input.size);
  const topology = upTo(withInputSize(base.topology, input.size), layer.name);
  return {
    engine: engineFor(topology, base.weights, engines),
    topology,
    weights: base.weights,
    input,
    layer,
  };
}

async function runToLayer({ runFolder, layer: name }: LayerOfRun, engines: Engines): Promise<NetworkToLayer> {
  const { input, layers, weights, ...run } = await openRunNetwork(runFolder, engines);
  const layer = layers.find((one) => one.name === name);
  if (layer === undefined || !run.topology.layers.some((one) => one.name === name && one.inbound.length > 0))
    throw new TransferError(
      'see-impossible',
      `The network that the run has saved has no layer \`${name}\` that could be looked into.`,
    );
  const topology = upTo(run.topology, name);
  return { engine: engineFor(topology, weights, run.engines), topology, weights, input, layer };
}

export function onPixels({ engine, topology, weights, input }: NetworkToLayer): Promise<NetworkOnPixels> {
  return networkOnPixels(engine, topology, weights, input);
}
