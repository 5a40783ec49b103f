import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { layerType } from '../../../design/base/layer-types';
import { TransferError } from '../../../design/transfer-error';
import { messageOf } from '../../failures/failure-words';
import { type Topology, toModelConfig } from '../../network/topology';
import { layerOfWeight, type NetworkWeights, requireShape } from '../../network/weight-values';
import { mendSeparable } from './dilated-convolution';
import { mendReshape } from './mended-reshape';
import { fuseReluSix } from './relu-six';
import type { TensorFlow } from './tensorflow';

/**
 * A weight of a built layer. `read` gives the engine's own tensor, which is not the caller's to dispose.
 * TensorFlow.js calls this LayerVariable and does not export it.
 */
export interface ModelWeight {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  read(): Tensor;
  write(value: Tensor): unknown;
}

/**
 * Builds the LayersModel of a topology. Weights found in `weights` are set; all others start as their layers'
 * initialisers say (seed `Math.random` round the call to make that repeatable).
 *
 * @throws TransferError `base-layer` for a layer type that TensorFlow.js does not know or cannot build,
 *   `base-weights` where a tensor's shape is not the layer's
 */
export async function buildModel(
  tf: TensorFlow,
  topology: Topology,
  weights: NetworkWeights,
): Promise<LayersModel> {
  mendReshape(tf);
  const model = await fromConfig(tf, withoutIdleInitialisers(topology, weights));
  fuseReluSix(tf, model);
  mendSeparable(tf, model);
  for (const weight of weightsOf(model)) {
    const given = weights.get(weight.name);
    if (given === undefined) continue;
    requireShape(weight.name, given.shape, weight.shape);
    const tensor = tf.tensor(given.values, [...given.shape]);
    weight.write(tensor);
    tensor.dispose();
  }
  return model;
}

/** All weights of a model, named `layer/weight` by the layers' own names. */
export function weightsOf(model: LayersModel): ModelWeight[] {
  return model.layers.flatMap((layer) => layerWeights(layer));
}

/** The weights of one layer, named `layer/weight`. */
export function layerWeights(layer: LayersModel['layers'][number]): ModelWeight[] {
  return layer.weights.map((variable) => ({
    name: `${layer.name}/${variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1)}`,
    shape: variable.shape,
    read: () => variable.read(),
    write: (value) => variable.write(value),
  }));
}

/** Copies weights out of the engine into plain memory. */
export function readWeights(weights: readonly ModelWeight[]): NetworkWeights {
  return new Map(
    weights.map((weight) => {
      const tensor = weight.read();
      // A copy: some backends hand out their own memory.
      return [weight.name, { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) }];
    }),
  );
}

async function fromConfig(tf: TensorFlow, topology: Topology): Promise<LayersModel> {
  try {
    return await tf.models.modelFromJSON(toModelConfig(topology) as unknown as ModelJson);
  } catch (error) {
    throw new TransferError(
      'base-layer',
      `The base's layers cannot be put together${await atLayer(tf, topology)}: ${firstSentences(error)} Convert the original model again, or choose another base.`,
    );
  }
}

/** TensorFlow.js goes on with advice for those who write layers. */
export function firstSentences(error: unknown): string {
  const [line = ''] = messageOf(error).split('\n');
  const said = line
    .replace(/ ?This may be due to .*/, '')
    .replaceAll('[object Object]', 'an object')
    .slice(0, 300);
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

/** Which layer can't be put on those before it, as part of a sentence; it is looked for by halves. */
async function atLayer(tf: TensorFlow, topology: Topology): Promise<string> {
  let good = 0;
  let bad = topology.layers.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const model = await tf.models.modelFromJSON(prefixConfig(topology, middle)).catch(() => undefined);
    model?.dispose();
    if (model) good = middle;
    else bad = middle;
  }
  const layer = topology.layers[bad - 1];
  return layer === undefined ? '' : ` at "${layer.name}" (${layer.className})`;
}

type ModelJson = Parameters<TensorFlow['models']['modelFromJSON']>[0];

/** The first layers of a network, with an output wherever they are not read by one another. */
function prefixConfig({ name, layers }: Topology, count: number): ModelJson {
  const first = layers.slice(0, count);
  const read = new Set(first.flatMap((layer) => layer.inbound));
  const json = toModelConfig({ name, layers: first });
  const ends = first.filter((layer) => !read.has(layer.name)).map((layer) => [layer.name, 0, 0]);
  return { ...json, config: { ...json.config, output_layers: ends } } as unknown as ModelJson;
}

const zeros = { class_name: 'Zeros', config: {} };

/** Drawing millions of random numbers only to overwrite them takes seconds: weights that are given start at zero. */
function withoutIdleInitialisers(topology: Topology, weights: NetworkWeights): Topology {
  const idle = new Map<string, Record<string, unknown>>();
  for (const name of weights.keys()) {
    const layer = layerOfWeight(name);
    const settings = idle.get(layer) ?? {};
    settings[initialiserOf(name.slice(layer.length + 1))] = zeros;
    idle.set(layer, settings);
  }
  return {
    name: topology.name,
    layers: topology.layers.map((layer) => ({
      ...layer,
      config: { ...layer.config, ...idle.get(layer.name) },
    })),
  };
}

/** The layer's setting that says how a weight begins, e.g. `depthwise_initializer` for `depthwise_kernel`. */
function initialiserOf(weight: string): string {
  return `${weight.replace(/^(depthwise|pointwise|recurrent)_kernel$/, '$1')}_initializer`;
}

/** As many weights, none of them drawn: where only layers and shapes are asked for. */
export function withPlainInitialisers(topology: Topology): Topology {
  return {
    name: topology.name,
    layers: topology.layers.map((layer) => {
      const { weights = [] } = layerType(layer.className);
      const settings = weights.map((weight) => [initialiserOf(weight), zeros]);
      return { ...layer, config: { ...layer.config, ...Object.fromEntries(settings) } };
    }),
  };
}
