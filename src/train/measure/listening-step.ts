import { outputLayerOf, type Topology, type TopologyLayer } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** A network that gives, behind what it gave, of what some layers are given by channel the mean and the mean square. */
export interface ListeningStep {
  readonly network: Topology;
  /** Values of an example behind its output: of each layer its means, then its mean squares. */
  readonly heard: number;
}

/**
 * In the same pass, whatever engine runs it: what is heard are layers beside the network's own.
 *
 * @param listened batch normalisations of feature maps whose channels stand last
 */
export function listeningStep(
  step: Topology,
  listened: ReadonlySet<string>,
  weights: NetworkWeights,
): ListeningStep {
  // The input may be called as the batch normalisation that the step before ended with.
  const layers = step.layers.filter(({ name, inbound }) => listened.has(name) && inbound.length === 1);
  if (layers.length === 0) return { network: step, heard: 0 };
  const last = outputLayerOf(step).name;
  const beside: TopologyLayer[] = [layer('output', 'Flatten', [last])];
  for (const { name, inbound } of layers) {
    const [given = ''] = inbound;
    beside.push(
      layer(`${name}/mean`, 'GlobalAveragePooling2D', [given]),
      layer(`${name}/square`, 'Multiply', [given, given]),
      layer(`${name}/squares`, 'GlobalAveragePooling2D', [ownName(`${name}/square`)]),
    );
  }
  const means = layers.flatMap(({ name }) => [ownName(`${name}/mean`), ownName(`${name}/squares`)]);
  const all = layer('all', 'Concatenate', [ownName('output'), ...means], { axis: -1 });
  return {
    network: { name: step.name, layers: [...step.layers, ...beside, all] },
    heard: 2 * layers.reduce((sum, { name }) => sum + channelsOf(name, weights), 0),
  };
}

/** Of a batch normalisation. */
export function channelsOf(name: string, weights: NetworkWeights): number {
  return weights.get(`${name}/moving_mean`)?.values.length ?? 0;
}

function layer(
  name: string,
  className: string,
  inbound: readonly string[],
  config: TopologyLayer['config'] = {},
): TopologyLayer {
  return { name: ownName(name), className, config, inbound };
}

/** No layer of a base is named so: its names are parts of paths. */
function ownName(name: string): string {
  return `heard/${name}`;
}
