import type { LayersModel } from '@tensorflow/tfjs';
import type { GraphLayer, LayerGraph } from '../design/layer-graph';
import { declaredBy } from './declared-input';
import { buildModel, layerWeights, withPlainInitialisers } from './engines/tensorflow-js/build-model';
import type { Engine } from './engines/tensorflow-js/tensorflow';
import { tryOut } from './engines/tensorflow-js/try-out';
import { messageOf, TrainError } from './failures/train-error';
import { multiplyAdds } from './network/multiply-adds';
import { type Base, readBase } from './network/read-base';
import { hasOpenInput, withInputSize } from './network/sized-input';

const scalingLayers = ['Rescaling', 'Normalization'];

/**
 * Reads a base and says what the design needs to know of it. It is run once, on a grey picture.
 *
 * @param size height and width of the pictures, for a base that takes any; without it, what the base says itself
 * @throws BaseProblem or TrainError where the base cannot be used
 */
export async function inspectBase(
  modelFile: string,
  engine: Engine,
  size?: readonly [number, number],
): Promise<LayerGraph> {
  const base = await readBase(modelFile);
  const topology = withPlainInitialisers(base.topology);
  const isOpen = hasOpenInput(topology);
  const own = declaredBy(base.modelJson, null).input.size;
  const model = await builtAt(engine, { ...base, topology }, isOpen ? (size ?? own) : undefined);
  requireAllWeights(model, base);
  requireShapes(model);
  const layers = topology.layers.map((layer) =>
    graphLayer(model, layer.name, layer.className, layer.inbound),
  );
  await tryOut(engine, model, layers);
  const metadata = declaredBy(base.modelJson, layers.at(-1)?.outputShape.at(-1));
  return {
    name: topology.name,
    fingerprint: base.fingerprint,
    layers,
    input: metadata.input,
    ownScaling: base.topology.layers
      .map((layer) => layer.className)
      .filter((type) => scalingLayers.includes(type)),
    ...(metadata.classes === undefined ? {} : { classes: metadata.classes }),
    rewrites: base.rewrites,
    ...(isOpen ? { inputIsOpen: true } : {}),
    ...(base.leftOut.length > 0 ? { leftOut: base.leftOut } : {}),
    ...(metadata.unusable.length > 0 ? { unusable: metadata.unusable } : {}),
  };
}

async function builtAt(
  { tf }: Engine,
  { topology, weights }: Base,
  size: readonly [number, number] | undefined,
): Promise<LayersModel> {
  if (size === undefined) return buildModel(tf, topology, weights);
  try {
    const model = await buildModel(tf, withInputSize(topology, size), weights);
    const gone = model.layers.find(({ outputShape }) => outputShape.some((edge) => Number(edge ?? 1) < 1));
    if (gone) throw new Error(`nothing of them is left in layer "${gone.name}"`);
    return model;
  } catch (error) {
    // The same layers can be put together without a size: then it is the size that does not fit.
    await buildModel(tf, topology, weights);
    throw new TrainError(
      'base-input-size',
      `The base's layers do not fit pictures of ${size.join('×')} (${messageOf(error).split('\n')[0]}). Give another size, such as 224×224, in \`base.input.size\`.`,
    );
  }
}

/** Values that a layer may give for one picture: 512 MB of them. */
const mostValues = 2 ** 27;

/** Whether every layer gives something, and not more than can be computed. Edges that the pictures decide count as 1. */
function requireShapes(model: LayersModel): void {
  const isEdge = (edge: unknown): boolean =>
    edge === null || (Number.isSafeInteger(edge) && Number(edge) > 0);
  for (const layer of model.layers) {
    const shape = layer.outputShape.slice(1);
    const values = shape.reduce<number>((product, edge) => product * Number(edge ?? 1), 1);
    if (shape.every(isEdge) && values <= mostValues) continue;
    const why = shape.every(isEdge) ? 'more than can be computed' : 'which is nothing';
    throw new TrainError(
      'base-layer',
      `The base's ${layer.getClassName()} "${layer.name}" gives ${shape.join('×').slice(0, 80)} values for a picture, ${why}. Convert the original model again, or choose another base.`,
    );
  }
}

function graphLayer(model: LayersModel, name: string, type: string, inbound: readonly string[]): GraphLayer {
  const layer = model.getLayer(name);
  const shape = layer.outputShape as (number | null)[];
  if (Array.isArray(shape[0])) {
    throw new TrainError(
      'base-topology',
      `Layer "${name}" of the base has several outputs, which is not supported.`,
    );
  }
  const outputShape = shape.slice(1);
  const weights = layerWeights(layer).map((weight) => ({
    name: weight.name,
    shape: weight.shape.map((size) => size ?? 0),
  }));
  const kernels = new Map(weights.map((weight) => [weight.name.slice(name.length + 1), weight.shape]));
  return {
    name,
    type,
    inbound,
    outputShape,
    weights,
    params: weights.reduce(
      (sum, { shape: sizes }) => sum + sizes.reduce((total, size) => total * size, 1),
      0,
    ),
    multiplyAdds: multiplyAdds(type, outputShape, kernels),
  };
}

function requireAllWeights(model: LayersModel, base: Base): void {
  for (const layer of model.layers) {
    for (const { name } of layerWeights(layer)) {
      if (base.weights.has(name)) continue;
      throw new TrainError(
        'base-weights',
        `The base's files hold no weights for "${name}". The model.json and its weights do not belong together; convert or copy the base again.`,
      );
    }
  }
}
