import { writeLayersModel } from '../layers-model';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

const channels = 4;
const layersABlock = 10;
const layersOutside = 4;

/** How many blocks a base of about `layers` layers has. */
export function blocksOf(layers: number): number {
  return Math.floor((layers - layersOutside) / layersABlock);
}

/** Lists a residual network: blocks of three convolutions with normalisation, and an arrow round them. */
class LargeBase {
  readonly layers: object[] = [];
  readonly weights: Weight[] = [];

  constructor(blocks: number) {
    this.#add('InputLayer', 'image', [], {
      batch_input_shape: [null, 32, 32, 3],
      dtype: 'float32',
      sparse: false,
    });
    let last = this.#convolution('stem', 'image', 3);
    for (let block = 1; block <= blocks; block += 1) last = this.#block(`block${block}`, last);
    this.#add('GlobalAveragePooling2D', 'pool', [last], { data_format: 'channels_last' });
    this.#add('Dense', 'predictions', ['pool'], { units: 10, activation: 'softmax', use_bias: true });
    this.#weigh('predictions/kernel', [channels, 10]);
    this.#weigh('predictions/bias', [10]);
  }

  #block(name: string, before: string): string {
    let last = before;
    for (const part of [1, 2, 3]) {
      last = this.#convolution(`${name}_conv${part}`, last, channels);
      last = this.#normalisation(`${name}_bn${part}`, last);
      last = this.#add('ReLU', `${name}_relu${part}`, [last], {});
    }
    return this.#add('Add', `${name}_add`, [last, before], {});
  }

  #convolution(name: string, from: string, inputs: number): string {
    this.#weigh(`${name}/kernel`, [3, 3, inputs, channels]);
    return this.#add('Conv2D', name, [from], {
      filters: channels,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'same',
      use_bias: false,
      activation: 'linear',
      data_format: 'channels_last',
    });
  }

  #normalisation(name: string, from: string): string {
    for (const weight of ['gamma', 'beta', 'moving_mean', 'moving_variance'])
      this.#weigh(`${name}/${weight}`, [channels]);
    const config = { axis: -1, momentum: 0.99, epsilon: 0.001, center: true, scale: true };
    return this.#add('BatchNormalization', name, [from], config);
  }

  #add(className: string, name: string, inbound: readonly string[], config: object): string {
    const nodes = inbound.length === 0 ? [] : [inbound.map((from) => [from, 0, 0, {}])];
    this.layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: nodes });
    return name;
  }

  #weigh(name: string, shape: readonly number[]): void {
    this.weights.push({ name, shape });
  }
}

/** Writes a made-up residual base of about so many layers; its weights are zeros, for nothing is computed by it. */
export async function writeLargeBase(folder: string, layers: number): Promise<void> {
  const base = new LargeBase(blocksOf(layers));
  const count = base.weights.reduce((sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1), 0);
  await writeLayersModel(folder, { ...base, name: 'large', values: new Uint8Array(count * 4), edge: 32 });
}
