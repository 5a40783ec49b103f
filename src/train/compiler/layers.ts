import type { LayerConfig, TopologyLayer } from '../network/topology';
import { activationOf } from './activations';
import {
  type CompiledLayer,
  finished,
  knownSize,
  type LayerSurroundings,
  one,
  pairOf,
  placeOfAxis,
  windowOf,
} from './compiled-layer';
import type { GraphBuilder } from './graph-builder';
import { average, concatenation, dot, merged } from './merging-layers';
import type { BatchShape, Convolution, Value } from './operation';
import { convolvedVolume, pooledVolume } from './volume-layers';

/**
 * The output of a layer on its inputs.
 * @returns undefined for a type or a setting that is not in the table
 */
export function compileLayer(
  { className, config }: TopologyLayer,
  inputs: readonly Value[],
  surroundings: LayerSurroundings,
): Value | undefined {
  const layer = layers[className];
  if (inputs.length === 0 || layer === undefined) return undefined;
  const isFirst = config.data_format === 'channels_first' || config.data_format === 'channelsFirst';
  return (isFirst ? withChannelsLast(layer) : layer)(inputs, config, surroundings);
}

/** A layer whose pictures have their channels in front, as the same one between two exchanges of axes. */
const withChannelsLast =
  (layer: CompiledLayer): CompiledLayer =>
  (inputs, config, around) => {
    const { graph } = around;
    const turned = inputs.map((input) => moved(graph, input, 1, input.shape.length - 1));
    const output = layer(turned, config, around);
    return output && moved(graph, output, output.shape.length - 1, 1);
  };

/** With one axis at another place. */
function moved(graph: GraphBuilder, input: Value, from: number, to: number): Value {
  const order = input.shape.map((_, axis) => axis);
  if (from === to || order.length < 3) return input;
  return graph.transpose(input, order.toSpliced(from, 1).toSpliced(to, 0, from));
}

const globalPooling = (reduction: 'mean' | 'largest') =>
  one((input, _, { graph }) => {
    const axes = input.shape.slice(1, -1).map((__, place) => place + 1);
    return graph.reshape(graph.reduce(reduction, input, axes), [
      input.shape[0] ?? null,
      input.shape.at(-1) ?? null,
    ]);
  });

const convolved = one((input, config, around) => {
  const kernel = around.weight('kernel');
  const convolution = convolutionOf(config, false);
  return kernel && convolution && finished(around.graph.convolve(input, kernel, convolution), config, around);
});

/** A layer of rows [examples, places, channels] as one of pictures that are one pixel high. */
const onRows = (layer: CompiledLayer): CompiledLayer =>
  one((input, config, around) => {
    const { graph, weight } = around;
    const flat = { ...config };
    for (const key of ['pool_size', 'strides', 'dilation_rate', 'kernel_size']) {
      const [length = undefined] = [config[key]].flat();
      if (typeof length === 'number') flat[key] = [1, length];
    }
    const row = graph.reshape(input, [input.shape[0] ?? null, 1, ...input.shape.slice(1)]);
    const output = layer([row], flat, {
      ...around,
      weight: (name) => {
        const found = weight(name);
        return found && name === 'kernel' ? graph.reshape(found, [1, ...found.shape]) : found;
      },
    });
    return output && graph.reshape(output, [output.shape[0] ?? null, ...output.shape.slice(2)]);
  });

const pooling = (pool: 'largest' | 'mean') =>
  one((input, config, { graph }) => {
    const size = pairOf(config.pool_size ?? 2);
    const window = windowOf(config, config.strides ?? config.pool_size ?? 2);
    return size && window && graph.pool(input, { pool, size, ...window });
  });

/** Every type of layer that is compiled, by its Keras class. Layouts are [examples, height, width, channels]. */
const layers: Readonly<Record<string, CompiledLayer>> = {
  Activation: one((input, config, { graph }) => activationOf(config.activation)?.(graph, input)),
  Add: merged((graph, first, second) => graph.add(first, second)),
  Average: average,
  AveragePooling1D: onRows(pooling('mean')),
  AveragePooling2D: pooling('mean'),
  AveragePooling3D: pooledVolume('mean'),
  BatchNormalization: one(batchNormalised),
  Concatenate: concatenation,
  Conv1D: onRows(convolved),
  Conv2D: convolved,
  Conv2DTranspose: one((input, config, around) => {
    const kernel = around.weight('kernel');
    const convolution = convolutionOf(config, false);
    if (kernel === undefined || convolution === undefined || hasHoles(convolution)) return undefined;
    const [height = 1, width = 1, filters = 1] = kernel.shape as readonly number[];
    const shape = input.shape.map((length, axis) => {
      if (axis === 0) return length;
      if (axis === 3) return filters;
      const [stride, size] = axis === 1 ? [convolution.strides[0], height] : [convolution.strides[1], width];
      return (length ?? 1) * stride + (convolution.padding === 'SAME' ? 0 : Math.max(size - stride, 0));
    });
    return finished(around.graph.convolveSlope(kernel, input, shape, convolution), config, around);
  }),
  Conv3D: convolvedVolume,
  Cropping2D: one((input, { cropping }, { graph }) => {
    const edges = edgesOf(cropping);
    if (edges === undefined) return undefined;
    const before = [0, edges[0][0], edges[1][0], 0];
    const after = [0, edges[0][1], edges[1][1], 0];
    const shape = input.shape.map((length, axis) =>
      length === null ? null : length - (before[axis] ?? 0) - (after[axis] ?? 0),
    );
    return graph.slice(input, before, shape);
  }),
  Dense: one((input, config, around) => {
    const kernel = around.weight('kernel');
    return kernel && finished(around.graph.multiplyMatrices(input, kernel), config, around);
  }),
  DepthwiseConv2D: one((input, config, around) => {
    const kernel = around.weight('depthwise_kernel');
    const convolution = convolutionOf(config, true);
    return (
      kernel && convolution && finished(around.graph.convolve(input, kernel, convolution), config, around)
    );
  }),
  Dot: dot,
  Dropout: one((input, { rate, noise_shape: noiseShape }, around) =>
    noiseShape === undefined || noiseShape === null ? dropped(input, rate, input.shape, around) : undefined,
  ),
  ELU: one((input, { alpha = 1 }, { graph }) => {
    const values = graph.apply('elu', input);
    if (alpha === 1) return values;
    const above = graph.apply('relu', input);
    const below = graph.multiply(graph.pair('subtract', values, above), graph.number(Number(alpha)));
    return graph.add(above, below);
  }),
  Flatten: one((input, _, { graph }) => {
    const [examples = null, ...edges] = input.shape;
    return graph.reshape(input, [examples, knownSize(edges)]);
  }),
  GlobalAveragePooling1D: globalPooling('mean'),
  GlobalAveragePooling2D: globalPooling('mean'),
  GlobalMaxPooling1D: globalPooling('largest'),
  GlobalMaxPooling2D: globalPooling('largest'),
  LayerNormalization: one(layerNormalised),
  LeakyReLU: one((input, { alpha = 0.3 }, { graph }) =>
    typeof alpha === 'number' ? graph.pair('leak', input, graph.number(alpha)) : undefined,
  ),
  Maximum: merged((graph, first, second) => graph.pair('larger', first, second)),
  MaxPooling1D: onRows(pooling('largest')),
  MaxPooling2D: pooling('largest'),
  MaxPooling3D: pooledVolume('largest'),
  Minimum: merged((graph, first, second) => graph.pair('smaller', first, second)),
  Multiply: merged((graph, first, second) => graph.multiply(first, second)),
  OnnxNodes: nodesOfFile,
  Permute: one((input, { dims }, { graph }) =>
    Array.isArray(dims) ? graph.transpose(input, [0, ...dims]) : undefined,
  ),
  PReLU: one((input, _, { graph, weight }) => {
    const alpha = weight('alpha');
    return alpha && graph.pair('leak', input, alpha);
  }),
  ReLU: one((input, { max_value: cap = null }, { graph }) => {
    if (cap === null) return graph.apply('relu', input);
    if (cap === 6) return graph.apply('relu6', input);
    return typeof cap === 'number'
      ? graph.pair('smaller', graph.apply('relu', input), graph.number(cap))
      : undefined;
  }),
  RepeatVector: one((input, { n }, { graph }) => {
    const [examples = null, length = null] = input.shape;
    const row = graph.reshape(input, [examples, 1, length]);
    return typeof n === 'number' ? graph.spread(row, [examples, n, length]) : undefined;
  }),
  Rescaling: one((input, { scale = 1, offset = 0 }, { graph }) => {
    const [factors, summands] = [scale, offset].map((numbers) => constantOf(graph, numbers));
    if (factors === undefined || summands === undefined) return undefined;
    const scaled = isAll(scale, 1) ? input : graph.multiply(input, factors);
    return isAll(offset, 0) ? scaled : graph.add(scaled, summands);
  }),
  Reshape: one((input, { target_shape: target }, { graph }) => {
    if (!Array.isArray(target)) return undefined;
    const [examples = null, ...edges] = input.shape;
    const size = knownSize(edges);
    const isOpen = (edge: unknown) => edge === -1 || edge === null;
    const known = target.reduce<number>((product, edge) => (isOpen(edge) ? product : product * edge), 1);
    return graph.reshape(input, [examples, ...target.map((edge) => (isOpen(edge) ? size / known : edge))]);
  }),
  SeparableConv2D: one((input, config, around) => {
    const [depthwise, pointwise] = [around.weight('depthwise_kernel'), around.weight('pointwise_kernel')];
    const convolution = convolutionOf(config, true);
    if (depthwise === undefined || pointwise === undefined || convolution === undefined) return undefined;
    const depth = around.graph.convolve(input, depthwise, convolution);
    return finished(around.graph.convolve(depth, pointwise, onPixels), config, around);
  }),
  Softmax: one((input, { axis = -1 }, { graph }) =>
    placeOfAxis(axis, input.shape) === input.shape.length - 1 ? graph.softmax(input) : undefined,
  ),
  SpatialDropout1D: one((input, { rate }, around) => {
    const [examples = null, , channels = null] = input.shape;
    return dropped(input, rate, [examples, 1, channels], around);
  }),
  ThresholdedReLU: one((input, { theta = 1 }, { graph }) => {
    // Above the threshold, and not at it: not where the threshold is at least the value.
    const isBelow = graph.pair('isAtLeast', graph.number(Number(theta)), input);
    return graph.multiply(input, graph.pair('subtract', graph.number(1), isBelow));
  }),
  UpSampling2D: one((input, { size, interpolation = 'nearest' }, { graph }) => {
    const times = pairOf(size ?? 2);
    const between = interpolation === 'bilinear' ? 'linear' : 'nearest';
    const isKnown = between === 'linear' || interpolation === 'nearest';
    return times && isKnown ? graph.enlarge(input, { times, between }) : undefined;
  }),
  ZeroPadding2D: one((input, { padding }, { graph }) => {
    const edges = edgesOf(padding);
    return edges && graph.pad(input, [0, edges[0][0], edges[1][0], 0], [0, edges[0][1], edges[1][1], 0]);
  }),
};

const onPixels: Convolution = { depthwise: false, strides: [1, 1], padding: 'VALID', holes: [1, 1] };

/** Nodes of an ONNX file, whose configuration says which shape they give and which weights they have. */
function nodesOfFile(
  inputs: readonly Value[],
  config: LayerConfig,
  { graph, weight }: LayerSurroundings,
): Value | undefined {
  const { weights, output_shape: shape } = config as Record<'weights', object> & {
    readonly output_shape?: BatchShape;
  };
  const own = Object.keys(weights).map(weight);
  const known = own.filter((value) => value !== undefined);
  if (known.length < own.length) return undefined;
  return graph.nodesOfFile(config, [...inputs, ...known], [null, ...(shape ?? [])]);
}

/** Srivastava et al. 2014: each value is kept by a chance of 1 − rate, and then divided by it. */
function dropped(
  input: Value,
  rate: unknown,
  shape: BatchShape,
  { graph, learns, random }: LayerSurroundings,
): Value | undefined {
  if (typeof rate !== 'number') return undefined;
  if (!learns || rate === 0) return input;
  const kept = graph.pair('isAtLeast', random(shape, input), graph.number(rate));
  return graph.multiply(input, graph.multiply(kept, graph.number(1 / (1 - rate))));
}

/** Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1; the statistics kept move as Keras moves them. */
function batchNormalised(
  given: Value,
  { axis = -1, epsilon = 1e-3, momentum = 0.99 }: LayerConfig,
  { graph, weight, learns, change, shareOfExample }: LayerSurroundings,
): Value | undefined {
  const statistics = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(weight);
  const [gamma, beta, mean, variance] = statistics;
  const place = placeOfAxis(axis, given.shape) ?? 0;
  const input = moved(graph, given, place, given.shape.length - 1);
  const [examples = null, ...edges] = input.shape.slice(0, -1);
  const channels = input.shape.at(-1);
  if (!gamma || !beta || !mean || !variance || place === 0 || typeof channels !== 'number') return undefined;
  const places = knownSize(edges);
  const pictures = graph.reshape(input, [examples, 1, places, channels]);
  const settings = { epsilon: Number(epsilon), byBatch: learns };
  const of = input.shape.length === 4 ? input : pictures;
  const [values, batchMean, batchVariance] = graph.normalise(of, [gamma, beta, mean, variance], settings);
  if (learns) {
    // TensorFlow's operation gives n / (n − 1) of it, which TensorFlow.js does not keep.
    const uncorrected = graph.pair(
      'subtract',
      graph.number(1),
      graph.multiply(shareOfExample(), graph.number(1 / places)),
    );
    change('moving_mean', nearer(graph, mean, batchMean, Number(momentum)));
    change(
      'moving_variance',
      nearer(graph, variance, graph.multiply(batchVariance, uncorrected), Number(momentum)),
    );
  }
  return moved(graph, graph.reshape(values, input.shape), input.shape.length - 1, place);
}

/** old − (old − new)(1 − momentum) */
function nearer(graph: GraphBuilder, from: Value, towards: Value, momentum: number): Value {
  const step = graph.multiply(graph.pair('subtract', from, towards), graph.number(1 - momentum));
  return graph.pair('subtract', from, step);
}

/** Ba et al. 2016 (arXiv 1607.06450). */
function layerNormalised(
  input: Value,
  { axis = -1, epsilon = 1e-3 }: LayerConfig,
  { graph, weight }: LayerSurroundings,
): Value | undefined {
  const axes = [axis].flat().map((place) => placeOfAxis(place, input.shape) ?? 0);
  if (axes.includes(0)) return undefined;
  const shape = input.shape.map((length, place) => (axes.includes(place) ? length : 1));
  const isAtEnd = axes.every((axisAt, place) => axisAt === input.shape.length - axes.length + place);
  const centred = graph.pair('subtract', input, graph.reduce('mean', input, axes));
  const variance = graph.reduce('mean', graph.multiply(centred, centred), axes);
  const deviation = graph.apply('root', graph.add(variance, graph.number(Number(epsilon))));
  const [gamma, beta] = ['gamma', 'beta'].map((name) => {
    const value = weight(name);
    return value && !isAtEnd ? graph.reshape(value, shape) : value;
  });
  const plain = graph.pair('divide', centred, deviation);
  const scaled = gamma ? graph.multiply(plain, gamma) : plain;
  return beta ? graph.add(scaled, beta) : scaled;
}

function convolutionOf(config: LayerConfig, depthwise: boolean): Convolution | undefined {
  const holes = pairOf(config.dilation_rate ?? 1);
  const window = windowOf(config, config.strides ?? 1);
  if (holes === undefined || window === undefined) return undefined;
  const convolution = { depthwise, holes, ...window };
  const isApart = window.strides.some((stride) => stride > 1);
  return isApart && hasHoles(convolution) ? undefined : convolution;
}

function hasHoles({ holes }: Convolution): boolean {
  return holes.some((pixels) => pixels > 1);
}

type Edges = readonly [readonly [number, number], readonly [number, number]];

/** Pixels above and below, left and right: one number for all, one a side, or two a side. */
function edgesOf(value: unknown): Edges | undefined {
  const [rows, columns = rows] = Array.isArray(value) ? value : [value];
  const [down, across] = [pairOf(rows), pairOf(columns)];
  return down && across ? [down, across] : undefined;
}

/** Whether a number, or each of several, is this one. */
function isAll(numbers: unknown, number: number): boolean {
  return [numbers].flat().every((one) => one === number);
}

/** A number, or one for each channel. */
function constantOf(graph: GraphBuilder, numbers: unknown): Value | undefined {
  if (typeof numbers === 'number') return graph.number(numbers);
  if (!Array.isArray(numbers) || !numbers.every((number) => typeof number === 'number')) return undefined;
  return graph.constant(Float32Array.from(numbers), [numbers.length]);
}
