import { describe, expect, it } from 'vitest';
import { readTopology } from '../../../../src/train/network/read-topology';
import { above, upTo } from '../../../../src/train/network/topology';
import { processorTime } from '../../../fixtures/processor-time';

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
const read = (model: object) => readTopology({ model_config: model });
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

    it('becomes ThresholdedReLU with a threshold', () => {
      const layer = reLU({ max_value: null, negative_slope: 0, threshold: 0.5 });
      expect(layer).toMatchObject({ className: 'ThresholdedReLU', config: { name: 'r', theta: 0.5 } });
      expect(layer?.config).not.toHaveProperty('threshold');
    });

    it.each([
      { threshold: 1, max_value: 6 },
      { threshold: 1, negative_slope: 0.1 },
      { negative_slope: 0.1, max_value: 6 },
    ])('is refused with %j', (config) => {
      expect(() => reLU(config)).toThrow(/ReLU "r"/);
    });
  });

  it('takes bilinear upsampling from TensorFlow.js alone, for Keras interpolates between other places', () => {
    const layer = {
      class_name: 'UpSampling2D',
      config: { name: 'up', interpolation: 'bilinear' },
      inbound_nodes: from('a'),
    };
    const model = functional([input('a'), layer], [['a', 0, 0]], [['up', 0, 0]]);
    const written = (by: string) => readTopology({ keras_version: by, model_config: model });
    expect(written('tfjs-layers 4.22.0').layers[1]).toMatchObject({ name: 'up' });
    for (const by of ['2.15.0', '3.4.1']) expect(() => written(by)).toThrow(/between their middles/);
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

  describe('a Sequential', () => {
    const sequential = (layers: readonly unknown[], more: object = {}) => ({
      class_name: 'Sequential',
      name: 's',
      config: { name: 's', layers, ...more },
    });
    const inner = functional(
      [input('inner_in'), dense('x', from('inner_in'))],
      [['inner_in', 0, 0]],
      [['x', 0, 0]],
      'inner',
    );

    it('takes its input from its first layer, however deep it lies', () => {
      expect(names(sequential([inner, dense('y')]))).toEqual(['inner_in<-', 'x<-inner_in', 'y<-x']);
      const deep = sequential([sequential([sequential([inner])]), dense('y')]);
      expect(names(deep)).toEqual(['inner_in<-', 'x<-inner_in', 'y<-x']);
    });

    it.each([
      ['batch_input_shape', { batch_input_shape: [null, 4] }],
      ['batchInputShape', { batchInputShape: [8, 4] }],
      ['batch_shape', { batch_shape: [1, 4] }],
      ['input_shape', { input_shape: [4] }],
    ])('reads the shape of its input from %s, for any batch', (_, shape) => {
      const first = { class_name: 'Dense', config: { name: 'a', units: 2, ...shape } };
      const { layers } = read(sequential([first]));
      expect(layers[0]?.config.batch_input_shape).toEqual([null, 4]);
      expect(layers[1]?.config).toEqual({ name: 'a', units: 2 });
    });

    it('reads the shape of its input from its build, or that of its first layer', () => {
      for (const model of [
        sequential([dense('a')], { build_input_shape: [null, 4] }),
        sequential([{ ...dense('a'), build_config: { input_shape: [null, 4] } }]),
      ])
        expect(read(model).layers[0]?.config.batch_input_shape).toEqual([null, 4]);
      expect(() => read(sequential([dense('a')]))).toThrow(/does not say the shape of its input/);
    });
  });

  it('gives a batch of fixed size up', () => {
    const fixed = { ...input('a'), config: { name: 'a', batch_input_shape: [1, 4] } };
    const { layers } = read(functional([fixed, dense('b', from('a'))], [['a', 0, 0]], [['b', 0, 0]]));
    expect(layers[0]?.config.batch_input_shape).toEqual([null, 4]);
  });

  it('reads keys in camelCase, as TensorFlow.js does', () => {
    const model = {
      className: 'Model',
      config: {
        name: 'net',
        layers: [
          {
            className: 'InputLayer',
            name: 'aB',
            config: { name: 'aB', batchInputShape: [null, 4] },
            inboundNodes: [],
          },
          { className: 'Dense', name: 'b', config: { name: 'b', useBias: true }, inboundNodes: from('aB') },
        ],
        inputLayers: [['aB', 0, 0]],
        outputLayers: [['b', 0, 0]],
      },
    };
    expect(names(model)).toEqual(['aB<-', 'b<-aB']);
    expect(read(model).layers[1]?.config).toEqual({ name: 'b', use_bias: true });
  });

  it('reads a model of several inputs and outputs within another', () => {
    const pair = functional(
      [input('p'), input('q'), dense('x', from('p')), dense('y', from('q'))],
      [
        ['p', 0, 0],
        ['q', 0, 0],
      ],
      [
        ['x', 0, 0],
        ['y', 0, 0],
      ],
      'pair',
    );
    const both = [
      [
        ['pair', 1, 1, {}],
        ['pair', 1, 0, {}],
      ],
    ];
    const layers = [
      input('a'),
      dense('b', from('a')),
      { ...pair, inbound_nodes: from('a', 'b') },
      { class_name: 'Add', name: 'sum', config: { name: 'sum' }, inbound_nodes: both },
    ];
    expect(names(functional(layers, [['a', 0, 0]], [['sum', 0, 0]]))).toEqual([
      'a<-',
      'b<-a',
      'x<-a',
      'y<-b',
      'sum<-y+x',
    ]);
  });

  it('makes a layer without weights that is used several times into as many', () => {
    const relu = {
      class_name: 'ReLU',
      name: 'r',
      config: { name: 'r' },
      inbound_nodes: [[['a', 0, 0, {}]], [['b', 0, 0, {}]]],
    };
    const layers = [input('a'), relu, dense('b', [[['r', 0, 0, {}]]]), dense('c', [[['r', 1, 0, {}]]])];
    const model = functional(layers, [['a', 0, 0]], [['c', 0, 0]]);
    expect(names(model)).toEqual(['a<-', 'r<-a', 'b<-r', 'r_2<-b', 'c<-r_2']);
    expect(read(model).layers[3]?.config.name).toBe('r_2');
  });

  it('lets layers without weights be named alike in models within models', () => {
    const flat = (inbound?: readonly unknown[]) => ({
      class_name: 'Flatten',
      name: 'flat',
      config: { name: 'flat' },
      ...(inbound ? { inbound_nodes: inbound } : {}),
    });
    const inner = functional([input('a'), flat(from('a'))], [['a', 0, 0]], [['flat', 0, 0]], 'inner');
    const layers = [
      input('a'),
      { ...inner, inbound_nodes: from('a') },
      flat(from('inner')),
      dense('b', from('flat')),
    ];
    expect(names(functional(layers, [['a', 0, 0]], [['b', 0, 0]]))).toEqual([
      'a<-',
      'flat<-a',
      'flat_2<-flat',
      'b<-flat_2',
    ]);
  });

  it('reads thousands of layers in a row, in any order, and refuses more', () => {
    const chain = (count: number) => {
      const layers = Array.from({ length: count }, (_, at) =>
        dense(`d${at}`, from(at === 0 ? 'a' : `d${at - 1}`)),
      );
      return functional([...layers.reverse(), input('a')], [['a', 0, 0]], [[`d${count - 1}`, 0, 0]]);
    };
    const used = processorTime();
    expect(read(chain(4999)).layers).toHaveLength(5000);
    expect(() => read(chain(5000))).toThrow(/more than 5000 layers/);
    expect(used()).toBeLessThan(3000);
  });

  it('refuses models nested without end', () => {
    let model: object = dense('a');
    for (let depth = 0; depth < 20_000; depth += 1)
      model = { class_name: 'Sequential', config: { layers: [model] } };
    expect(() => read(model)).toThrow(/nested more than 200 deep/);
  });

  describe('layers that do nothing when a network answers', () => {
    const layer = (className: string, name: string, config: object, inbound?: readonly unknown[]) => ({
      class_name: className,
      name,
      config: { name, ...config },
      ...(inbound ? { inbound_nodes: inbound } : {}),
    });

    it('are left out and named, wherever they stand', () => {
      const shape = { batch_input_shape: [null, 4] };
      const model = {
        class_name: 'Sequential',
        config: {
          layers: [
            layer('RandomFlip', 'flip', { ...shape, mode: 'horizontal' }),
            layer('RandomRotation', 'turn', { factor: 0.1 }),
            dense('a'),
            layer('GaussianNoise', 'noise', { stddev: 1 }),
          ],
        },
      };
      expect(names(model)).toEqual(['flip_input<-', 'a<-flip_input']);
      expect(read(model).leftOut).toEqual([
        { name: 'flip', className: 'RandomFlip' },
        { name: 'turn', className: 'RandomRotation' },
        { name: 'noise', className: 'GaussianNoise' },
      ]);
      const branches = functional(
        [
          input('a'),
          layer('RandomZoom', 'zoom', {}, from('a')),
          dense('b', from('zoom')),
          dense('c', from('b')),
        ],
        [['a', 0, 0]],
        [['c', 0, 0]],
      );
      expect(names(branches)).toEqual(['a<-', 'b<-a', 'c<-b']);
    });

    it('do not include dropout, which trains what is above the cut', () => {
      const layers = [
        input('a'),
        layer('Dropout', 'd', { rate: 0.5, seed: null, noise_shape: null }, from('a')),
      ];
      expect(names(functional(layers, [['a', 0, 0]], [['d', 0, 0]]))).toEqual(['a<-', 'd<-a']);
    });
  });

  describe('what adapting does not need', () => {
    const config = (more: object) => {
      const layers = [input('a'), { ...dense('b', from('a')), config: { name: 'b', units: 2, ...more } }];
      return read(functional(layers, [['a', 0, 0]], [['b', 0, 0]])).layers[1]?.config;
    };

    it.each([
      { class_name: 'L2', config: { l2: 0.01 } },
      { class_name: 'L1L2', config: { l1: 0, l2: 0.01 } },
      { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 }, registered_name: null },
      'l1_l2',
      'l2',
      { class_name: 'Custom>Mine', config: {} },
      7,
    ])('is left out of a layer: regularisers, constraints like %j', (value) => {
      const keys = ['kernel_regularizer', 'bias_regularizer', 'activity_regularizer', 'kernel_constraint'];
      expect(config(Object.fromEntries(keys.map((key) => [key, value])))).toEqual({ name: 'b', units: 2 });
    });

    it.each([
      ['glorot_uniform', 'GlorotUniform'],
      ['LecunNormal', 'LeCunNormal'],
      [{ class_name: 'LecunUniform', config: { seed: 7 } }, 'LeCunUniform'],
      [
        {
          module: 'keras.initializers',
          class_name: 'HeNormal',
          config: { seed: null },
          registered_name: null,
        },
        'HeNormal',
      ],
      [{ class_name: 'Constant', config: { value: { type: 'ndarray', value: 0.5 } } }, 'Constant'],
      [
        {
          class_name: 'VarianceScaling',
          config: { scale: 2, mode: 'fan_out', distribution: 'untruncated_normal' },
        },
        'VarianceScaling',
      ],
    ])('keeps initialisers that can be read: %j', (value, className) => {
      expect(config({ kernel_initializer: value })).toMatchObject({
        kernel_initializer: { class_name: className },
      });
    });

    it.each([
      'orthogonal',
      'mine',
      7,
      null,
      { class_name: 'Orthogonal', config: { gain: 1 } },
      { class_name: 'Custom>Mine', config: {} },
      { class_name: 'RandomNormal', config: { stddev: 'wide' } },
      { class_name: 'VarianceScaling', config: { scale: -1 } },
      { class_name: 'VarianceScaling', config: { mode: 'fan_club' } },
      { class_name: 'constructor', config: {} },
    ])('leaves out initialisers that can not be read: %j', (value) => {
      expect(config({ kernel_initializer: value })).toEqual({ name: 'b', units: 2 });
    });

    it.each([
      ['relu', 'relu'],
      [null, 'linear'],
      ['silu', 'swish'],
      [{ class_name: 'function', config: 'relu', module: 'builtins', registered_name: 'function' }, 'relu'],
      [{ class_name: 'ReLU', config: { max_value: 6, negative_slope: 0, threshold: 0, name: 'x' } }, 'relu6'],
      [{ class_name: 'Softmax', config: { axis: -1 } }, 'softmax'],
      [{ class_name: 'relu', config: {} }, 'relu'],
    ])('keeps the activation %j', (value, name) => {
      expect(config({ activation: value })).toMatchObject({ activation: name });
    });
  });

  it.each<[string, object, RegExp]>([
    ['LSTM', {}, /layer "b" is of type LSTM, which is made for sequences/],
    ['Lambda', {}, /layer "b" is of type Lambda, which is not known to TensorFlow.js/],
    ['constructor', {}, /not known to TensorFlow.js/],
    ['Resizing', {}, /gets its shapes wrong/],
    ['Conv2D', { groups: 2 }, /Conv2D "b" has groups: 2, which TensorFlow.js passes over/],
    ['Conv2DTranspose', { output_padding: [1, 1] }, /has output_padding/],
    ['BatchNormalization', { axis: [1, 2] }, /several axes/],
    ['UpSampling2D', { interpolation: 'bicubic' }, /another interpolation/],
    ['Dense', { activation: 'mine' }, /Dense "b" has the activation "mine"/],
    [
      'Dense',
      { activation: { class_name: 'LeakyReLU', config: { alpha: 0.1 } } },
      /activation "LeakyReLU with/,
    ],
    ['Dense', { activation: 7 }, /activation that is no name/],
  ])('refuses %s with %j, and says why', (className, config, message) => {
    const layer = { ...dense('b', from('a')), class_name: className, config: { name: 'b', ...config } };
    expect(() => read(functional([input('a'), layer], [['a', 0, 0]], [['b', 0, 0]]))).toThrow(message);
  });

  it("means Keras 3's hard_sigmoid as another one than TensorFlow.js's, and makes it of other layers", () => {
    const layer = { ...dense('b', from('a')), config: { name: 'b', activation: 'hard_sigmoid' } };
    const model = functional([input('a'), layer], [['a', 0, 0]], [['b', 0, 0]]);
    expect(read(model).layers[1]?.config.activation).toBe('hard_sigmoid');
    const keras3 = { keras_version: '3.4.1', model_config: model };
    expect(readTopology(keras3).layers.map(({ name, config }) => [name, config.activation])).toEqual([
      ['a', undefined],
      ['b', 'linear'],
      ['b_activation_shifted', undefined],
      ['b_activation_capped', undefined],
      ['b_activation', undefined],
    ]);
  });

  describe('an operator in Python', () => {
    const lambda = (of: string, y: unknown) => ({
      class_name: 'TFOpLambda',
      name: 'b',
      config: { name: 'b', function: of },
      inbound_nodes: [['a', 0, 0, { y, name: null }]],
    });
    const tensor = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 4], keras_history: [name, 0, 0] },
    });
    const operation = (className: string, ...operands: unknown[]) => ({
      class_name: className,
      name: 'b',
      config: { name: 'b' },
      inbound_nodes: [{ args: operands, kwargs: {} }],
    });
    const made = (layer: object) => {
      const model = functional([input('a'), dense('c', from('a')), layer], [['a', 0, 0]], [['b', 0, 0]]);
      const { className, config, inbound } = read(model).layers.at(-1) ?? {};
      return [className, config, inbound];
    };

    it.each<[string, object, number, number]>([
      ['x + 3, by Keras 2', lambda('__operators__.add', 3), 1, 3],
      ['x - 3, by Keras 2', lambda('math.subtract', 3), 1, -3],
      ['x * 3, by Keras 2', lambda('math.multiply', 3), 3, 0],
      ['x / 4, by Keras 2', lambda('math.truediv', 4), 0.25, 0],
      ['x + 3, by Keras 3', operation('Add', tensor('a'), 3), 1, 3],
      ['3 - x, by Keras 3', operation('Subtract', 3, tensor('a')), -1, 3],
      ['x / 4, by Keras 3', operation('TrueDivide', tensor('a'), 4), 0.25, 0],
    ])('with a number is a rescaling: %s', (_, layer, scale, offset) => {
      expect(made(layer)).toEqual(['Rescaling', { name: 'b', scale, offset }, ['a']]);
    });

    it.each([
      ['x + y, by Keras 2', lambda('math.add', ['c', 0, 0]), 'Add'],
      ['x * y, by Keras 3', operation('Multiply', tensor('a'), tensor('c')), 'Multiply'],
    ])('with a tensor is the layer that does so: %s', (_, layer, className) => {
      expect(made(layer)).toEqual([className, { name: 'b' }, ['a', 'c']]);
    });

    it.each([
      lambda('math.pow', 2),
      lambda('nn.bias_add', [1, 2, 3]),
      lambda('math.truediv', 0),
      lambda('math.subtract', ['c', 0, 0]),
      operation('Divide', 1, tensor('a')),
    ])('that no layer does is refused: %j', (layer) => {
      expect(() => made(layer)).toThrow(/"b" is of type \w+( \(\w+\.\w+\))?, which is not known/);
    });
  });

  it('makes a hard swish of layers that TensorFlow.js has', () => {
    const activation = { ...dense('b', from('a')), class_name: 'Activation' };
    const layer = { ...activation, config: { name: 'b', activation: 'hard_silu' } };
    expect(names(functional([input('a'), layer], [['a', 0, 0]], [['b', 0, 0]]))).toEqual([
      ...['a<-', 'b_shifted<-a', 'b_capped<-b_shifted', 'b_gate<-b_capped', 'b<-a+b_gate'],
    ]);
  });

  it('says up to where a network can be read that has a layer which can not be', () => {
    const lambda = { ...dense('bad', from('left', 'right')), class_name: 'Lambda' };
    const layers = [
      ...[input('a'), dense('b', from('a')), dense('left', from('b')), dense('right', from('b'))],
      ...[lambda, dense('c', from('bad'))],
    ];
    expect(() => read(functional(layers, [['a', 0, 0]], [['c', 0, 0]]))).toThrow(
      /"bad" is of type Lambda.*What comes before it can be read: `keras\.Model\(model\.input, model\.get_layer\("b"\)\.output\)` is a base\./,
    );
    const first = functional(
      [input('a'), { ...lambda, inbound_nodes: from('a') }],
      [['a', 0, 0]],
      [['bad', 0, 0]],
    );
    expect(() => read(first)).toThrow(/or choose another base\.$/);
  });

  it('keeps the axes that a pooling is told to keep', () => {
    const pool = {
      class_name: 'GlobalAveragePooling2D',
      name: 'p',
      config: { name: 'p', keepdims: true, data_format: 'channels_last' },
      inbound_nodes: from('a'),
    };
    const { layers } = read(
      functional([input('a'), pool, dense('b', from('p'))], [['a', 0, 0]], [['b', 0, 0]]),
    );
    expect(layers.map(({ name, className }) => `${name} ${className}`)).toEqual([
      'a InputLayer',
      'p_pooled GlobalAveragePooling2D',
      'p Reshape',
      'b Dense',
    ]);
    expect(layers[2]?.config).toEqual({ name: 'p', target_shape: [1, 1, -1] });
  });

  it("reads Keras 3's slope of a LeakyReLU, and an axis in a list", () => {
    const layers = [
      input('a'),
      {
        class_name: 'LeakyReLU',
        name: 'l',
        config: { name: 'l', negative_slope: 0.2 },
        inbound_nodes: from('a'),
      },
      {
        class_name: 'BatchNormalization',
        name: 'n',
        config: { name: 'n', axis: [-1] },
        inbound_nodes: from('l'),
      },
    ];
    const read2 = read(functional(layers, [['a', 0, 0]], [['n', 0, 0]])).layers;
    expect(read2[1]?.config).toEqual({ name: 'l', alpha: 0.2 });
    expect(read2[2]?.config).toEqual({ name: 'n', axis: -1 });
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
