import { seededRandom } from '../src/design/images/random';
import { writeLayersModel } from './layers-model';

type LayerJson = Readonly<Record<string, unknown>>;

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Filters and stride of the 13 separable blocks (Howard et al. 2017, arXiv 1704.04861, table 1). */
const blocks: readonly (readonly [number, number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
];

/** Lists the layers and weights of MobileNet, width 1.0, 1,000 classes, for `edge` × `edge` images. */
class MobileNet {
  readonly layers: LayerJson[] = [];
  readonly weights: Weight[] = [];
  private previous = '';

  constructor(edge: number) {
    this.add('InputLayer', 'image', {
      batch_input_shape: [null, edge, edge, 3],
      dtype: 'float32',
      sparse: false,
    });
    this.convolution('conv1', 3, 3, 32, 2);
    let channels = 32;
    for (const [index, [filters, stride]] of blocks.entries()) {
      this.depthwise(`conv_dw_${index + 1}`, channels, stride);
      this.convolution(`conv_pw_${index + 1}`, 1, channels, filters, 1);
      channels = filters;
    }
    this.add('GlobalAveragePooling2D', 'global_average_pooling2d', { data_format: 'channels_last' });
    this.add('Dense', 'predictions', { units: 1000, activation: 'softmax', use_bias: true });
    this.weights.push(
      { name: 'predictions/kernel', shape: [1024, 1000] },
      { name: 'predictions/bias', shape: [1000] },
    );
  }

  private add(className: string, name: string, config: object): void {
    const inbound = this.previous === '' ? [] : [[[this.previous, 0, 0, {}]]];
    this.layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: inbound });
    this.previous = name;
  }

  private convolution(name: string, size: number, channels: number, filters: number, stride: number): void {
    const common = { strides: [stride, stride], padding: 'same', use_bias: false, activation: 'linear' };
    this.add('Conv2D', name, { filters, kernel_size: [size, size], data_format: 'channels_last', ...common });
    this.weights.push({ name: `${name}/kernel`, shape: [size, size, channels, filters] });
    this.normalised(name, filters);
  }

  private depthwise(name: string, channels: number, stride: number): void {
    const common = { strides: [stride, stride], padding: 'same', use_bias: false, activation: 'linear' };
    this.add('DepthwiseConv2D', name, {
      kernel_size: [3, 3],
      depth_multiplier: 1,
      data_format: 'channels_last',
      ...common,
    });
    this.weights.push({ name: `${name}/depthwise_kernel`, shape: [3, 3, channels, 1] });
    this.normalised(name, channels);
  }

  private normalised(name: string, channels: number): void {
    this.add('BatchNormalization', `${name}_bn`, {
      axis: -1,
      momentum: 0.99,
      epsilon: 0.001,
      center: true,
      scale: true,
    });
    for (const weight of ['gamma', 'beta', 'moving_mean', 'moving_variance']) {
      this.weights.push({ name: `${name}_bn/${weight}`, shape: [channels] });
    }
    this.add('ReLU', `${name}_relu`, { max_value: 6 });
  }
}

/** Writes a MobileNet of seeded random weights: speed does not ask what they are. @returns its model.json */
export async function writeMobileNet(folder: string, edge: number): Promise<string> {
  const { layers, weights } = new MobileNet(edge);
  const random = seededRandom('mobilenet');
  const parts = weights.map(({ name, shape }) => {
    const count = shape.reduce((total, size) => total * size, 1);
    const spread = Math.sqrt(6 / shape.slice(0, -1).reduce((total, size) => total * size, 1));
    const positive = name.endsWith('gamma') || name.endsWith('variance');
    return Float32Array.from({ length: count }, () => (positive ? 1 : (random() - 0.5) * 2 * spread));
  });
  const values = Buffer.concat(parts.map((part) => Buffer.from(part.buffer)));
  return writeLayersModel(folder, { name: 'mobilenet', layers, weights, values, edge });
}
