import { seededRandom } from '../src/design/images/random';
import { writeLayersModel } from './layers-model';

const [edge, channels] = [32, 16];

/** Writes a base of convolutions that each do the same work. @returns its model.json */
export async function writeChain(folder: string, convolutions: number): Promise<string> {
  const common = { kernel_size: [3, 3], strides: [1, 1], padding: 'same', data_format: 'channels_last' };
  const layer = (className: string, name: string, config: object, before?: string) => ({
    class_name: className,
    ...{ name, config: { name, ...config } },
    inbound_nodes: before === undefined ? [] : [[[before, 0, 0, {}]]],
  });
  const image = { batch_input_shape: [null, edge, edge, 3], dtype: 'float32', sparse: false };
  const names = Array.from({ length: convolutions }, (_, index) => `conv${index + 1}`);
  const layers = [
    layer('InputLayer', 'image', image),
    ...names.map((name, index) => {
      const settings = { filters: channels, ...common, use_bias: true, activation: 'relu' };
      return layer('Conv2D', name, settings, names[index - 1] ?? 'image');
    }),
    layer('GlobalAveragePooling2D', 'pool', { data_format: 'channels_last' }, names.at(-1)),
    layer('Dense', 'predictions', { units: 10, activation: 'softmax', use_bias: true }, 'pool'),
  ];
  const weights = [
    ...names.flatMap((name, index) => [
      { name: `${name}/kernel`, shape: [3, 3, index === 0 ? 3 : channels, channels] },
      { name: `${name}/bias`, shape: [channels] },
    ]),
    { name: 'predictions/kernel', shape: [channels, 10] },
    { name: 'predictions/bias', shape: [10] },
  ];
  const random = seededRandom('chain');
  const parts = weights.map(({ shape }) => {
    const inputs = shape.slice(0, -1).reduce((total, size) => total * size, 1);
    const spread = shape.length === 1 ? 0 : Math.sqrt(6 / inputs);
    const count = inputs * (shape.at(-1) ?? 1);
    return Float32Array.from({ length: count }, () => (random() - 0.5) * 2 * spread);
  });
  const values = Buffer.concat(parts.map((part) => Buffer.from(part.buffer)));
  return writeLayersModel(folder, { name: 'chain', layers, weights, values, edge });
}
