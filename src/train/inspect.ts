import type { GraphLayer, LayerGraph } from '../design/layer-graph';
import { declaredBy } from './declared-input';
import type { InspectedLayer, InspectedNetwork, InspectingEngine } from './engines/engine';
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
  engine: InspectingEngine,
  size?: readonly [number, number],
): Promise<LayerGraph> {
  const base = await readBase(modelFile);
  const { topology } = base;
  const isOpen = hasOpenInput(topology);
  const own = declaredBy(base.modelJson, null).input.size;
  const network = await inspectedAt(engine, base, isOpen ? (size ?? own) : undefined);
  requireAllWeights(network, base);
  requireShapes(network);
  const layers = network.layers.map((layer, index) =>
    graphLayer(layer, topology.layers[index]?.inbound ?? []),
  );
  if (isTriedOut(layers)) await network.tryOut();
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

async function inspectedAt(
  engine: InspectingEngine,
  { topology, weights }: Base,
  size: readonly [number, number] | undefined,
): Promise<InspectedNetwork> {
  if (size === undefined) return engine.inspect(topology, weights);
  try {
    const network = await engine.inspect(withInputSize(topology, size), weights);
    const gone = network.layers.find(({ outputShape }) => outputShape.some((edge) => (edge ?? 1) < 1));
    if (gone) throw new Error(`nothing of them is left in layer "${gone.name}"`);
    return network;
  } catch (error) {
    // The same layers can be put together without a size: then it is the size that does not fit.
    await engine.inspect(topology, weights);
    throw new TrainError(
      'base-input-size',
      `The base's layers do not fit pictures of ${size.join('×')} (${messageOf(error).split('\n')[0]}). Give another size, such as 224×224, in \`base.input.size\`.`,
    );
  }
}

/** Of a network that is tried out: about ten seconds without a native engine, and half a gigabyte. */
const mostMultiplyAdds = 10e9;
const mostParams = 120e6;

/** Large networks, and those whose size the pictures decide, are not tried. */
function isTriedOut(layers: readonly GraphLayer[]): boolean {
  const sum = (of: 'multiplyAdds' | 'params') => layers.reduce((total, layer) => total + layer[of], 0);
  const isOpen = layers.some(({ outputShape }) => outputShape.includes(null));
  return !isOpen && sum('multiplyAdds') <= mostMultiplyAdds && sum('params') <= mostParams;
}

/** Values that a layer may give for one picture: 512 MB of them. */
const mostValues = 2 ** 27;

/** Whether every layer gives something, and not more than can be computed. Edges that the pictures decide count as 1. */
function requireShapes({ layers }: InspectedNetwork): void {
  const isEdge = (edge: number | null): boolean => edge === null || (Number.isSafeInteger(edge) && edge > 0);
  for (const { name, type, outputShape } of layers) {
    const values = outputShape.reduce<number>((product, edge) => product * (edge ?? 1), 1);
    if (outputShape.every(isEdge) && values <= mostValues) continue;
    const why = outputShape.every(isEdge) ? 'more than can be computed' : 'which is nothing';
    throw new TrainError(
      'base-layer',
      `The base's ${type} "${name}" gives ${outputShape.join('×').slice(0, 80)} values for a picture, ${why}. Convert the original model again, or choose another base.`,
    );
  }
}

function graphLayer(
  { name, type, outputShape, weights }: InspectedLayer,
  inbound: readonly string[],
): GraphLayer {
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

function requireAllWeights({ layers }: InspectedNetwork, base: Base): void {
  for (const { name } of layers.flatMap(({ weights }) => weights)) {
    if (base.weights.has(name)) continue;
    throw new TrainError(
      'base-weights',
      `The base's files hold no weights for "${name}". The model.json and its weights do not belong together; convert or copy the base again.`,
    );
  }
}
