import type { CatalogBase } from '../catalog/catalog-base';
import type { GraphLayer, LayerGraph } from '../design/layer-graph';
import { TransferError } from '../design/transfer-error';
import { declaredBy } from './declared-input';
import type { InspectedLayer, InspectedNetwork, InspectingEngine } from './engines/engine';
import { messageOf } from './failures/failure-words';
import { publishedLayers } from './formats/published-layers';
import { asKnown, type KnownBase, type OpenBase, openBase, readWeight } from './formats/read-base';
import { layerSettings } from './layer-settings';
import { multiplyAdds } from './network/multiply-adds';
import { ownScalingOf } from './network/own-scaling';
import { hasOpenInput, withInputSize } from './network/sized-input';
import type { Topology, TopologyLayer } from './network/topology';
import { requireShape } from './network/weight-values';

/**
 * Reads a base and says what the design needs to know of it. It is run once, on a grey picture.
 *
 * @param size height and width of the pictures, for a base that takes any; without it, what the base says itself
 * @throws TransferError `base-…` or TransferError where the base cannot be used
 */
export async function inspectModelFile(
  place: string,
  engine: InspectingEngine,
  size?: readonly [number, number],
): Promise<Omit<LayerGraph, 'fingerprint'>> {
  const first = await openBase(place, size);
  const own = declaredBy(first.says, null).input.size;
  const isOpenHere = hasOpenInput(first.topology) && size === undefined && first.layers !== undefined;
  const base = isOpenHere && own ? await openBase(place, own) : first;
  const graph = await graphOf(base, engine, size, base);
  return base.format.trainsBase ? graph : { ...graph, trainsBase: false };
}

/**
 * The same of a published base that was not fetched yet: what it will be.
 * @throws TransferError `base-input-size`
 */
export async function describePublished(
  base: CatalogBase,
  engine: InspectingEngine,
  size?: readonly [number, number],
): Promise<Omit<LayerGraph, 'fingerprint'>> {
  return graphOf(await asKnown(await publishedLayers(base)), engine, size);
}

/** @param files where there are some: then the values of the weights are looked at, too, and it is run once */
async function graphOf(
  base: KnownBase,
  engine: InspectingEngine,
  size: readonly [number, number] | undefined,
  files?: OpenBase,
): Promise<Omit<LayerGraph, 'fingerprint'>> {
  const isOpen = hasOpenInput(base.topology);
  const own = declaredBy(base.says, null).input.size;
  const layers = await inspectedLayers(engine, base, isOpen ? (size ?? own) : undefined, files);
  const metadata = declaredBy(base.says, layers.at(-1)?.outputShape.at(-1));
  const scaling = ownScalingOf(base.topology);
  return {
    name: base.topology.name,
    layers,
    input: { ...(scaling.takes === undefined ? {} : { scale: scaling.takes }), ...metadata.input },
    ownScaling: scaling.types,
    ...(metadata.classes === undefined ? {} : { classes: metadata.classes }),
    rewrites: base.rewrites,
    ...(isOpen ? { inputIsOpen: true } : {}),
    ...(base.leftOut.length > 0 ? { leftOut: base.leftOut } : {}),
    ...(metadata.unusable.length > 0 ? { unusable: metadata.unusable } : {}),
  };
}

/**
 * The layers as the format says them, else as the engine builds them. Values of weights are looked at one tensor at a
 * time, and none is kept.
 */
async function inspectedLayers(
  engine: InspectingEngine,
  base: KnownBase,
  size: readonly [number, number] | undefined,
  files: OpenBase | undefined,
): Promise<readonly GraphLayer[]> {
  const network = base.layers ? undefined : await inspectedAt(engine, base.topology, size);
  const layers = base.layers ?? builtLayers(network!, base);
  requireShapes(layers);
  if (files === undefined || sumOf('params', layers) > mostParams) return layers;
  for (const name of base.weights.keys()) await readWeight(files, name);
  const isOpen = layers.some(({ outputShape }) => outputShape.includes(null));
  if (!isOpen && sumOf('multiplyAdds', layers) <= mostMultiplyAdds) await network?.tryOut();
  return layers;
}

function builtLayers(network: InspectedNetwork, base: KnownBase): GraphLayer[] {
  requireAllWeights(network, base);
  return network.layers.map((layer, index) => graphLayer(layer, base.topology.layers[index]));
}

/** Of a network that is tried out: about ten seconds without a native engine. Where the pictures decide its sizes, it is not. */
const mostMultiplyAdds = 10e9;
/** Of one whose weights are looked at and that is tried out: half a gigabyte. */
const mostParams = 120e6;

function sumOf(what: 'multiplyAdds' | 'params', layers: readonly GraphLayer[]): number {
  return layers.reduce((total, layer) => total + layer[what], 0);
}

async function inspectedAt(
  engine: InspectingEngine,
  topology: Topology,
  size: readonly [number, number] | undefined,
): Promise<InspectedNetwork> {
  const none = new Map();
  if (size === undefined) return engine.inspect(topology, none);
  try {
    const network = await engine.inspect(withInputSize(topology, size), none);
    const gone = network.layers.find(({ outputShape }) => outputShape.some((edge) => (edge ?? 1) < 1));
    if (gone) throw new Error(`nothing of them is left in layer "${gone.name}"`);
    return network;
  } catch (error) {
    // The same layers can be put together without a size: then it is the size that does not fit.
    await engine.inspect(topology, none);
    throw new TransferError(
      'base-input-size',
      `The base's layers do not fit pictures of ${size.join('×')} (${messageOf(error).split('\n')[0]}). Give another size, such as 224×224, in \`base.input.size\`.`,
    );
  }
}

/** Values that a layer may give for one picture: 512 MB of them. */
const mostValues = 2 ** 27;

/** Whether every layer gives something, and not more than can be computed. Edges that the pictures decide count as 1. */
function requireShapes(layers: readonly Pick<GraphLayer, 'name' | 'type' | 'outputShape'>[]): void {
  const isEdge = (edge: number | null): boolean => edge === null || (Number.isSafeInteger(edge) && edge > 0);
  for (const { name, type, outputShape } of layers) {
    const values = outputShape.reduce<number>((product, edge) => product * (edge ?? 1), 1);
    if (outputShape.every(isEdge) && values <= mostValues) continue;
    const why = outputShape.every(isEdge) ? 'more than can be computed' : 'which is nothing';
    throw new TransferError(
      'base-layer',
      `The base's ${type} "${name}" gives ${outputShape.join('×').slice(0, 80)} values for a picture, ${why}. Convert the original model again, or choose another base.`,
    );
  }
}

function graphLayer(
  { name, type, outputShape, weights }: InspectedLayer,
  written: TopologyLayer | undefined,
): GraphLayer {
  const kernels = new Map(weights.map((weight) => [weight.name.slice(name.length + 1), weight.shape]));
  return {
    name,
    type,
    inbound: written?.inbound ?? [],
    outputShape,
    weights,
    params: weights.reduce(
      (sum, { shape: sizes }) => sum + sizes.reduce((total, size) => total * size, 1),
      0,
    ),
    multiplyAdds: multiplyAdds(type, outputShape, kernels),
    ...(written ? layerSettings(written) : {}),
  };
}

function requireAllWeights({ layers }: InspectedNetwork, base: KnownBase): void {
  for (const { name, shape } of layers.flatMap(({ weights }) => weights)) {
    const given = base.weights.get(name);
    if (given !== undefined) {
      requireShape(name, given.shape, shape);
      continue;
    }
    throw new TransferError(
      'base-weights',
      `The base's files hold no weights for "${name}". They do not belong together; convert or copy the base again.`,
    );
  }
}
