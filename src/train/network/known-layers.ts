import { valuesIn } from '../../design/base/tensor-shape';
import { TransferError } from '../../design/transfer-error';
import { isGroupedByChannel, numberOf } from './layer-settings';
import type { Topology, TopologyLayer } from './topology';
import type { StoredWeight, StoredWeights } from './weight-values';

/**
 * Says by layers of TensorFlow.js what it has no layer for, where that takes the weights' shapes or values: a
 * normalisation by fixed numbers as a rescaling, a factor for each channel and a convolution with a group for each as
 * depthwise convolutions. The outputs are the same.
 * @throws TransferError `base-layer` for what can't be said so
 */
export async function inKnownLayers(
  topology: Topology,
  weights: StoredWeights,
): Promise<{ topology: Topology; weights: StoredWeights }> {
  const known = new Map(weights);
  const layers: TopologyLayer[] = [];
  for (const layer of topology.layers) {
    if (layer.className === 'Normalization') layers.push(await asRescaling(layer, known));
    else if (layer.className === 'LayerScale') layers.push(asDepthwise(layer, known));
    else if (isGroupedByChannel(layer)) layers.push(withoutGroups(layer, known));
    else layers.push(layer);
  }
  return { topology: { ...topology, layers }, weights: known };
}

/** What Keras takes the place of a deviation of nothing by. */
const leastDeviation = 1e-7;

async function asRescaling(layer: TopologyLayer, weights: Map<string, StoredWeight>): Promise<TopologyLayer> {
  const { name, config } = layer;
  const stated = { mean: numbersIn(config.mean), variance: numbersIn(config.variance) };
  const mean = stated.mean ?? (await numbersOf(`${name}/mean`, weights));
  const variance = stated.variance ?? (await numbersOf(`${name}/variance`, weights));
  const axes = [config.axis ?? []].flat();
  const isByChannel = axes.length === 0 || (axes.length === 1 && (axes[0] === -1 || axes[0] === 3));
  if (mean === undefined || variance === undefined || mean.length !== variance.length || !isByChannel) {
    const why = isByChannel
      ? 'no mean and variance'
      : 'its mean and variance along another axis than the channels';
    throw new TransferError(
      'base-layer',
      `The base's Normalization "${name}" has ${why}, which can't be read. Replace it by a Rescaling in the original model and save that again.`,
    );
  }
  const deviation = variance.map((value) => Math.max(Math.sqrt(value), leastDeviation));
  const scale = config.invert === true ? deviation : deviation.map((value) => 1 / value);
  const offset = mean.map((value, at) => (config.invert === true ? value : -value * (scale[at] ?? 0)));
  return {
    ...layer,
    className: 'Rescaling',
    config: { name, scale: shortest(scale), offset: shortest(offset) },
  };
}

/** One number for all channels stays one. */
function shortest(numbers: readonly number[]): readonly number[] | number {
  return numbers.length === 1 ? (numbers[0] ?? 0) : numbers;
}

/** A number, or a list of them as deep as the picture has axes, all but the last of length 1. */
function numbersIn(value: unknown): readonly number[] | undefined {
  const numbers = [value].flat(8).map(numberOf);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** Far more channels than pictures have where they are normalised. */
const mostChannels = 65_536;

async function numbersOf(
  name: string,
  weights: Map<string, StoredWeight>,
): Promise<readonly number[] | undefined> {
  const weight = weights.get(name);
  weights.delete(name);
  if (weight === undefined || valuesIn(weight.shape) > mostChannels) return undefined;
  return numbersIn([...(await weight.read())]);
}

function asDepthwise(layer: TopologyLayer, weights: Map<string, StoredWeight>): TopologyLayer {
  const { name } = layer;
  rename(weights, `${name}/gamma`, `${name}/depthwise_kernel`, (shape) => [1, 1, ...shape, 1]);
  const config = {
    ...{ name, kernel_size: [1, 1], strides: [1, 1], padding: 'valid', depth_multiplier: 1 },
    ...{ use_bias: false, activation: 'linear', data_format: 'channels_last' },
  };
  return { ...layer, className: 'DepthwiseConv2D', config };
}

/** The kernel of a convolution whose every group is one channel has the same values in the same order. */
function withoutGroups(layer: TopologyLayer, weights: Map<string, StoredWeight>): TopologyLayer {
  const { name } = layer;
  const { filters, groups, kernel_initializer: _, dilation_rate: __, ...config } = layer.config;
  const each = Number(filters) / Number(groups);
  const channels = weights.get(`${name}/kernel`)?.shape[2];
  if (channels !== 1) {
    throw new TransferError(
      'base-layer',
      `The base's Conv2D "${name}" has groups: ${groups}, which TensorFlow.js passes over. Replace it in the original model and convert that again.`,
    );
  }
  const reshape = ([height = 0, width = 0]: readonly number[]) => [height, width, Number(groups), each];
  rename(weights, `${name}/kernel`, `${name}/depthwise_kernel`, reshape);
  return { ...layer, className: 'DepthwiseConv2D', config: { ...config, depth_multiplier: each } };
}

function rename(
  weights: Map<string, StoredWeight>,
  from: string,
  to: string,
  shapeOf: (shape: readonly number[]) => readonly number[],
): void {
  const weight = weights.get(from);
  if (weight === undefined) return;
  weights.delete(from);
  weights.set(to, { shape: shapeOf(weight.shape), read: () => weight.read() });
}
