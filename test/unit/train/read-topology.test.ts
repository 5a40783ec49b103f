import { describe, expect, it } from 'vitest';
import { readTopology } from '../../../src/train/network/read-topology';
import { above, upTo } from '../../../src/train/network/topology';

const dense = (name: string, inbound?: readonly unknown[]) => ({
  class_name: 'Dense',
  config: { name, units: 2, trainable: false },
  ...(inbound === undefined ? {} : { name, inbound_nodes: inbound }),
});
const input = (name: string) => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_input_shape: [null, 4] },
  inbound_nodes: [],
});
const from = (...names: string[]) => [names.map((name) => [name, 0, 0, {}])];
const functional = (layers: readonly unknown[], inputs: unknown, outputs: unknown, name = 'net') => ({
  class_name: 'Functional',
  name,
  config: { name, layers, input_layers: inputs, output_layers: outputs },
});
const read = (model: object) => readTopology({ modelTopology: { model_config: model } });
const names = (model: object) =>
  read(model).layers.map(({ name, inbound }) => `${name}<-${inbound.join('+')}`);

describe('readTopology', () => {
  it('gives a Sequential its input layer', () => {
    const first = { class_name: 'Dense', config: { name: 'a', units: 2, batch_input_shape: [null, 4] } };
    const layers = { name: 's', layers: [first, dense('b')] };
    expect(names({ class_name: 'Sequential', config: layers })).toEqual(['a_input<-', 'a<-a_input', 'b<-a']);
    expect(names({ class_name: 'Sequential', config: [first] })).toEqual(['a_input<-', 'a<-a_input']);
  });

  it('sorts layers that stand in any order, and leaves out what leads to no output', () => {
    const layers = [dense('c', from('b')), dense('b', from('a')), dense('idle', from('a')), input('a')];
    expect(names(functional(layers, [['a', 0, 0]], [['c', 0, 0]]))).toEqual(['a<-', 'b<-a', 'c<-b']);
  });

  it('flattens nested models', () => {
    const inner = functional(
      [input('inner_in'), dense('x', from('inner_in')), dense('y', from('x'))],
      [['inner_in', 0, 0]],
      [['y', 0, 0]],
      'inner',
    );
    const layers = [input('a'), { ...inner, inbound_nodes: from('a') }, dense('z', from('inner'))];
    expect(names(functional(layers, [['a', 0, 0]], [['z', 0, 0]]))).toEqual(['a<-', 'x<-a', 'y<-x', 'z<-y']);
  });

  describe('ReLU, of which TensorFlow.js reads the cap alone,', () => {
    const reLU = (config: object) => {
      const layer = { class_name: 'ReLU', config: { name: 'r', ...config }, inbound_nodes: from('a') };
      return read(functional([input('a'), layer], [['a', 0, 0]], [['r', 0, 0]])).layers[1];
    };

    it('stays as it is without a slope or threshold', () => {
      const config = { name: 'r', max_value: 6, negative_slope: 0, threshold: 0 };
      expect(reLU(config)).toMatchObject({ className: 'ReLU', config });
    });

    it('becomes LeakyReLU with a slope', () => {
      const layer = reLU({ max_value: null, negative_slope: 0.2, threshold: 0 });
      expect(layer).toMatchObject({ className: 'LeakyReLU', config: { name: 'r', alpha: 0.2 } });
      expect(layer?.config).not.toHaveProperty('negative_slope');
    });

    it.each([{ threshold: 1 }, { negative_slope: 0.1, max_value: 6 }])('is refused with %j', (config) => {
      expect(() => reLU(config)).toThrow(/ReLU "r"/);
    });
  });

  it("leaves out what Keras writes of a separable convolution's kernel, which TensorFlow.js refuses", () => {
    const config = {
      name: 's',
      kernel_initializer: 'zeros',
      kernel_regularizer: null,
      kernel_constraint: null,
    };
    const separable = { ...dense('s', from('a')), class_name: 'SeparableConv2D', config };
    const { layers } = read(functional([input('a'), separable], [['a', 0, 0]], [['s', 0, 0]]));
    expect(layers[1]?.config).toEqual({ name: 's' });
    const plain = { ...separable, class_name: 'Conv2D' };
    const others = read(functional([input('a'), plain], [['a', 0, 0]], [['s', 0, 0]])).layers;
    expect(others[1]?.config).toHaveProperty('kernel_initializer');
  });

  it('counts inputs and outputs where there is not one of each', () => {
    const model = functional(
      [input('a'), dense('b', from('a')), dense('c', from('a'))],
      ['a', 0, 0],
      [
        ['b', 0, 0],
        ['c', 0, 0],
      ],
    );
    expect(() => read(model)).toThrow(/has 1.input and 2.outputs; one of each is needed/);
  });

  it("reads Keras 3's way of writing", () => {
    const tensor = {
      class_name: '__keras_tensor__',
      config: { shape: [null, 4], keras_history: ['a', 0, 0] },
    };
    const layers = [
      {
        class_name: 'InputLayer',
        name: 'a',
        config: { name: 'a', batch_shape: [null, 4], dtype: 'float32' },
        inbound_nodes: [],
      },
      {
        ...dense('b', [{ args: [tensor], kwargs: {} }]),
        config: { name: 'b', units: 2, dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } } },
      },
    ];
    const topology = read(functional(layers, ['a', 0, 0], ['b', 0, 0]));
    expect(topology.layers[0]?.config.batch_input_shape).toEqual([null, 4]);
    expect(topology.layers[1]).toMatchObject({ inbound: ['a'], config: { dtype: 'float32' } });
  });

  it('drops a trainable flag that was saved with the base', () => {
    expect(
      read(functional([input('a'), dense('b', from('a'))], [['a', 0, 0]], [['b', 0, 0]])).layers[1]?.config,
    ).not.toHaveProperty('trainable');
  });

  it.each([
    ['no topology', {}, /does not describe layers/],
    ['no layers', { class_name: 'Sequential', config: [] }, /no layers/],
    [
      'two inputs',
      functional(
        [input('a'), input('b')],
        [
          ['a', 0, 0],
          ['b', 0, 0],
        ],
        [['a', 0, 0]],
      ),
      /2.inputs/,
    ],
    [
      'a circle',
      functional([input('a'), dense('b', from('c')), dense('c', from('b'))], [['a', 0, 0]], [['c', 0, 0]]),
      /circle/,
    ],
    [
      'an unknown source',
      functional([input('a'), dense('b', from('x'))], [['a', 0, 0]], [['b', 0, 0]]),
      /unknown/,
    ],
    [
      'a layer used twice',
      functional([input('a'), dense('b', [...from('a'), ...from('a')])], [['a', 0, 0]], [['b', 0, 0]]),
      /used 2 times/,
    ],
    [
      'a name used twice',
      functional([input('a'), dense('b', from('a')), dense('b', from('a'))], [['a', 0, 0]], [['b', 0, 0]]),
      /two layers are named/,
    ],
    [
      'a second output read',
      functional([input('a'), dense('b', [[['a', 0, 1, {}]]])], [['a', 0, 0]], [['b', 0, 0]]),
      /not known/,
    ],
  ])('names what is wrong: %s', (_, model, message) => {
    expect(() => read(model)).toThrow(message);
  });

  it.each([null, 1, 'text', [], { modelTopology: null }])('never crashes on %j', (value) => {
    expect(() => readTopology(value)).toThrow(/cannot be used/);
  });
});

describe('cutting', () => {
  const layers = [input('a'), dense('b', from('a')), dense('c', from('b')), dense('d', from('b', 'c'))];
  const topology = read(functional(layers, [['a', 0, 0]], [['d', 0, 0]]));

  it('keeps what the cut depends on', () => {
    expect(upTo(topology, 'b').layers.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('feeds the rest with the output of a legal cut', () => {
    const rest = above(topology, 'b', [2]);
    expect(rest.layers.map(({ name }) => name)).toEqual(['b', 'c', 'd']);
    expect(rest.layers[0]).toMatchObject({
      className: 'InputLayer',
      config: { batch_input_shape: [null, 2] },
    });
  });

  it('refuses a cut that is crossed by two tensors', () => {
    expect(() => above(topology, 'c', [2])).toThrow(/past the cut/);
  });
});
