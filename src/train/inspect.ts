import type { LayersModel } from '@tensorflow/tfjs';
import type { GraphLayer, LayerGraph } from '../design/layer-graph';
import { declaredBy } from './declared-input';
import type { Engine } from './engines/engine';
import { type OpenBase, openBase, readWeight } from './formats/read-base';
import { buildModel, layerWeights, requireShape, withPlainInitialisers } from './network/build-model';
import { multiplyAdds } from './network/multiply-adds';
import { ownScalingOf } from './network/own-scaling';
import { hasOpenInput, withInputSize } from './network/sized-input';
import type { Topology } from './network/topology';
import { isSmallEnough, tryOut } from './network/try-out';
import { messageOf, TrainFailure } from './train-failure';

/**
 * Reads a base and says what the design needs to know of it. It is run once, on a grey picture.
 *
 * @param size height and width of the pictures, for a base that takes any; without it, what the base says itself
 * @throws TransferError `base-…` or TrainFailure where the base cannot be used
 */
export async function inspectBase(
  place: string,
  engine: Engine,
  size?: readonly [number, number],
): Promise<Omit<LayerGraph, 'fingerprint'>> {
  const base = await openBase(place);
  const isOpen = hasOpenInput(base.topology);
  const own = declaredBy(base.says, null).input.size;
  const layers = base.layers ?? (await builtLayers(engine, base, isOpen ? (size ?? own) : undefined));
  const metadata = declaredBy(base.says, layers.at(-1)?.outputShape.at(-1));
  const scaling = ownScalingOf(base.topology);
  return {
    name: base.topology.name,
    layers,
    input: { ...(scaling.takes === undefined ? {} : { scale: scaling.takes }), ...metadata.input },
    ownScaling: scaling.types,
    ...(metadata.classes === undefined ? {} : { classes: metadata.classes }),
    rewrites: base.rewrites,
    ...(base.format.trainsBase ? {} : { trainsBase: false }),
    ...(isOpen ? { inputIsOpen: true } : {}),
    ...(base.leftOut.length > 0 ? { leftOut: base.leftOut } : {}),
    ...(metadata.unusable.length > 0 ? { unusable: metadata.unusable } : {}),
  };
}

/** The layers as TensorFlow.js builds them. Values of weights are looked at one tensor at a time, and none is kept. */
async function builtLayers(
  engine: Engine,
  base: OpenBase,
  size: readonly [number, number] | undefined,
): Promise<GraphLayer[]> {
  const topology = withPlainInitialisers(base.topology);
  const model = await builtAt(engine, topology, size);
  requireAllWeights(model, base);
  requireShapes(model);
  const layers = topology.layers.map((layer) =>
    graphLayer(model, layer.name, layer.className, layer.inbound),
  );
  if (isSmallEnough(layers)) {
    for (const name of base.weights.keys()) await readWeight(base, name);
    await tryOut(engine, model, layers);
  }
  return layers;
}

async function builtAt(
  { tf }: Engine,
  topology: Topology,
  size: readonly [number, number] | undefined,
): Promise<LayersModel> {
  const none = new Map();
  if (size === undefined) return buildModel(tf, topology, none);
  try {
    const model = await buildModel(tf, withInputSize(topology, size), none);
    const gone = model.layers.find(({ outputShape }) => outputShape.some((edge) => Number(edge ?? 1) < 1));
    if (gone) throw new Error(`nothing of them is left in layer "${gone.name}"`);
    return model;
  } catch (error) {
    // The same layers can be put together without a size: then it is the size that does not fit.
    await buildModel(tf, topology, none);
    throw new TrainFailure(
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
    throw new TrainFailure(
      'base-layer',
      `The base's ${layer.getClassName()} "${layer.name}" gives ${shape.join('×').slice(0, 80)} values for a picture, ${why}. Convert the original model again, or choose another base.`,
    );
  }
}

function graphLayer(model: LayersModel, name: string, type: string, inbound: readonly string[]): GraphLayer {
  const layer = model.getLayer(name);
  const shape = layer.outputShape as (number | null)[];
  if (Array.isArray(shape[0])) {
    throw new TrainFailure(
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

function requireAllWeights(model: LayersModel, base: OpenBase): void {
  for (const weight of model.layers.flatMap(layerWeights)) {
    const given = base.weights.get(weight.name);
    if (given !== undefined) {
      requireShape(weight, given.shape);
      continue;
    }
    throw new TrainFailure(
      'base-weights',
      `The base's files hold no weights for "${weight.name}". They do not belong together; convert or copy the base again.`,
    );
  }
}
