import type {
  AugmentConfig,
  BaseInputConfig,
  DatasetConfig,
  FreezeConfig,
  HeadConfig,
  PhaseConfig,
  ScaleNumbers,
  TrainConfig,
} from './config';
import {
  choice,
  either,
  type Key,
  list,
  map,
  number,
  oneOf,
  pair,
  record,
  type Schema,
  text,
  triple,
  wholeNumber,
} from './schema-types';
import { checkPattern, checkSha256 } from './text-checks';

/** The file as it is written; config.ts holds what it is read as. */
export interface WrittenFile {
  readonly version?: 1;
  readonly base?: string | WrittenBase;
  readonly dataset?: DatasetConfig;
  readonly case?: 'auto' | 1 | 2 | 3 | 4;
  readonly cut?: string;
  readonly freeze?: FreezeConfig;
  readonly init?: 'auto' | 'pretrained' | 'random';
  readonly head?: HeadConfig;
  readonly train?: TrainConfig;
}

export interface WrittenBase {
  readonly model?: string;
  readonly sha256?: string;
  readonly input?: BaseInputConfig;
}

const layerName = text('the name of a layer of the base', {
  words: [['auto', 'What the case says.']],
});

const layerNames = list(text('the name of a layer, or a pattern with * and ?'), { least: 1, most: 5000 });

const channel = number({ least: -1000, most: 1000 });

const scaleNumbers = map<ScaleNumbers>({
  mean: {
    schema: triple(channel),
    meaning: 'What is subtracted from the pixel values, a number per channel.',
    unit: 'pixel values, 0 to 255',
    required: { code: 'missing-key', example: [0, 0, 0] },
  },
  std: {
    schema: triple(number({ above: 0, most: 1000 })),
    meaning: 'What the difference is divided by, a number per channel.',
    unit: 'pixel values, 0 to 255',
    required: { code: 'missing-key', example: [1, 1, 1] },
  },
  channels: {
    schema: choice([
      ['rgb', 'Red, green, blue.'],
      ['bgr', 'Blue, green, red.'],
    ]),
    meaning: 'The order in which the base wants the colours; mean and std stand in that order.',
    required: { code: 'missing-key', example: 'rgb' },
  },
});

const input = map<BaseInputConfig>({
  size: {
    schema: pair(wholeNumber({ least: 1, most: 4096 })),
    meaning: 'Height and width of the pictures that the base gets.',
    default: "the base's own",
    unit: 'pixels',
    alsoCalled: ['shape', 'imageSize'],
  },
  resize: {
    schema: choice([
      ['stretch', 'Each side is scaled by itself; nothing is lost, shapes change.'],
      ['crop', 'The middle of the picture, in the right proportions.'],
      ['pad', 'The whole picture, with borders.'],
    ]),
    meaning: 'How a picture of other proportions is brought to that size.',
    default: "the base's own, else stretch",
  },
  scale: {
    schema: either(
      choice([
        ['0..255', 'The pixel values as they are.'],
        ['0..1', 'Divided by 255.'],
        ['-1..1', 'Divided by 127.5, minus 1.'],
        ['torch', 'Divided by 255, then by the mean and deviation of ImageNet.'],
        ['caffe', 'Blue, green, red, minus the mean of ImageNet.'],
      ]),
      scaleNumbers,
    ),
    meaning: "How pixel values 0 to 255 become the base's numbers.",
    default:
      "the base's own; where it is unknown, 0..255 if the base rescales by itself, else -1..1, with a warning",
    alsoCalled: ['preprocessing', 'normalize', 'rescale'],
  },
});

const base = either(
  text('the name of a base that comes along, a path or an https address'),
  map<WrittenBase>(
    {
      model: {
        schema: text('the name of a base that comes along, a path or an https address'),
        meaning: 'The pretrained network: `demo`, the path of a model.json, or its https address.',
        required: { code: 'missing-base', example: 'demo' },
        alsoCalled: ['path', 'name', 'url'],
      },
      sha256: {
        schema: text('a sha256 of 64 hexadecimal digits', { check: checkSha256, pattern: '^[0-9a-f]{64}$' }),
        meaning: 'The sha256 over model.json and its shards; a base from an https address must have one.',
        default: 'not checked; an https address needs it',
        alsoCalled: ['hash', 'checksum'],
      },
      input: { schema: input, meaning: 'What the base takes pictures as.', default: "the base's own" },
    },
    { shortFor: 'model' },
  ),
);

const dataset = map<DatasetConfig>({
  path: {
    schema: text('the path of a folder'),
    meaning: 'The folder of the images, with one folder per class in it.',
    required: { code: 'missing-dataset-path', example: 'images' },
    alsoCalled: ['folder', 'directory', 'dir', 'root', 'train', 'images'],
  },
  validation: {
    schema: either(number({ above: 0, below: 1 }), text('the path of a folder')),
    meaning:
      'The share of the images that training is judged by, drawn by seed and class by class; or their folder.',
    default: '0.2',
    alsoCalled: ['val', 'validationSplit', 'split'],
  },
  test: {
    schema: text('the path of a folder'),
    meaning: 'A folder of images that nothing is chosen by; the figures at the end come from it.',
    default: 'none; then the figures at the end are those of the validation images',
  },
  classes: {
    schema: list(text('the name of a class folder', { anyWord: true }), {
      least: 2,
      most: 5000,
      unique: true,
    }),
    meaning: 'The class folders to use, in the order of the outputs.',
    default: 'all folders, sorted by name',
    alsoCalled: ['classNames'],
  },
  groupBy: {
    schema: text('a regular expression with one group in parentheses', {
      check: checkPattern,
      format: 'regex',
    }),
    meaning: 'What the group captures from a file name; images of one group stay on one side of the split.',
    default: 'each image by itself',
    alsoCalled: ['group'],
  },
  size: {
    schema: choice([
      ['auto', 'The count of images against `dividingLine`.'],
      ['small', 'Too few images to train the base with.'],
      ['large', 'Enough images to train the base with.'],
    ]),
    meaning: 'Whether the data set counts as small or large.',
    default: 'auto',
  },
  similarity: {
    schema: choice([
      ['auto', 'What was measured, else similar, with a warning.'],
      ['similar', 'The images resemble those that the base was trained on.'],
      ['different', 'They do not.'],
    ]),
    meaning: 'Whether the images resemble those that the base was trained on.',
    default: 'auto',
  },
  dividingLine: {
    schema: wholeNumber({ least: 2, most: 1_000_000_000 }),
    meaning: 'The number of images from which a data set counts as large.',
    default: '44721, halfway in powers of ten between 2,000 (small) and 1,000,000 (large)',
    unit: 'images',
  },
});

const freeze = either(
  choice([
    ['auto', 'What the case says.'],
    ['all', 'No kept layer of the base trains.'],
    ['none', 'Every kept layer of the base trains.'],
  ]),
  map<{ readonly through: string }>({
    through: {
      schema: text('the name of a layer of the base'),
      meaning: 'This layer and everything before it are frozen.',
      required: { code: 'missing-key', example: 'LAYER' },
    },
  }),
  layerNames,
);

const head = map<HeadConfig>({
  pool: {
    schema: choice([
      ['auto', 'What the base itself does after the cut.'],
      ['average', 'The average over height and width.'],
      ['flatten', 'Every value at every place; at most 65,536 an image.'],
    ]),
    meaning: 'How the head begins where the cut has height and width.',
    default: 'auto',
    alsoCalled: ['pooling'],
  },
  layers: {
    schema: list(
      oneOf<{ dense: number; dropout: number }>({
        dense: {
          schema: wholeNumber({ least: 1, most: 65_536 }),
          meaning: 'A fully connected layer with relu.',
          unit: 'units',
        },
        dropout: {
          schema: number({ least: 0, below: 1 }),
          meaning: 'The share of values that are left out at random while training.',
        },
      }),
      { least: 0, most: 64 },
    ),
    meaning: 'Hidden layers before the softmax, which is always there with one unit per class.',
    default: 'none: the softmax alone',
    alsoCalled: ['hidden'],
  },
});

const augment = map<AugmentConfig>({
  flip: {
    schema: choice([
      ['horizontal', 'Left and right.'],
      ['vertical', 'Top and bottom.'],
      ['both', 'Either, or both.'],
    ]),
    meaning: 'Which mirror images are made.',
    default: 'none',
  },
  shift: {
    schema: number({ least: 0, most: 0.5 }),
    meaning: 'The largest shift up, down or sideways.',
    default: '0',
    unit: 'a share of height and width',
  },
  brightness: {
    schema: number({ least: 0, most: 1 }),
    meaning: 'The largest change of brightness.',
    default: '0',
    unit: 'a share of the brightness',
  },
  views: {
    schema: wholeNumber({ least: 1, most: 64 }),
    meaning: 'How many versions of each training image are kept, the original among them.',
    default: '4 where anything else is set here',
  },
});

const phase = map<PhaseConfig>({
  train: {
    schema: either(
      choice([
        ['head', 'The new layers.'],
        ['everything', 'The new layers and every kept layer of the base.'],
      ]),
      layerNames,
    ),
    meaning:
      'What trains in this phase: `head`, `everything`, or a list of names and patterns, `head` among them.',
    default: 'head',
    alsoCalled: ['trainable', 'layers'],
  },
  epochs: {
    schema: wholeNumber({ least: 1, most: 100_000 }),
    meaning: 'How often, at most, each image is seen.',
    default: '200 on cached features, 20 through the base',
  },
  learningRate: {
    schema: number({ above: 0, most: 10 }),
    meaning: 'How far each step goes.',
    default: '0.001 for the head, a tenth of it through the base',
    alsoCalled: ['lr', 'rate'],
  },
  patience: {
    schema: wholeNumber({ least: 1, most: 100_000 }),
    meaning: 'The phase ends after so many epochs without a better validation loss.',
    default: '20 on cached features, 5 through the base',
    unit: 'epochs',
  },
  batchNorm: {
    schema: choice([
      ['batch', 'By the statistics of the batch at hand.'],
      ['inference', 'By the statistics that the base remembers.'],
    ]),
    meaning: 'What trainable batch normalisation normalises by; a frozen one always uses what it remembers.',
    default: 'what the benchmark found better; batch for random starts',
  },
});

const train = map<TrainConfig>({
  batchSize: {
    schema: wholeNumber({ least: 1, most: 65_536 }),
    meaning: 'How many images make one step.',
    default: '32',
    unit: 'images',
  },
  optimizer: {
    schema: choice([
      ['adam', 'Adam.'],
      ['sgd', 'Stochastic gradient descent.'],
      ['momentum', 'Gradient descent with momentum 0.9.'],
      ['rmsprop', 'RMSProp.'],
    ]),
    meaning: 'How steps are made from gradients.',
    default: 'adam',
  },
  seed: {
    schema: wholeNumber({ least: 0, most: 4_294_967_295 }),
    meaning: 'Where all randomness begins: the same seed gives the same split, order and weights.',
    default: '1',
    alsoCalled: ['randomSeed'],
  },
  cache: {
    schema: choice([
      ['auto', 'Outputs of the frozen part are computed once and kept on disk.'],
      ['off', 'The frozen part runs again in every epoch.'],
    ]),
    meaning: 'Whether the outputs of the frozen part are kept.',
    default: 'auto',
  },
  augment: {
    schema: augment,
    meaning: 'Changed copies of the training images, so that few images tell more.',
    default: 'off',
    alsoCalled: ['augmentation'],
  },
  classWeights: {
    schema: either(
      choice([
        ['auto', 'Rare classes count more where the largest class is three times the smallest or more.'],
        ['off', 'Every image counts the same.'],
      ]),
      record('the name of a class', number({ above: 0, most: 1000 })),
    ),
    meaning: 'How much an image of each class counts in training.',
    default: 'auto',
  },
  fallback: {
    schema: choice([
      ['random', 'The random start runs where the pretrained one has failed.'],
      ['compare', 'Both starts always run; the better one is kept.'],
    ]),
    meaning: 'What case 4 does beside its pretrained start.',
    default: 'random',
  },
  phases: {
    schema: list(phase, { least: 1, most: 64 }),
    meaning: 'What trains, for how long and how fast, one phase after the other.',
    default: "the case's",
  },
});

/** The format of `transfer.yaml`. Everything that knows a key, an allowed value or a default reads it here. */
export const fileSchema: Schema<WrittenFile> = map<WrittenFile>({
  version: {
    schema: choice([[1, 'The format described here.']], { refusal: 'unsupported-version' }),
    meaning: 'The version of this format.',
    default: '1',
  },
  base: {
    schema: base,
    meaning: 'The pretrained network: `demo`, the path of a model.json, or an https address with its sha256.',
    required: { code: 'missing-base', example: 'demo' },
    alsoCalled: ['model', 'backbone', 'baseModel', 'pretrained'],
  },
  dataset: {
    schema: dataset,
    meaning: 'The images to learn from.',
    alsoCalled: ['data', 'images'],
  } satisfies Key<DatasetConfig>,
  case: {
    schema: choice([
      ['auto', 'The case that size and similarity of the data set suggest.'],
      [1, 'Small and similar: the head trains on the base as it is.'],
      [2, 'Small and different: the head trains on the first layers of the base.'],
      [3, 'Large and similar: the head trains, then everything.'],
      [4, 'Large and different: as 3, or everything from a random start.'],
    ]),
    meaning: 'Which of the four transfer cases the set-up follows.',
    default: 'auto',
  },
  cut: {
    schema: layerName,
    meaning: 'The last layer of the base that is kept.',
    default: "the case's",
  },
  freeze: {
    schema: freeze,
    meaning: 'Which kept layers never change: `all`, `none`, `{ through: LAYER }`, or names and patterns.',
    default: "the case's",
    alsoCalled: ['frozen', 'freezeLayers'],
  },
  init: {
    schema: choice([
      ['auto', 'What the case says.'],
      ['pretrained', 'The weights of the base.'],
      ['random', 'Random weights; only the layers of the base are used.'],
    ]),
    meaning: 'The weights that the kept layers start from.',
    default: "the case's",
    alsoCalled: ['weights', 'start'],
  },
  head: {
    schema: head,
    meaning: 'The new layers on the cut.',
    default: 'the softmax alone',
    alsoCalled: ['top'],
  },
  train: {
    schema: train,
    meaning: 'How training goes.',
    default: "the case's phases, with the defaults of each key",
    alsoCalled: ['training'],
  },
});
