import { valuesIn } from '../../design/base/tensor-shape';
import type { Topology, TopologyLayer } from './topology';
import type { StoredWeights } from './weight-values';

/** A base whose every layer TensorFlow.js can train through, and what was changed to make it so. */
export interface RewrittenBase {
  readonly topology: Topology;
  readonly weights: StoredWeights;
  /** In sentences, for the report. */
  readonly rewrites: readonly string[];
  /** Names of the tensors that were added; they never train. */
  readonly added: ReadonlySet<string>;
}

const parts = [
  { flag: 'scale', weight: 'gamma', value: 1 },
  { flag: 'center', weight: 'beta', value: 0 },
] as const;

/**
 * Gives batch normalisation without scale or centre a gamma of 1 or a beta of 0. The outputs are the same; the
 * gradient of TensorFlow.js fails without them (https://github.com/tensorflow/tfjs/issues/2868).
 */
export function completeBatchNormalisation(topology: Topology, weights: StoredWeights): RewrittenBase {
  const completed = new Map(weights);
  const rewrites: string[] = [];
  const added = new Set<string>();
  const complete = (layer: TopologyLayer): TopologyLayer => {
    const missing = parts.filter(({ flag }) => layer.config[flag] === false);
    const statistics = weights.get(`${layer.name}/moving_mean`);
    if (layer.className !== 'BatchNormalization' || missing.length === 0 || statistics === undefined)
      return layer;
    for (const { weight, value } of missing) {
      const name = `${layer.name}/${weight}`;
      const { shape } = statistics;
      completed.set(name, { shape, read: async () => new Float32Array(valuesIn(shape)).fill(value) });
      added.add(name);
    }
    const what = missing.map(({ weight, value }) => `a ${weight} of ${value}`).join(' and ');
    rewrites.push(
      `Batch normalisation "${layer.name}" was given ${what}, which changes no output and never trains.`,
    );
    return {
      ...layer,
      config: { ...layer.config, ...Object.fromEntries(missing.map(({ flag }) => [flag, true])) },
    };
  };
  const layers = topology.layers.map(complete);
  return { topology: { ...topology, layers }, weights: completed, rewrites, added };
}
