import { layerType } from '../../design/base/layer-types';
import { TransferError } from '../../design/transfer-error';
import { type HardActivation, hardActivation } from './hard-activations';
import type { TopologyLayer } from './topology';
import { type Fields, isFields } from './written-model';

/** A layer as it is written, in snake_case keys. */
export interface WrittenLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Fields;
  /** Whether Keras 3 wrote it, which means other things by some words. */
  readonly isKeras3: boolean;
  /** Whether TensorFlow.js wrote it itself. What it was converted from may mean other things by some words, too. */
  readonly isTensorFlowJs: boolean;
}

/**
 * A layer's settings as TensorFlow.js reads them, whatever wrote them. What adapting does not need is left out:
 * regularisers and constraints, for they belong to the training that the base has behind it; what it says of its own
 * training, type and batch, for these are the plan's to say; initialisers that can't be read, for the weights are
 * known.
 *
 * @returns one layer, or several where it takes those in TensorFlow.js; the last one gives the layer's output
 * @throws TransferError `base-layer` for a setting that TensorFlow.js would pass over, or not know, naming both
 */
export function readLayer(layer: WrittenLayer, inbound: readonly string[]): TopologyLayer[] {
  const hard = hardActivationOf(layer);
  if (hard === undefined) return readSettings(layer, inbound);
  const [source = ''] = inbound;
  if (layer.className === 'Activation') return hardActivation(hard, layer.name, source);
  const linear = { ...layer, config: { ...layer.config, activation: 'linear' } };
  const read = readSettings(linear, inbound);
  return [...read, ...hardActivation(hard, `${layer.name}_activation`, read.at(-1)?.name ?? '')];
}

function readSettings(layer: WrittenLayer, inbound: readonly string[]): TopologyLayer[] {
  const { name, className } = layer;
  const config: Record<string, unknown> = { name };
  for (const [key, value] of Object.entries(layer.config)) {
    if (isLeftOut(key) || key === 'name') continue;
    // Whatever it was trained in, here it trains in 32 bits.
    if (key === 'dtype') config[key] = 'float32';
    else if (key.endsWith('_initializer')) {
      const initialiser = readInitialiser(value);
      if (initialiser !== undefined) config[key] = initialiser;
    } else if (key === 'activation') {
      config[key] = readActivation(value, layer);
    } else {
      config[key] = value;
    }
  }
  refuseUnread({ ...layer, config });
  const one = { name, className, config, inbound };
  switch (className) {
    case 'BatchNormalization':
      return [withOneAxis(one)];
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
      return withKeptAxes(one);
    case 'LeakyReLU':
      return [withSlope(one)];
    case 'ReLU':
      return [withHonestReLU(one)];
    case 'SeparableConv2D':
      return [withSeparateKernels(one)];
    default:
      return [one];
  }
}

const leftOut: ReadonlySet<string> = new Set([
  'trainable',
  'autocast',
  'batch_input_shape',
  'batch_shape',
  'batch_size',
  'input_shape',
  'input_dtype',
  'build_config',
  'module',
  'registered_name',
  'weights',
]);

function isLeftOut(key: string): boolean {
  return leftOut.has(key) || key.endsWith('_regularizer') || key.endsWith('_constraint');
}

/** Those of TensorFlow.js that draw weights of any shape, by their Keras names. */
const initialisers: ReadonlyMap<string, string> = new Map(
  [
    ['Zeros', 'zeros', 'zero'],
    ['Ones', 'ones', 'one'],
    ['Constant', 'constant'],
    ['RandomUniform', 'random_uniform', 'uniform'],
    ['RandomNormal', 'random_normal', 'normal'],
    ['TruncatedNormal', 'truncated_normal'],
    ['VarianceScaling', 'variance_scaling'],
    ['GlorotUniform', 'glorot_uniform', 'xavier_uniform'],
    ['GlorotNormal', 'glorot_normal', 'xavier_normal'],
    ['HeUniform', 'he_uniform'],
    ['HeNormal', 'he_normal'],
    ['LeCunUniform', 'LecunUniform', 'lecun_uniform'],
    ['LeCunNormal', 'LecunNormal', 'lecun_normal'],
  ].flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)),
);

const varianceModes = ['fan_in', 'fan_out', 'fan_avg', 'fanIn', 'fanOut', 'fanAvg'];
const distributions = ['normal', 'uniform', 'truncated_normal', 'truncatedNormal'];

/** Undefined where it is none that TensorFlow.js has, or holds what it can't take: then the layer's usual one is used. */
function readInitialiser(value: unknown): object | undefined {
  const { class_name: written, config = {} } = isFields(value) ? value : { class_name: value };
  const className = typeof written === 'string' ? initialisers.get(written) : undefined;
  if (className === undefined || !isFields(config)) return undefined;
  const { mode, distribution, seed: _, dtype: __, ...numbers } = config;
  if (mode !== undefined && !varianceModes.includes(String(mode))) return undefined;
  // Keras means the truncated one by this word as well.
  const drawn = distribution === 'untruncated_normal' ? 'normal' : distribution;
  if (drawn !== undefined && !distributions.includes(String(drawn))) return undefined;
  if (numbers.scale !== undefined && !(numberOf(numbers.scale) > 0)) return undefined;
  const isAllNumbers = Object.values(numbers).every((number) => Number.isFinite(numberOf(number)));
  if (!isAllNumbers || (className === 'Constant' && numbers.value === undefined)) return undefined;
  return {
    class_name: className,
    config: {
      ...Object.fromEntries(Object.entries(numbers).map(([key, number]) => [key, numberOf(number)])),
      ...(mode === undefined ? {} : { mode }),
      ...(drawn === undefined ? {} : { distribution: drawn }),
      seed: null,
    },
  };
}

/** Keras writes some numbers as `{ type: 'ndarray', value: 0.1 }`. */
export function numberOf(value: unknown): number {
  const plain = isFields(value) && value.type === 'ndarray' ? value.value : value;
  return typeof plain === 'number' ? plain : Number.NaN;
}

const activations: ReadonlyMap<string, string> = new Map([
  ...[
    ...['linear', 'elu', 'selu', 'relu', 'relu6', 'sigmoid', 'hard_sigmoid', 'softplus', 'softsign', 'tanh'],
    ...['softmax', 'log_softmax', 'gelu', 'mish', 'swish'],
  ].map((name) => [name, name] as const),
  ['silu', 'swish'],
  ['hardSigmoid', 'hard_sigmoid'],
  ['logSoftmax', 'log_softmax'],
]);

function readActivation(value: unknown, layer: WrittenLayer): string {
  if (value === null || value === undefined) return 'linear';
  const name = activationName(value);
  const known = name === undefined ? undefined : activations.get(name);
  if (known === undefined) {
    throw refusedSetting(
      layer,
      `the activation ${name === undefined ? 'that is no name' : JSON.stringify(name.slice(0, 80))}`,
      'which TensorFlow.js does not know',
    );
  }
  return known;
}

/** Keras 3 means another hard sigmoid than TensorFlow.js, as all do by the swish of that. */
function hardActivationOf({ config, isKeras3 }: WrittenLayer): HardActivation | undefined {
  const name = activationName(config.activation);
  if (name === 'hard_swish' || name === 'hard_silu') return 'hard swish';
  return name === 'hard_sigmoid' && isKeras3 ? 'hard sigmoid' : undefined;
}

/** An activation is a name, a function `{ class_name: 'function', config: name }`, or a layer's class without settings. */
function activationName(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return undefined;
  const { class_name: className, config = {} } = value;
  if (typeof config === 'string') return config;
  if (typeof className !== 'string' || !isFields(config)) return undefined;
  const settings = Object.entries(config).filter(
    ([key, setting]) =>
      !isLeftOut(key) && key !== 'name' && key !== 'dtype' && setting !== null && setting !== 0,
  );
  const [first, ...others] = settings;
  if (first === undefined) return className.toLowerCase();
  const isCapped = className === 'ReLU' && others.length === 0 && first[0] === 'max_value' && first[1] === 6;
  const isPlainSoftmax =
    className === 'Softmax' && others.length === 0 && first[0] === 'axis' && first[1] === -1;
  if (isCapped) return 'relu6';
  return isPlainSoftmax ? 'softmax' : `${className} with settings of its own`;
}

/** Settings that TensorFlow.js passes over in silence, each with the one value that it means. */
const passedOver: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['groups', [1]],
  ['output_padding', [null]],
  ['renorm', [false]],
  ['rms_scaling', [false]],
  ['noise_shape', [null]],
]);

function refuseUnread(layer: WrittenLayer): void {
  for (const [key, meant] of passedOver) {
    const value = layer.config[key];
    if (key === 'groups' && isGroupedByChannel(layer)) continue;
    if (value !== undefined && !meant.includes(value)) {
      const shown = typeof value === 'object' ? 'settings' : String(value).slice(0, 20);
      throw refusedSetting(layer, `${key}: ${shown}`, 'which TensorFlow.js passes over');
    }
  }
  refuseHoles(layer);
  const { interpolation, padding } = layer.config;
  if (padding === 'causal') throw refusedSetting(layer, 'causal padding', 'which TensorFlow.js cannot run');
  if (interpolation !== undefined && !['nearest', 'bilinear'].includes(String(interpolation))) {
    throw refusedSetting(
      layer,
      'another interpolation than nearest or bilinear',
      'which TensorFlow.js does not know',
    );
  }
  if (interpolation === 'bilinear' && !layer.isTensorFlowJs) {
    throw refusedSetting(
      layer,
      'bilinear interpolation',
      'which TensorFlow.js does between the corners of pixels and Keras between their middles',
    );
  }
}

/** Convolutions that TensorFlow.js runs without their holes, or can't train with them. */
function refuseHoles(layer: WrittenLayer): void {
  const { dilation_rate: rate, data_format: format } = layer.config;
  const isDilated = [rate].flat().some((edge) => typeof edge === 'number' && edge > 1);
  if (!isDilated) return;
  const canBe = layerType(layer.className).dilates && !isGroupedByChannel(layer);
  if (canBe && format !== 'channels_first' && format !== 'channelsFirst') return;
  throw refusedSetting(layer, 'a dilation', 'which TensorFlow.js passes over or cannot train');
}

/** As far as the settings tell; its weights say whether each group is one channel. */
export function isGroupedByChannel({
  className,
  config,
}: Pick<WrittenLayer, 'className' | 'config'>): boolean {
  const { groups, filters, data_format: format } = config;
  const isFirst = format === 'channels_first' || format === 'channelsFirst';
  return className === 'Conv2D' && Number(groups) > 1 && Number(filters) % Number(groups) === 0 && !isFirst;
}

/** Keras writes the axis as a list of one; TensorFlow.js counts with it as a number. */
function withOneAxis(layer: TopologyLayer): TopologyLayer {
  const { axis } = layer.config;
  if (!Array.isArray(axis)) return layer;
  if (axis.length !== 1) {
    throw refusedSetting(layer, 'several axes', 'where TensorFlow.js normalises along one');
  }
  return { ...layer, config: { ...layer.config, axis: axis[0] } };
}

/** Keras can keep the axes that pooling empties, at a length of 1; TensorFlow.js takes a second layer for that. */
function withKeptAxes(layer: TopologyLayer): TopologyLayer[] {
  const { keepdims, keep_dims: alsoKept, ...config } = layer.config;
  if (keepdims !== true && alsoKept !== true) return [{ ...layer, config }];
  if (config.data_format === 'channels_first' || config.data_format === 'channelsFirst') {
    throw refusedSetting(layer, 'keepdims with the channels first', 'which TensorFlow.js does not know');
  }
  const pooled = {
    ...layer,
    name: `${layer.name}_pooled`,
    config: { ...config, name: `${layer.name}_pooled` },
  };
  const axes = layer.className.endsWith('2D') ? [1, 1, -1] : [1, -1];
  return [
    pooled,
    {
      name: layer.name,
      className: 'Reshape',
      config: { name: layer.name, target_shape: axes },
      inbound: [pooled.name],
    },
  ];
}

/** Keras 3 calls the slope by its name, TensorFlow.js as Keras 2 did. */
function withSlope(layer: TopologyLayer): TopologyLayer {
  const { negative_slope: slope, ...config } = layer.config;
  return slope === undefined ? layer : { ...layer, config: { ...config, alpha: slope } };
}

/** Keras writes settings of a kernel that a separable convolution has not; TensorFlow.js refuses the layer for them. */
function withSeparateKernels(layer: TopologyLayer): TopologyLayer {
  const { kernel_initializer: _, ...config } = layer.config;
  return { ...layer, config };
}

/**
 * Keras's ReLU may have a slope below zero, a threshold and a cap; TensorFlow.js reads the cap alone and passes over
 * the others in silence. The slope by itself is what it calls LeakyReLU, the threshold ThresholdedReLU.
 */
function withHonestReLU(layer: TopologyLayer): TopologyLayer {
  const { max_value: cap, negative_slope: slope, threshold, ...config } = layer.config;
  if (!numberOf(slope ?? 0) && !numberOf(threshold ?? 0)) return layer;
  const isOneOfThem = !numberOf(slope ?? 0) || !numberOf(threshold ?? 0);
  if (!isOneOfThem || typeof cap === 'number') {
    throw refusedSetting(
      layer,
      'a slope below zero or a threshold beside others',
      'which TensorFlow.js cannot do',
    );
  }
  return numberOf(threshold ?? 0)
    ? { ...layer, className: 'ThresholdedReLU', config: { ...config, theta: threshold } }
    : { ...layer, className: 'LeakyReLU', config: { ...config, alpha: slope } };
}

function refusedSetting(
  { name, className }: { readonly name: string; readonly className: string },
  what: string,
  why: string,
): TransferError {
  return new TransferError(
    'base-layer',
    `The base's ${className} "${name}" has ${what}, ${why}. Replace it in the original model and convert that again.`,
  );
}
