import { transposed } from '../../../catalog/layers-model';
import type { SourceTensor } from '../../../catalog/source-tensor';
import { type HardActivation, hardActivation } from '../../network/hard-activations';
import { inputLayer, type Topology, type TopologyLayer } from '../../network/topology';
import type { StoredWeight, StoredWeights } from '../../network/weight-values';
import type { FileTensors } from './file-tensors';

export type Activation = HardActivation | 'gelu' | 'relu' | 'relu6' | 'sigmoid' | 'swish';

/**
 * What stands around a picture before a kernel goes over it: as many zeros on both sides as PyTorch puts there; as many
 * as TensorFlow's `same`, which for a stride of 2 are more below and to the right; none.
 */
export type Padding = 'symmetric' | 'same' | 'none';

export interface Kernel {
  /** Height and width, or both. */
  readonly kernel: number | readonly [number, number];
  readonly stride?: number;
  /** Without it symmetric. */
  readonly padding?: Padding;
  /** A kernel for each channel. */
  readonly depthwise?: boolean;
}

/**
 * A network of Keras layers, laid out from the input on, around the tensors of a PyTorch file: how wide each layer is, is
 * read from its tensor's shape. Layers are named after PyTorch's modules. It goes on where a tensor is missing or does not
 * fit, and is then none that can be built.
 */
export class TensorNetwork {
  readonly #layers: TopologyLayer[] = [];
  readonly #weights = new Map<string, StoredWeight>();
  /** Channels of each layer's output, where they are known. */
  readonly #channels = new Map<string, number | undefined>();

  constructor(readonly tensors: FileTensors) {}

  channelsOf(layer: string): number | undefined {
    return this.#channels.get(layer);
  }

  topology(name: string): Topology {
    return { name, layers: this.#layers };
  }

  get weights(): StoredWeights {
    return this.#weights;
  }

  /** @param size height and width in pixels; null takes any */
  image(size: number | null): string {
    const layer = inputLayer('image', [size, size, 3]);
    this.#layers.push(layer);
    this.#channels.set(layer.name, 3);
    return layer.name;
  }

  /** A convolution, with a bias where it has one. */
  convolution(name: string, before: string, settings: Kernel): string {
    const { kernel, stride = 1, padding = 'symmetric', depthwise = false } = settings;
    const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const channels = this.channelsOf(before);
    const needed = depthwise ? [channels, 1, height, width] : [undefined, channels, height, width];
    const tensor = this.tensors.take(`${name}.weight`, needed);
    const filters = tensor?.shape[0];
    const use_bias = this.#bias(name, filters);
    // With a stride of 1, `same` puts as many zeros on both sides as well.
    const isPadded = padding === 'symmetric' && stride > 1 && height > 1;
    const source = isPadded ? this.zeros(`${name}.pad`, before, (height - 1) / 2) : before;
    const config = {
      kernel_size: [height, width],
      strides: [stride, stride],
      padding: padding === 'none' || isPadded || (height === 1 && width === 1) ? 'valid' : 'same',
      use_bias,
    };
    if (depthwise) {
      this.#place(`${name}/depthwise_kernel`, tensor, [2, 3, 0, 1]);
      return this.#add(name, 'DepthwiseConv2D', { ...config, depth_multiplier: 1 }, [source], filters);
    }
    this.#place(`${name}/kernel`, tensor, [2, 3, 1, 0]);
    return this.#add(name, 'Conv2D', { ...config, filters: filters ?? 1 }, [source], filters);
  }

  /**
   * A dense layer over the last axis. PyTorch has some as convolutions of pictures of one pixel.
   * @param edge height and width of the features that are flattened before it; PyTorch does so channel by channel, Keras
   *   pixel by pixel, so the kernel's rows are put in that order
   */
  dense(name: string, before: string, edge = 1): string {
    const channels = this.channelsOf(before);
    const shape = this.tensors.shapeOf(`${name}.weight`);
    const inputs = channels === undefined ? undefined : channels * edge * edge;
    const needed = shape?.length === 4 ? [undefined, channels, edge, edge] : [undefined, inputs];
    const tensor = this.tensors.take(`${name}.weight`, needed);
    const units = tensor?.shape[0];
    const use_bias = this.#bias(name, units);
    if (tensor !== undefined && units !== undefined && channels !== undefined) {
      const unfolded = { shape: [units, channels, edge, edge], values: tensor.values };
      this.#place(`${name}/kernel`, unfolded, [2, 3, 1, 0], [edge * edge * channels, units]);
    }
    return this.#add(name, 'Dense', { units: units ?? 1, use_bias }, [before], units);
  }

  normalisation(name: string, before: string, epsilon: number): string {
    const channels = this.channelsOf(before);
    for (const [own, there] of [
      ['gamma', 'weight'],
      ['beta', 'bias'],
      ['moving_mean', 'running_mean'],
      ['moving_variance', 'running_var'],
    ] as const) {
      this.#place(`${name}/${own}`, this.tensors.take(`${name}.${there}`, [channels]), [0]);
    }
    const config = { axis: -1, momentum: 0.9, epsilon, center: true, scale: true };
    return this.#add(name, 'BatchNormalization', config, [before], channels);
  }

  /** Over the channels of each pixel. */
  layerNormalisation(name: string, before: string, epsilon: number): string {
    const channels = this.channelsOf(before);
    this.#place(`${name}/gamma`, this.tensors.take(`${name}.weight`, [channels]), [0]);
    this.#place(`${name}/beta`, this.tensors.take(`${name}.bias`, [channels]), [0]);
    return this.#add(name, 'LayerNormalization', { axis: [-1], epsilon }, [before], channels);
  }

  /** A factor for each channel. */
  channelFactors(name: string, before: string): string {
    const channels = this.channelsOf(before);
    const axes = (this.tensors.shapeOf(name)?.length ?? 1) - 1;
    const tensor = this.tensors.take(name, [channels, ...Array.from({ length: axes }, () => 1)]);
    this.#place(`${name}/gamma`, tensor && { ...tensor, shape: tensor.shape.slice(0, 1) }, [0]);
    return this.#add(name, 'LayerScale', {}, [before], channels);
  }

  activation(name: string, before: string, which: Activation): string {
    const channels = this.channelsOf(before);
    switch (which) {
      case 'relu':
        return this.#add(name, 'ReLU', {}, [before], channels);
      case 'relu6':
        return this.#add(name, 'ReLU', { max_value: 6 }, [before], channels);
      case 'hard sigmoid':
      case 'hard swish':
        this.#layers.push(...hardActivation(which, name, before));
        this.#channels.set(name, channels);
        return name;
      default:
        return this.#add(name, 'Activation', { activation: which }, [before], channels);
    }
  }

  add(name: string, one: string, other: string): string {
    const channels = this.channelsOf(one);
    if (channels !== this.channelsOf(other)) this.tensors.lacks(`${name}.downsample.0.weight`);
    return this.#add(name, 'Add', {}, [one, other], channels);
  }

  /** Each channel times its own number. */
  multiply(name: string, before: string, factors: string): string {
    return this.#add(name, 'Multiply', {}, [before, factors], this.channelsOf(before));
  }

  concatenate(name: string, parts: readonly string[]): string {
    const channels = parts.map((part) => this.channelsOf(part));
    const sum = channels.reduce<number | undefined>(
      (total, count) => (total === undefined || count === undefined ? undefined : total + count),
      0,
    );
    return this.#add(name, 'Concatenate', { axis: -1 }, parts, sum);
  }

  zeros(name: string, before: string, edge: number): string {
    const padding = [
      [edge, edge],
      [edge, edge],
    ];
    return this.#add(name, 'ZeroPadding2D', { padding }, [before], this.channelsOf(before));
  }

  maxPool(name: string, before: string, size: number, stride: number): string {
    return this.#pool(name, 'MaxPooling2D', before, size, stride);
  }

  averagePool(name: string, before: string, size: number, stride: number): string {
    return this.#pool(name, 'AveragePooling2D', before, size, stride);
  }

  globalPool(name: string, before: string): string {
    return this.#add(name, 'GlobalAveragePooling2D', {}, [before], this.channelsOf(before));
  }

  /** A vector as a picture of one pixel. */
  onePixel(name: string, before: string): string {
    const channels = this.channelsOf(before);
    return this.#add(name, 'Reshape', { target_shape: [1, 1, channels ?? 1] }, [before], channels);
  }

  flatten(name: string, before: string): string {
    return this.#add(name, 'Flatten', {}, [before], this.channelsOf(before));
  }

  #pool(name: string, className: string, before: string, size: number, stride: number): string {
    const config = { pool_size: [size, size], strides: [stride, stride], padding: 'valid' };
    return this.#add(name, className, config, [before], this.channelsOf(before));
  }

  #bias(name: string, length: number | undefined): boolean {
    if (!this.tensors.has(`${name}.bias`)) return false;
    this.#place(`${name}/bias`, this.tensors.take(`${name}.bias`, [length]), [0]);
    return true;
  }

  /** @param shape where it is another than the tensor's with its axes in this order */
  #place(
    name: string,
    tensor: SourceTensor | undefined,
    axes: readonly number[],
    shape: readonly number[] = axes.map((axis) => tensor?.shape[axis] ?? 1),
  ): void {
    if (tensor === undefined) return;
    this.#weights.set(name, {
      shape,
      read: async () => transposed(tensor.values(), tensor.shape, axes),
    });
  }

  #add(
    name: string,
    className: string,
    config: Readonly<Record<string, unknown>>,
    inbound: readonly string[],
    channels: number | undefined,
  ): string {
    this.#layers.push({ name, className, config: { name, ...config }, inbound });
    this.#channels.set(name, channels);
    return name;
  }
}
