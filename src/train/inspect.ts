import type { LayersModel } from '@tensorflow/tfjs';
import type { Resize, Scale } from '../design/config';
import type { GraphLayer, LayerGraph } from '../design/layer-graph';
import type { Engine } from './engines/engine';
import { buildModel, layerWeights } from './network/build-model';
import { multiplyAdds } from './network/multiply-adds';
import { type Base, readBase } from './network/read-base';
import { hasOpenInput, withInputSize } from './network/sized-input';
import { messageOf, TrainFailure } from './train-failure';

const scalingLayers = ['Rescaling', 'Normalization'];

/**
 * Reads a base and says what the design needs to know of it, without running it.
 *
 * @param size height and width of the pictures, for a base that takes any; without it, what the base says itself
 * @throws BaseProblem or TrainFailure where the base cannot be used
 */
export async function inspectBase(
  modelFile: string,
  engine: Engine,
  size?: readonly [number, number],
): Promise<LayerGraph> {
  const base = await readBase(modelFile);
  const metadata = declaredBy(base.modelJson);
  const isOpen = hasOpenInput(base.topology);
  const model = await builtAt(engine, base, isOpen ? (size ?? metadata.input.size) : undefined);
  requireAllWeights(model, base);
  return {
    name: base.topology.name,
    fingerprint: base.fingerprint,
    layers: base.topology.layers.map((layer) =>
      graphLayer(model, layer.name, layer.className, layer.inbound),
    ),
    input: metadata.input,
    ownScaling: base.topology.layers
      .map((layer) => layer.className)
      .filter((type) => scalingLayers.includes(type)),
    ...(metadata.classes === undefined ? {} : { classes: metadata.classes }),
    rewrites: base.rewrites,
    ...(isOpen ? { inputIsOpen: true } : {}),
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
    throw new TrainFailure(
      'base-input-size',
      `The base's layers do not fit pictures of ${size.join('×')} (${messageOf(error).split('\n')[0]}). Give another size, such as 224×224, in \`base.input.size\`.`,
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

function requireAllWeights(model: LayersModel, base: Base): void {
  for (const layer of model.layers) {
    for (const { name } of layerWeights(layer)) {
      if (base.weights.has(name)) continue;
      throw new TrainFailure(
        'base-weights',
        `The base's files hold no weights for "${name}". The model.json and its weights do not belong together; convert or copy the base again.`,
      );
    }
  }
}

interface Declared {
  readonly input: LayerGraph['input'];
  readonly classes?: readonly string[];
}

/** What a model.json says of its own input and classes, where it was written for this tool; else nothing. */
function declaredBy(modelJson: unknown): Declared {
  const own = field(field(modelJson, 'userDefinedMetadata'), 'transferDesigner');
  const input = field(own, 'input');
  const size = field(input, 'size');
  const resize = field(input, 'resize');
  const scale = field(input, 'scale');
  const classes = field(own, 'classes');
  return {
    input: {
      ...(isSize(size) ? { size } : {}),
      ...(typeof resize === 'string' && ['stretch', 'crop', 'pad'].includes(resize)
        ? { resize: resize as Resize }
        : {}),
      ...(isScale(scale) ? { scale } : {}),
    },
    ...(Array.isArray(classes) && classes.every((name) => typeof name === 'string') ? { classes } : {}),
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function isSize(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((edge) => Number.isInteger(edge) && edge > 0)
  );
}

function isScale(value: unknown): value is Scale {
  if (typeof value === 'string') return ['0..255', '0..1', '-1..1', 'torch', 'caffe'].includes(value);
  const triple = (numbers: unknown): boolean =>
    Array.isArray(numbers) && numbers.length === 3 && numbers.every((number) => Number.isFinite(number));
  const channels = field(value, 'channels');
  return (
    triple(field(value, 'mean')) && triple(field(value, 'std')) && (channels === 'rgb' || channels === 'bgr')
  );
}
