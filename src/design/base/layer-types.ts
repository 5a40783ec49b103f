/** What is known of the layers of a Keras class. */
export interface LayerType {
  /**
   * What becomes of one in a base: it is taken, for its weights, settings and gradients are known to come through
   * TensorFlow.js (in the tests it is built, cut, saved and trained through); left out, for it does nothing when a
   * network answers; or refused.
   */
  readonly is: 'taken' | 'idle' | 'refused';
  /** Why it is refused: the end of a sentence that begins with the layer. */
  readonly why?: string;
  /** What it calls its weights. */
  readonly weights?: readonly string[];
  /** Weights that each position of its output meets as a whole; or each value of its output is multiplied once. */
  readonly multiplies?: readonly string[] | 'values';
  /** It has weights, and yet only rescales what the layer before it gave: it counts as part of that one's block. */
  readonly rescalesItsInput?: true;
  readonly normalises?: true;
  /** It may be a classifier: its units, classes. */
  readonly classifies?: true;
  /** It may follow a classifier's units. Another one there means that they are features. */
  readonly followsClasses?: true;
  readonly isSoftmax?: true;
  /** Where it stands before a classifier, it belongs to that: a new head has its own. */
  readonly leadsToClasses?: true;
  readonly pools?: true;
  /** It brings pixels to the scale that the network wants. */
  readonly scalesPixels?: true;
  /** It trains with holes in its kernel. */
  readonly dilates?: true;
}

const unknown: LayerType = { is: 'refused', why: 'is not known to TensorFlow.js' };
const plain: LayerType = { is: 'taken' };
const pooling: LayerType = { is: 'taken', pools: true };
/** It changes pictures or values at random while a network learns, and hands them on as they are when it answers. */
const idle: LayerType = { is: 'idle' };
const forSequences: LayerType = {
  is: 'refused',
  why: 'is made for sequences such as text or sound, not for pictures',
};
const wrongShapes: LayerType = {
  is: 'refused',
  why: 'gets its shapes wrong in TensorFlow.js. Bring pictures to their size by `base.input` instead',
};
const convolution: LayerType = { is: 'taken', weights: ['kernel', 'bias'], multiplies: ['kernel'] };
const normalisation = { rescalesItsInput: true, normalises: true } as const;

const rows: Readonly<Record<string, LayerType>> = {
  Activation: { is: 'taken', followsClasses: true },
  ActivityRegularization: idle,
  Add: plain,
  AlphaDropout: idle,
  AugMix: idle,
  Average: plain,
  AveragePooling1D: pooling,
  AveragePooling2D: pooling,
  AveragePooling3D: pooling,
  BatchNormalization: {
    is: 'taken',
    weights: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
    multiplies: 'values',
    ...normalisation,
  },
  Bidirectional: forSequences,
  BytePairTokenizer: forSequences,
  CategoryEncoding: forSequences,
  CenterCrop: wrongShapes,
  Concatenate: plain,
  Conv1D: convolution,
  Conv2D: { ...convolution, classifies: true, dilates: true },
  Conv2DTranspose: convolution,
  Conv3D: convolution,
  Conv3DTranspose: { is: 'refused', why: 'is made for volumes, not for pictures' },
  ConvLSTM2D: forSequences,
  ConvLSTM2DCell: forSequences,
  ConvRNN2D: forSequences,
  Cropping2D: plain,
  Dense: { is: 'taken', weights: ['kernel', 'bias'], multiplies: ['kernel'], classifies: true },
  DepthwiseConv2D: {
    is: 'taken',
    weights: ['depthwise_kernel', 'bias'],
    multiplies: ['depthwise_kernel'],
  },
  Dot: plain,
  Dropout: { is: 'taken', followsClasses: true, leadsToClasses: true },
  ELU: plain,
  EinsumDense: forSequences,
  Embedding: forSequences,
  FixedDropout: idle,
  Flatten: { is: 'taken', followsClasses: true },
  GRU: forSequences,
  GRUCell: forSequences,
  GaussianDropout: idle,
  GaussianNoise: idle,
  GlobalAveragePooling1D: pooling,
  GlobalAveragePooling2D: pooling,
  GlobalMaxPooling1D: pooling,
  GlobalMaxPooling2D: pooling,
  GroupNormalization: { ...unknown, ...normalisation },
  Identity: idle,
  InputLayer: plain,
  LSTM: forSequences,
  LSTMCell: forSequences,
  LayerNormalization: { is: 'taken', weights: ['gamma', 'beta'], ...normalisation },
  LayerScale: { is: 'taken', weights: ['gamma'], rescalesItsInput: true },
  LeakyReLU: plain,
  Masking: forSequences,
  MaxPooling1D: pooling,
  MaxPooling2D: pooling,
  MaxPooling3D: pooling,
  Maximum: plain,
  Minimum: plain,
  MultiHeadAttention: forSequences,
  Multiply: plain,
  Normalization: { is: 'taken', weights: ['mean', 'variance'], normalises: true, scalesPixels: true },
  PReLU: { is: 'taken', weights: ['alpha'], rescalesItsInput: true },
  Permute: plain,
  RNN: forSequences,
  RandAugment: idle,
  RandomBrightness: idle,
  RandomColorDegeneration: idle,
  RandomColorJitter: idle,
  RandomContrast: idle,
  RandomElasticTransform: idle,
  RandomErasing: idle,
  RandomFlip: idle,
  RandomGaussianBlur: idle,
  RandomGrayscale: idle,
  RandomHeight: idle,
  RandomHue: idle,
  RandomInvert: idle,
  RandomPerspective: idle,
  RandomPosterization: idle,
  RandomRotation: idle,
  RandomSaturation: idle,
  RandomSharpness: idle,
  RandomShear: idle,
  RandomTranslation: idle,
  RandomWidth: idle,
  RandomZoom: idle,
  ReLU: plain,
  RepeatVector: plain,
  Rescaling: { is: 'taken', scalesPixels: true },
  Reshape: { is: 'taken', followsClasses: true, leadsToClasses: true },
  Resizing: wrongShapes,
  SeparableConv2D: {
    is: 'taken',
    weights: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
    multiplies: ['depthwise_kernel', 'pointwise_kernel'],
    dilates: true,
  },
  SimpleRNN: forSequences,
  SimpleRNNCell: forSequences,
  Softmax: { is: 'taken', followsClasses: true, isSoftmax: true },
  SpatialDropout1D: { is: 'taken', leadsToClasses: true },
  SpatialDropout2D: idle,
  SpatialDropout3D: idle,
  StochasticDepth: idle,
  StackedRNNCells: forSequences,
  TextVectorization: forSequences,
  ThresholdedReLU: plain,
  TimeDistributed: forSequences,
  UpSampling2D: plain,
  ZeroPadding2D: plain,
};

const known: ReadonlyMap<string, LayerType> = new Map(Object.entries(rows));

/** What is known of a Keras class; one that is not in the table is refused as unknown. */
export function layerType(className: string): LayerType {
  return known.get(className) ?? unknown;
}
