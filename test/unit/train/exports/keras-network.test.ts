import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerType } from '../../../../src/design/base/layer-types';
import { kerasConfig, kerasNetwork, kerasWeights } from '../../../../src/train/exports/keras-network';
import { kerasSettings } from '../../../../src/train/exports/keras-settings';
import type { TopologyLayer } from '../../../../src/train/network/topology';
import type { StoredWeights } from '../../../../src/train/network/weight-values';

const layer = (
  className: string,
  name: string,
  inbound: readonly string[],
  config: object = {},
): TopologyLayer => ({ className, name, config: { name, ...config }, inbound });
const input = layer('InputLayer', 'image', [], { batch_input_shape: [null, 8, 8, 3], sparse: false });
const kernel = { shape: [1], read: async () => Float32Array.of(1) };
const weightsOf = (...names: string[]): StoredWeights => new Map(names.map((name) => [name, kernel]));
const network = (layers: readonly TopologyLayer[], weights = weightsOf()) =>
  kerasNetwork({ name: 'net', layers: [input, ...layers] }, weights);
const shown = (layers: readonly { name: string; className: string; inbound: readonly string[] }[]) =>
  layers.map(({ name, className, inbound }) => `${className} ${name}<-${inbound}`);

/** All that the table of layers takes. */
function takenTypes(): readonly string[] {
  const table = path.resolve(import.meta.dirname, '../../../../src/design/base/layer-types.ts');
  const names = [...readFileSync(table, 'utf8').matchAll(/^ {2}([A-Z]\w+):/gm)].map(([, name = '']) => name);
  return names.filter((name) => layerType(name).is === 'taken');
}

describe("a network in Keras's words", () => {
  it('has no slash in its names, and each name once', () => {
    const { layers } = network([layer('ReLU', 'a/b', ['image']), layer('ReLU', 'a_b', ['a/b'])]);
    expect(shown(layers).slice(1)).toEqual(['ReLU a_b<-image', 'ReLU a_b_2<-a_b']);
  });

  it('lists layers as Keras does, by how far they are from the output, for it gives weights by that order', () => {
    const layers = [
      layer('Conv2D', 'short', ['image']),
      layer('Conv2D', 'long1', ['image']),
      layer('Conv2D', 'long2', ['long1']),
      layer('Add', 'sum', ['long2', 'short']),
      layer('Conv2D', 'last', ['sum']),
    ];
    expect(network(layers).layers.map(({ name }) => name)).toEqual([
      ...['image', 'long1', 'long2', 'short', 'sum', 'last'],
    ]);
    const [first, second, third] = layers as [TopologyLayer, TopologyLayer, TopologyLayer];
    const other = [second, third, first, ...layers.slice(3)];
    expect(network(other).layers).toEqual(network(layers).layers);
  });

  it('lists five thousand layers one above the other', () => {
    const layers = Array.from({ length: 5000 }, (_, at) =>
      layer('ReLU', `relu${at}`, [at === 0 ? 'image' : `relu${at - 1}`]),
    );
    expect(network(layers).layers.at(-1)?.name).toBe('relu4999');
  });

  it('has the hard sigmoid of TensorFlow.js, which is another in Keras 3, as layers that are alike in both', () => {
    const dense = layer('Dense', 'gate', ['image'], { units: 2, activation: 'hard_sigmoid', use_bias: true });
    const made = network(
      [dense, layer('Activation', 'gate_line', ['gate'], { activation: 'hard_sigmoid' })],
      weightsOf('gate/kernel', 'gate/bias'),
    );
    expect(shown(made.layers).slice(1)).toEqual([
      'Dense gate_linear<-image',
      'Rescaling gate_line_2<-gate_linear',
      'ReLU gate<-gate_line_2',
      'Rescaling gate_line_line<-gate',
      'ReLU gate_line<-gate_line_line',
    ]);
    expect(made.layers[1]?.config).toMatchObject({ units: 2, activation: 'linear' });
    expect([...kerasWeights(made).keys()]).toEqual(['gate_linear/kernel', 'gate_linear/bias']);
  });

  it('says a threshold by the layer that Keras 3 still has', () => {
    const { layers } = network([layer('ThresholdedReLU', 'limit', ['image'], { theta: 0.3 })]);
    expect(layers[1]).toMatchObject({ className: 'ReLU', config: { threshold: 0.3 } });
  });

  it('keeps what answers depend on alone, and says where the channels are', () => {
    const config = {
      ...{ filters: 4, kernel_size: [3, 3], groups: 1, kernel_initializer: {}, trainable: true },
      data_format: 'channelsFirst',
    };
    const { layers } = network([
      layer('Conv2D', 'one', ['image'], config),
      layer('Flatten', 'flat', ['one']),
    ]);
    expect(layers.map((one) => one.config).slice(1)).toEqual([
      { filters: 4, kernel_size: [3, 3], data_format: 'channels_first' },
      { data_format: 'channels_last' },
    ]);
    expect(kerasConfig(network([layer('Flatten', 'flat', ['image'])]))).toMatchObject({
      class_name: 'Model',
      config: { input_layers: [['image', 0, 0]], output_layers: [['flat', 0, 0]] },
    });
  });

  it.each([
    ['UpSampling2D', { interpolation: 'bilinear' }, /corners of pixels/],
    ['Unheard', {}, /no word in Keras/],
  ])('is refused with %s %j', (className, config, why) => {
    const refusing = () => network([layer(className, 'odd', ['image'], config)]);
    expect(refusing).toThrow(why);
    expect(refusing).toThrow(expect.objectContaining({ code: 'export-refused' }));
  });

  it('has words for every layer that a run may save', () => {
    // The first two become other layers when a base is read, the third when it is written.
    const others = ['Normalization', 'LayerScale', 'ThresholdedReLU'];
    const known = new Set([...Object.keys(kerasSettings), ...others]);
    expect([...known].filter((name) => layerType(name).is !== 'taken')).toEqual([]);
    expect(takenTypes().length).toBeGreaterThan(40);
    expect(takenTypes().filter((name) => !known.has(name))).toEqual([]);
  });
});
