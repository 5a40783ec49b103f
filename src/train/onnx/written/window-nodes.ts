import type { Shape } from '../../../design/base/tensor-shape';
import type { TopologyLayer } from '../../network/topology';
import { activated } from './activation-nodes';
import {
  type GraphWriter,
  LayerOutput,
  type NodeSetting,
  ofInteger,
  ofIntegers,
  ofWord,
} from './graph-writer';
import { byAxis, isChannelsFirst, type LayerInWriting, type LayerNodes } from './layer-in-writing';

/** A window that goes over a picture, axis by axis. */
interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly holes: readonly number[];
  readonly padding: 'same' | 'valid';
}

/**
 * How far a window reaches over the edges so that it stands in as many places as there are strides, as TensorFlow puts
 * it: the odd one behind.
 */
function overEdges(
  { size, strides, holes, padding }: Window,
  edges: Shape,
): Readonly<Record<string, NodeSetting>> {
  if (padding === 'valid') return {};
  const before: number[] = [];
  const after: number[] = [];
  for (const [axis, edge] of edges.entries()) {
    // The same, worked out from the picture that comes.
    if (edge === null) return { auto_pad: ofWord('SAME_UPPER') };
    const stride = strides[axis] ?? 1;
    const reach = ((size[axis] ?? 1) - 1) * (holes[axis] ?? 1) + 1;
    const all = Math.max((Math.ceil(edge / stride) - 1) * stride + reach - edge, 0);
    before.push(Math.floor(all / 2));
    after.push(Math.ceil(all / 2));
  }
  return { pads: ofIntegers([...before, ...after]) };
}

function edgesAfter({ size, strides, holes, padding }: Window, edges: Shape): Shape {
  return edges.map((edge, axis) => {
    const stride = strides[axis] ?? 1;
    const reach = padding === 'same' ? 1 : ((size[axis] ?? 1) - 1) * (holes[axis] ?? 1) + 1;
    return edge === null ? null : Math.ceil((edge - reach + 1) / stride);
  });
}

function windowOf({ config }: TopologyLayer, size: unknown, axes: number, strides: unknown): Window {
  return {
    size: byAxis(size, axes),
    strides: byAxis(strides ?? 1, axes),
    holes: byAxis(config.dilation_rate ?? 1, axes),
    padding: config.padding === 'same' ? 'same' : 'valid',
  };
}

/** A layer's input and output as the operators of ONNX want them, whichever of the two orders its settings are for. */
interface Spatial {
  readonly name: string;
  readonly channels: number | null;
  readonly edges: Shape;
  output(name: string, channels: number | null, edges: Shape): LayerOutput;
}

export function spatial(writer: GraphWriter, layer: TopologyLayer, given: LayerOutput): Spatial {
  // Where nothing is known of the input, the layer's class says how many axes it has.
  const axes = Number(/[123](?=D)/.exec(layer.className)?.[0] ?? 2) + 1;
  const shape = given.shape ?? Array.from({ length: axes }, () => null);
  const input = given.shape ? given : LayerOutput.plain(writer, shape, given.plain);
  if (isChannelsFirst(layer)) {
    return {
      name: input.plain,
      channels: shape[0] ?? null,
      edges: shape.slice(1),
      output: (name, channels, edges) => LayerOutput.plain(writer, [channels, ...edges], name),
    };
  }
  return {
    name: input.first,
    channels: shape.at(-1) ?? null,
    edges: shape.slice(0, -1),
    output: (name, channels, edges) => LayerOutput.first(writer, [...edges, channels], name),
  };
}

/** Kernels stand as height × width × (input × output), and operators want output × input × height × width. */
export const convolution: LayerNodes = ({ writer, layer, input, weight }) => {
  const { name, edges, output } = spatial(writer, layer, input);
  const axes = edges.length;
  const window = windowOf(layer, layer.config.kernel_size, axes, layer.config.strides);
  const { groups = 1, filters } = layer.config;
  const kernel = writer.transpose(weight('kernel'), [
    axes + 1,
    axes,
    ...Array.from({ length: axes }, (_, axis) => axis),
  ]);
  const settings = {
    ...windowSettings(window, edges),
    ...(groups === 1 ? {} : { group: ofInteger(Number(groups)) }),
  };
  const made = writer.node('Conv', [name, kernel, ...biasOf(layer, weight)], settings);
  return activated(writer, output(made, Number(filters), edgesAfter(window, edges)), layer.config.activation);
};

export const depthwise: LayerNodes = (written) => {
  const { writer, layer } = written;
  const { name, output, channels, edges } = depthwiseNodes(written, biasOf(layer, written.weight));
  return activated(writer, output(name, channels, edges), layer.config.activation);
};

export const separable: LayerNodes = (written) => {
  const { writer, layer, weight } = written;
  const { name, output, edges } = depthwiseNodes(written, []);
  const kernel = writer.transpose(weight('pointwise_kernel'), [3, 2, 0, 1]);
  const made = writer.node('Conv', [name, kernel, ...biasOf(layer, weight)]);
  return activated(writer, output(made, Number(layer.config.filters), edges), layer.config.activation);
};

/** Each channel by itself, to several. */
function depthwiseNodes(
  { writer, layer, input, weight }: LayerInWriting,
  bias: readonly string[],
): Spatial & { readonly channels: number } {
  const { name, channels, edges, output } = spatial(writer, layer, input);
  const { config } = layer;
  const window = windowOf(layer, config.kernel_size, 2, config.strides);
  const each = Number(config.depth_multiplier ?? 1);
  const groups = Number(channels);
  const turned = writer.transpose(weight('depthwise_kernel'), [2, 3, 0, 1]);
  const kernel = writer.reshape(turned, [groups * each, 1, ...window.size]);
  const settings = { ...windowSettings(window, edges), group: ofInteger(groups) };
  return {
    name: writer.node('Conv', [name, kernel, ...bias], settings),
    channels: groups * each,
    edges: edgesAfter(window, edges),
    output,
  };
}

function windowSettings(window: Window, edges: Shape): Readonly<Record<string, NodeSetting>> {
  return {
    kernel_shape: ofIntegers(window.size),
    strides: ofIntegers(window.strides),
    dilations: ofIntegers(window.holes),
    ...overEdges(window, edges),
  };
}

function biasOf({ config }: TopologyLayer, weight: LayerInWriting['weight']): readonly string[] {
  return config.use_bias === false ? [] : [weight('bias')];
}

/** What a convolution of that many strides would have come from. */
export const transposedConvolution: LayerNodes = ({ writer, layer, input, weight }) => {
  const { name, edges, output } = spatial(writer, layer, input);
  const { config } = layer;
  const window = windowOf(layer, config.kernel_size, 2, config.strides);
  const before: number[] = [];
  const after: number[] = [];
  const more: number[] = [];
  for (const [axis, size] of window.size.entries()) {
    const over = size - (window.strides[axis] ?? 1);
    const all = window.padding === 'same' ? Math.max(over, 0) : 0;
    before.push(Math.floor(all / 2));
    after.push(Math.ceil(all / 2));
    more.push(Math.max(-over, 0));
  }
  const made = writer.node(
    'ConvTranspose',
    [name, writer.transpose(weight('kernel'), [3, 2, 0, 1]), ...biasOf(layer, weight)],
    {
      kernel_shape: ofIntegers(window.size),
      strides: ofIntegers(window.strides),
      pads: ofIntegers([...before, ...after]),
      output_padding: ofIntegers(more),
    },
  );
  const grown = edges.map((edge, axis) => {
    const stride = window.strides[axis] ?? 1;
    const rest = window.padding === 'same' ? 0 : Math.max((window.size[axis] ?? 1) - stride, 0);
    return edge === null ? null : edge * stride + rest;
  });
  return activated(writer, output(made, Number(config.filters), grown), config.activation);
};

/** Average pooling counts what lies in the picture alone, as TensorFlow does. */
export const pooling =
  (operator: 'AveragePool' | 'MaxPool'): LayerNodes =>
  ({ writer, layer, input }) => {
    const { name, channels, edges, output } = spatial(writer, layer, input);
    const { pool_size: size, strides } = layer.config;
    const window = windowOf(layer, size, edges.length, strides ?? size);
    const made = writer.node(operator, [name], {
      kernel_shape: ofIntegers(window.size),
      strides: ofIntegers(window.strides),
      ...overEdges(window, edges),
    });
    return output(made, channels, edgesAfter(window, edges));
  };

export const globalPooling =
  (operator: 'GlobalAveragePool' | 'GlobalMaxPool'): LayerNodes =>
  ({ writer, layer, input }) => {
    const { name, channels } = spatial(writer, layer, input);
    const pooled = writer.node(operator, [name]);
    return LayerOutput.plain(writer, [channels], writer.node('Flatten', [pooled], { axis: ofInteger(1) }));
  };
