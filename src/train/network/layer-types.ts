import type { Fields } from './written-model';

/**
 * What a base may be made of: layers whose weights, settings and gradients are known to come through TensorFlow.js.
 * Whatever stands here is built, cut, saved and trained through in the tests; everything else is refused by name.
 */
const withWeights: ReadonlySet<string> = new Set([
  'BatchNormalization',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Conv3D',
  'Dense',
  'DepthwiseConv2D',
  'LayerNormalization',
  'LayerScale',
  'Normalization',
  'PReLU',
  'SeparableConv2D',
]);

const withoutWeights: ReadonlySet<string> = new Set([
  'Activation',
  'Add',
  'Average',
  'AveragePooling1D',
  'AveragePooling2D',
  'AveragePooling3D',
  'Concatenate',
  'Cropping2D',
  'Dot',
  'Dropout',
  'ELU',
  'Flatten',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'InputLayer',
  'LeakyReLU',
  'MaxPooling1D',
  'MaxPooling2D',
  'MaxPooling3D',
  'Maximum',
  'Minimum',
  'Multiply',
  'Permute',
  'ReLU',
  'RepeatVector',
  'Rescaling',
  'Reshape',
  'Softmax',
  'SpatialDropout1D',
  'ThresholdedReLU',
  'UpSampling2D',
  'ZeroPadding2D',
]);

/** Layers that change pictures or values at random while a network learns, and hand them on as they are when it answers. */
const idle: ReadonlySet<string> = new Set([
  'ActivityRegularization',
  'AlphaDropout',
  'AugMix',
  'FixedDropout',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'RandAugment',
  'RandomBrightness',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
  'RandomElasticTransform',
  'RandomErasing',
  'RandomFlip',
  'RandomGaussianBlur',
  'RandomGrayscale',
  'RandomHeight',
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomWidth',
  'RandomZoom',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'StochasticDepth',
]);

const sequences = 'is made for sequences such as text or sound, not for pictures';
const shapes = 'gets its shapes wrong in TensorFlow.js. Bring pictures to their size by `base.input` instead';

const refused: ReadonlyMap<string, string> = new Map([
  ...[
    ...[
      'Bidirectional',
      'BytePairTokenizer',
      'CategoryEncoding',
      'ConvLSTM2D',
      'ConvLSTM2DCell',
      'ConvRNN2D',
    ],
    ...['EinsumDense', 'Embedding', 'GRU', 'GRUCell', 'LSTM', 'LSTMCell', 'Masking', 'MultiHeadAttention'],
    ...['RNN', 'SimpleRNN', 'SimpleRNNCell', 'StackedRNNCells', 'TextVectorization', 'TimeDistributed'],
  ].map((type) => [type, sequences] as const),
  ['CenterCrop', shapes],
  ['Resizing', shapes],
  ['Conv3DTranspose', 'is made for volumes, not for pictures'],
]);

export type LayerRole =
  | { readonly is: 'taken'; readonly hasWeights: boolean }
  | { readonly is: 'idle' }
  /** `why` ends a sentence that begins with the layer. */
  | { readonly is: 'refused'; readonly why: string };

/** What becomes of a layer of that Keras class. */
export function roleOfLayer(className: string, config: Fields = {}): LayerRole {
  // It drops whole branches: stochastic depth by another name.
  if (className === 'Dropout' && Array.isArray(config.noise_shape)) return { is: 'idle' };
  if (withWeights.has(className)) return { is: 'taken', hasWeights: true };
  if (withoutWeights.has(className)) return { is: 'taken', hasWeights: false };
  if (idle.has(className)) return { is: 'idle' };
  return { is: 'refused', why: refused.get(className) ?? 'is not known to TensorFlow.js' };
}
