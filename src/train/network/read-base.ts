import { type BaseFiles, readBaseFiles } from '../../disk/base-files';
import { TrainFailure } from '../train-failure';
import { completeBatchNormalisation, type RewrittenBase } from './batch-norm-rewrite';
import { readTopology } from './read-topology';
import type { Topology } from './topology';
import { layerOfWeight, type NetworkWeights } from './weight-values';

export interface Base extends RewrittenBase {
  /** The parsed model.json. */
  readonly modelJson: unknown;
  readonly fingerprint: string;
}

/**
 * Reads a base from its model.json and shards: topology and weights, ready to be cut and built.
 *
 * @throws BaseProblem or TrainFailure where the files are no usable base
 */
export async function readBase(modelFile: string): Promise<Base> {
  const files = await readBaseFiles(modelFile);
  const topology = readTopology(files.modelJson);
  const weights = weightsByLayer(files, topology);
  return {
    modelJson: files.modelJson,
    fingerprint: files.fingerprint,
    ...completeBatchNormalisation(topology, weights),
  };
}

/**
 * The weights by `layer/weight`. Converters put the names of enclosing models before a layer's own, and some
 * an output number behind the weight's; both are dropped. Weights of layers that lead to no output stay out.
 */
function weightsByLayer(files: BaseFiles, topology: Topology): NetworkWeights {
  const layers = new Set(topology.layers.map((layer) => layer.name));
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const { name, shape } of files.weightSpecs) {
    const values = files.weightData.get(name);
    const plain = name.replace(/:\d+$/, '');
    const short = plain.split('/').slice(-2).join('/');
    const own = layers.has(layerOfWeight(plain)) ? plain : short;
    if (values === undefined || !layers.has(layerOfWeight(own))) continue;
    if (weights.has(own)) {
      throw new TrainFailure(
        'base-weights',
        `The base has two tensors of weights for "${own}". Convert it again so that each layer has a name of its own.`,
      );
    }
    weights.set(own, { shape, values });
  }
  return weights;
}
