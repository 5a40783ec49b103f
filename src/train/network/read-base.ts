import { type BaseFiles, readBaseFiles } from '../../disk/bases/base-files';
import { TrainError } from '../failures/train-error';
import { completeBatchNormalisation, type RewrittenBase } from './batch-norm-rewrite';
import { type LeftOutLayer, readTopology } from './read-topology';
import type { Topology } from './topology';
import { layerOfWeight, type NetworkWeights } from './weight-values';

export interface Base extends RewrittenBase {
  /** The parsed model.json. */
  readonly modelJson: unknown;
  readonly fingerprint: string;
  /** Layers of the file that do nothing when a network answers; the topology is without them. */
  readonly leftOut: readonly LeftOutLayer[];
}

/**
 * Reads a base from its model.json and shards: topology and weights, ready to be cut and built.
 *
 * @throws BaseProblem or TrainError where the files are no usable base
 */
export async function readBase(modelFile: string): Promise<Base> {
  const files = await readBaseFiles(modelFile);
  const topology = readTopology(files.modelJson);
  const weights = weightsByLayer(files, topology);
  const { rewrites, ...rewritten } = completeBatchNormalisation(topology, weights);
  return {
    modelJson: files.modelJson,
    fingerprint: files.fingerprint,
    ...rewritten,
    leftOut: topology.leftOut,
    rewrites: [...topology.leftOut.map(leftOutSentence), ...rewrites],
  };
}

function leftOutSentence({ name, className }: LeftOutLayer): string {
  return `"${name}" (${className}) was left out: it does nothing when a network answers.`;
}

/** Of a weight's name, between slashes: models within models within models. */
const mostParts = 20;

/** What layers call their weights, whatever their type. */
const weightNames: ReadonlySet<string> = new Set([
  ...['kernel', 'bias', 'depthwise_kernel', 'pointwise_kernel', 'alpha'],
  ...['gamma', 'beta', 'moving_mean', 'moving_variance'],
]);

/**
 * The weights by `layer/weight`. Converters put the names of enclosing models before a layer's own, and some
 * an output number behind the weight's; both are dropped, where nothing has the name without them. Weights of layers
 * that lead to no output stay out, and whatever else is named after a layer.
 */
function weightsByLayer(files: BaseFiles, topology: Topology): NetworkWeights {
  const layers = new Set(topology.layers.map((layer) => layer.name));
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  const exact = new Set(files.weightSpecs.map(({ name }) => name));
  for (const { name, shape } of files.weightSpecs) {
    const values = files.weightData.get(name);
    const own = ownName(name.replace(/:\d+$/, ''), layers);
    if (values === undefined || own === undefined || (own !== name && exact.has(own))) continue;
    if (!weightNames.has(own.slice(layerOfWeight(own).length + 1))) continue;
    if (weights.has(own)) {
      throw new TrainError(
        'base-weights',
        `The base has two tensors of weights for "${own}". Convert it again so that each layer has a name of its own.`,
      );
    }
    weights.set(own, { shape, values });
  }
  return weights;
}

/** The name from the layer's own on; a layer's name may have slashes itself. Undefined where it is no layer's. */
function ownName(name: string, layers: ReadonlySet<string>): string | undefined {
  const parts = name.split('/').slice(-mostParts);
  // Some converters put the name of a part of the layer before the weight's.
  const without = [...parts.slice(0, -2), ...parts.slice(-1)];
  for (const [whole, first] of [parts, without].flatMap((all) => all.map((_, at) => [all, at] as const))) {
    const own = whole.slice(first).join('/');
    if (layers.has(layerOfWeight(own))) return own;
  }
  return undefined;
}
